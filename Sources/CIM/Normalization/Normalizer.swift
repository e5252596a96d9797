/// Turns raw records into events. Never fails: what cannot be read is a value.
///
/// Scratch memory is kept between records, so a steady stream allocates nothing for records that
/// are not members of a data set, and little for those that are.
package struct Normalizer: Sendable {
    package let profile: Profile
    private var raw = RawRecord()

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
        guard let (start, isXML) = RecordStart.find(record, end) else {
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
}
