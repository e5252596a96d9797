/// Turns raw records into events. Never fails: what cannot be read is a value.
///
/// Scratch memory is kept between records, so a steady stream allocates nothing for records that
/// are not members of a data set, and little for those that are.
package struct Normalizer: Sendable {
    package let profile: Profile
    private var raw = RawRecord()

    /// Bytes in front of a record that may belong to a syslog header.
    private static let headerBytesMax = 4_096

    package init(profile: Profile) { self.profile = profile }

    /// What was mended in the last record.
    package var repairs: Repairs { raw.repairs }

    /// Reads one record.
    ///
    /// - Parameters:
    ///   - record: A whole record, with or without a syslog header or byte order mark in front.
    ///   - format: What the source is pinned to; `automatic` looks at the record.
    ///   - event: Holds the event afterwards, when there is one.
    package mutating func normalize(
        _ record: Span<UInt8>, as format: RecordFormat = .automatic, into event: inout Event
    ) -> Normalization {
        raw.reset()
        let end = Self.trimmedEnd(record)
        guard let (start, isXML) = Self.findStart(record, end) else {
            return .skipped(Self.isBlank(record, end) ? .emptyRecord : .unknownFormat)
        }
        let pinned: Bool? =
            switch format {
            case .automatic: nil
            case .windowsXML: true
            case .windowsJSON, .falconJSON: false
            }
        guard pinned ?? isXML == isXML else { return .skipped(.unknownFormat) }
        if isXML {
            var scanner = XMLEventScanner(record, start..<end)
            if let reason = scanner.scan(into: &raw) { return .skipped(reason) }
        } else {
            var scanner = JSONScanner(record, start..<end)
            if let reason = scanner.scan(into: &raw) { return .skipped(reason) }
            let isFalcon = raw.has(.eventSimpleName)
            if format == .falconJSON, !isFalcon { return .notMember }
            if format == .windowsJSON, isFalcon { return .skipped(.unknownFormat) }
            if !isFalcon, !raw.has(.eventID) {
                // Inventory records of the Falcon feed carry an agent id and no event name.
                return raw.has(.agentID) ? .notMember : .skipped(.unknownFormat)
            }
        }
        return SourcetypeRegistry.map(raw, profile, into: &event)
    }

    private static func trimmedEnd(_ record: Span<UInt8>) -> Int {
        var end = record.count
        while end > 0, record[end - 1] <= 0x20 { end -= 1 }
        return end
    }

    private static func isBlank(_ record: Span<UInt8>, _ end: Int) -> Bool {
        for index in 0..<end where record[index] > 0x20 { return false }
        return true
    }

    /// Where the XML or JSON begins, behind what a syslog daemon put in front.
    private static func findStart(_ record: Span<UInt8>, _ end: Int) -> (start: Int, isXML: Bool)? {
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
        while index < end, record[index] <= 0x20 { index += 1 }
        return index >= end || record[index] == UInt8(ascii: "\"")
            || record[index] == UInt8(ascii: "}")
    }

    /// `Event` as a whole name, or the declarations that may stand in front of it.
    private static func opensEvent(_ record: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        if start < end, record[start] == UInt8(ascii: "!") || record[start] == UInt8(ascii: "?") {
            return true
        }
        guard start + 5 <= end, Spelling.eventElement.matches(record, start..<(start + 5)) else {
            return false
        }
        guard start + 5 < end else { return true }
        let next = record[start + 5]
        return next <= 0x20 || next == UInt8(ascii: ">") || next == UInt8(ascii: "/")
    }
}

extension Spelling {
    fileprivate static let eventElement = Spelling("Event")
}
