/// How far a spool is part of a checkpoint: what lies beyond is cut back at the next start, and
/// emitted again.
struct SpoolMark: Equatable, Sendable {
    /// The number of the next line.
    var next: UInt64
    /// The first number of the segment that is open; nil where none is.
    var segment: UInt64?
    /// How long the open segment is.
    var length: UInt64 = 0

    // Notes of the state are by directory, so that another one starts anew.
    private static func keys(
        _ directory: String
    ) -> (next: String, segment: String, length: String) {
        ("emit next \(directory)", "emit segment \(directory)", "emit length \(directory)")
    }

    /// What a state says; nil where it says nothing of this directory.
    init?(_ notes: [String: Int64], directory: String) {
        let keys = Self.keys(directory)
        guard let next = notes[keys.next] else { return nil }
        self.next = UInt64(bitPattern: next)
        if let segment = notes[keys.segment], segment != 0 {
            self.segment = UInt64(bitPattern: segment)
            length = notes[keys.length].map(UInt64.init(bitPattern:)) ?? 0
        }
    }

    init(next: UInt64, segment: UInt64? = nil, length: UInt64 = 0) {
        self.next = next
        self.segment = segment
        self.length = length
    }

    func notes(directory: String) -> [String: Int64] {
        let keys = Self.keys(directory)
        return [
            keys.next: Int64(bitPattern: next),
            keys.segment: Int64(bitPattern: segment ?? 0),
            keys.length: Int64(bitPattern: length),
        ]
    }
}
