/// Where in a line a record begins: behind what a syslog daemon, a prolog or a root element put
/// in front. The framer asks this; ``Envelope`` looks at what the framer cut.
package enum RecordStart {
    /// Bytes in front of a record that may belong to a syslog header.
    package static let headerBytesMax = 4_096

    /// Longest prefix of a namespace that is looked for.
    package static let prefixBytesMax = 64

    /// A record's beginning.
    package struct Place: Equatable, Sendable {
        package var start: Int
        package var isXML: Bool
        /// Bytes between `<` and `Event`: a namespace's prefix with its colon.
        package var prefix = 0
    }

    /// - Parameter end: How much of the record counts.
    /// - Returns: The first `{` that opens an object, or `<` that opens an event.
    package static func find(_ record: Span<UInt8>, _ end: Int) -> Place? {
        for index in 0..<min(end, headerBytesMax) {
            if record[index] == UInt8(ascii: "{"), opensObject(record, index + 1, end) {
                return Place(start: index, isXML: false)
            }
            guard record[index] == UInt8(ascii: "<") else { continue }
            if opensEvent(record, index + 1, end) { return Place(start: index, isXML: true) }
            if let prefix = prefix(of: record, index + 1, end),
                opensEvent(record, index + 1 + prefix, end)
            {
                return Place(start: index, isXML: true, prefix: prefix)
            }
        }
        return nil
    }

    /// Bytes of a namespace's prefix with its colon; nil where none stands there.
    private static func prefix(of record: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        for index in start..<min(end, start + prefixBytesMax) {
            switch record[index] {
            case UInt8(ascii: ":"): return index > start ? index + 1 - start : nil
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                break
            default: return nil
            }
        }
        return nil
    }

    /// Whether a key stands at `start`, or the end of an object, or nothing more on its line.
    package static func opensObject(_ record: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        var index = start
        // Blanks beyond that are not gone through: an unfinished line is looked at with each piece of
        // it that comes.
        let end = min(end, start + headerBytesMax)
        while index < end, record[index] <= 0x20 { index += 1 }
        return index >= end || record[index] == UInt8(ascii: "\"")
            || record[index] == UInt8(ascii: "}")
    }

    /// Whether the name `Event` stands at `start`, as a whole name and not as the beginning of
    /// `EventID` or `Events`.
    package static func opensEvent(_ record: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard start + 5 <= end, isEvent(record, start) else { return false }
        guard start + 5 < end else { return true }
        let next = record[start + 5]
        return next <= 0x20 || next == UInt8(ascii: ">") || next == UInt8(ascii: "/")
    }

    /// Whether `</Event>` stands at `start`; eight bytes of the record stand there.
    package static func closesEvent(_ record: Span<UInt8>, _ start: Int) -> Bool {
        record[start] == UInt8(ascii: "<") && record[start + 1] == UInt8(ascii: "/")
            && isEvent(record, start + 2) && record[start + 7] == UInt8(ascii: ">")
    }

    private static func isEvent(_ record: Span<UInt8>, _ start: Int) -> Bool {
        record[start] == UInt8(ascii: "E") && record[start + 1] == UInt8(ascii: "v")
            && record[start + 2] == UInt8(ascii: "e") && record[start + 3] == UInt8(ascii: "n")
            && record[start + 4] == UInt8(ascii: "t")
    }
}
