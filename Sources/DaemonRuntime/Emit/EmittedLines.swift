import CIM
import DetectionExport

/// Lines for other engines that are in no segment yet, each with the number after the one before.
struct EmittedLines {
    let collector: String
    /// The number of the next line.
    private(set) var next: UInt64
    /// Whole lines, line feeds included.
    private(set) var bytes: [UInt8] = []
    /// The number of the first of them.
    private(set) var first: UInt64
    /// How many of the bytes a segment has already.
    var written = 0
    /// When what comes next arrived, milliseconds since the epoch.
    var arrival: Int64 = 0
    /// Since the start.
    private(set) var events = 0
    private(set) var heartbeats = 0

    /// Lines are brought to a segment when they are as many bytes.
    static let spillBytes = 1 << 20

    init(collector: String, next: UInt64) {
        self.collector = collector
        self.next = next
        first = next
    }

    var isEmpty: Bool { bytes.isEmpty }

    mutating func append(_ event: borrowing Event) {
        EventSchema.write(
            event, collector: collector, sequence: next, arrival: arrival, to: &bytes)
        events += 1
        end()
    }

    /// Says that everything that arrived before stands before.
    mutating func appendHeartbeat() {
        EventSchema.writeHeartbeat(
            collector: collector, sequence: next, arrival: arrival, to: &bytes)
        heartbeats += 1
        end()
    }

    private mutating func end() {
        bytes.append(UInt8(ascii: "\n"))
        next += 1
    }

    /// A segment has all of them.
    mutating func clear() {
        bytes.removeAll(keepingCapacity: bytes.count <= 2 * Self.spillBytes)
        written = 0
        first = next
    }
}
