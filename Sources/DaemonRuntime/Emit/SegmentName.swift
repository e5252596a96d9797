/// The name of a segment: who emitted it, and the number of its first line.
///
/// - Shape: `collector-0001764165600000000.ndjson`, sorted by age; while it is written
///   `.collector-0001764165600000000.ndjson.open`.
struct SegmentName: Equatable, Comparable, Sendable {
    let collector: String
    /// The sequence number of the first line.
    let first: UInt64

    private static let digits = 19
    private static let ending = ".ndjson"
    private static let openEnding = ".ndjson.open"

    init(collector: String, first: UInt64) {
        self.collector = collector
        self.first = first
    }

    /// - Returns: Nil for a file of somebody else.
    static func parse(_ name: String) -> (segment: SegmentName, isOpen: Bool)? {
        var rest = name[...]
        let isOpen = rest.hasPrefix(".") && rest.hasSuffix(openEnding)
        if isOpen {
            rest = rest.dropFirst().dropLast(openEnding.count)
        } else {
            guard !rest.hasPrefix("."), rest.hasSuffix(ending) else { return nil }
            rest = rest.dropLast(ending.count)
        }
        let number = rest.suffix(digits)
        let head = rest.dropLast(digits)
        guard number.utf8.count == digits, number.allSatisfy(\.isASCII),
            let first = UInt64(number), head.hasSuffix("-"), head.count > 1
        else { return nil }
        return (SegmentName(collector: String(head.dropLast()), first: first), isOpen)
    }

    var closed: String {
        let number = String(first)
        let padding = String(repeating: "0", count: max(0, Self.digits - number.count))
        return "\(collector)-\(padding)\(number)\(Self.ending)"
    }

    var open: String { "." + closed + ".open" }

    static func < (a: SegmentName, b: SegmentName) -> Bool {
        (a.first, a.collector) < (b.first, b.collector)
    }
}
