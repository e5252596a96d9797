/// Where in a line a record begins: behind what a syslog daemon, a prolog or a root element put
/// in front. The framer asks this; ``Envelope`` looks at what the framer cut.
package enum RecordStart {
    /// Bytes in front of a record that may belong to a syslog header.
    package static let headerBytesMax = 4_096

    /// - Parameter end: How much of the record counts.
    /// - Returns: The first `{` that opens an object, or `<` that opens an event.
    package static func find(
        _ record: Span<UInt8>, _ end: Int
    ) -> (start: Int, isXML: Bool)? {
        for index in 0..<min(end, headerBytesMax) {
            if record[index] == UInt8(ascii: "{"), opensObject(record, index + 1, end) {
                return (index, false)
            }
            if record[index] == UInt8(ascii: "<"), opensEvent(record, index + 1, end) {
                return (index, true)
            }
        }
        return nil
    }

    private static func opensObject(_ record: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
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
