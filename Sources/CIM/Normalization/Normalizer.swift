/// Turns raw records into events of the data set that each belongs to.
///
/// One per source loop: it keeps the memory that records are read into, so that it allocates
/// nothing once that has grown to the largest record.
package struct Normalizer: Sendable {
    let profile: Profile
    /// Of the clocks that times without a zone were read off, by the number that
    /// ``normalize(_:as:zone:into:)`` is given; nil where nobody has said, as for
    /// numbers that it does not have.
    package var zones: [TimeZoneRules?] = [nil]
    /// Names that records do not hold; what is known when a record is read counts.
    package var identities = Identities()
    /// What the last event is named by something else for.
    package private(set) var gaps: IdentityGaps = []
    /// By how much the clock of the last event was found to be east of what was taken for its zone.
    package private(set) var shiftSeconds = 0
    private let sourcetypes: [any Sourcetype]
    /// Of each sourcetype, in their order.
    private let identifications: [[Identification]]
    /// Index into `sourcetypes` of the one that reads a type of record.
    private let sourcetypesByType: [RecordType: Int]
    private let falconEventType: RawField
    private let falconMarks: [RawField]
    private(set) var record: RawRecord
    /// What the slots of a record are called.
    let names: RawFieldNames
    private var xml: XMLEventScanner
    private var json: JSONScanner
    /// XML that stood escaped within JSON.
    private var inner: [UInt8] = []

    /// What was mended in the values of the last record. Values that nothing reads are not looked
    /// at, so records that are not members need no repairs.
    package var repairs: Repairs { record.repairs }

    package init(profile: Profile) {
        self.profile = profile
        var names = RawFieldNames()
        var sourcetypes: [any Sourcetype] = []
        var sourcetypesByType: [RecordType: Int] = [:]
        for type in Sourcetypes.all {
            for recordType in type.recordTypes {
                let earlier = sourcetypesByType.updateValue(
                    sourcetypes.count, forKey: recordType)
                precondition(earlier == nil, "two sourcetypes read \(recordType)")
            }
            sourcetypes.append(type.init(names: &names))
        }
        falconEventType = names.data("event_simpleName")
        falconMarks = [falconEventType, names.data("aid"), names.data("cid")]
        self.sourcetypes = sourcetypes
        identifications = sourcetypes.map(\.identifications)
        self.sourcetypesByType = sourcetypesByType
        self.names = names
        record = RawRecord(slotCount: names.slotCount)
        xml = XMLEventScanner(names: names)
        json = JSONScanner(names: names)
    }

    /// Reads one record.
    ///
    /// - Parameters:
    ///   - text: The record, without the line end or with it; a byte order mark, blanks and a
    ///     syslog header in front of the XML or JSON are allowed.
    ///   - format: What the source is pinned to. A pin settles the language of the record and what
    ///     counts as an unknown format; kinds of JSON are told apart by their content all the same.
    ///   - zone: Which of ``zones`` the source has.
    ///   - event: Holds the fields when the result is ``Normalization/event``; otherwise it is
    ///     left in an unspecified state.
    ///
    /// The time is looked at only when the record is a member.
    package mutating func normalize(
        _ text: Span<UInt8>, as format: RecordFormat = .automatic, zone: Int = 0,
        into event: inout Event
    ) -> Normalization {
        let isTooLong = text.count > Self.recordBytesMax
        record.reset(isTooLong ? text.extracting(0..<0) : text)
        if isTooLong { return .skipped(.tooLong) }
        guard let body = Envelope.body(of: text) else { return .skipped(Self.unreadable(format)) }
        if body.range.isEmpty { return .skipped(.emptyRecord) }
        let reason: SkipReason?
        switch (body.language, format) {
        case (.xml, .automatic), (.xml, .windowsXML):
            reason = xml.scan(text, body.range, as: .event, into: &record)
        case (.json, .automatic), (.json, .windowsJSON), (.json, .falconJSON):
            reason = json.scan(text, body.range, into: &record) ?? unknownShape(format)
        case (.xml, .windowsJSON), (.xml, .falconJSON), (.json, .windowsXML):
            reason = Self.unreadable(format)
        }
        if let reason { return .skipped(reason) }
        guard let index = sourcetype(text) else { return .notMember }
        return map(text, by: index, zone, into: &event)
    }

    /// The sourcetype of the record that was read last; nil where it is none's.
    var lastSourcetype: (any Sourcetype)? {
        guard let type = RecordType(record, falconEventType: falconEventType),
            let index = sourcetypesByType[type], sourcetypes[index].claims(record)
        else { return nil }
        return sourcetypes[index]
    }

    /// The one that claims the record: found by the type of the record, so that a record of no
    /// sourcetype costs no more the more of them there are.
    private mutating func sourcetype(_ text: Span<UInt8>) -> Int? {
        for field in RecordType.deciding { record.decode(field, from: text) }
        record.decode(falconEventType, from: text)
        record.findOrigin()
        guard let type = RecordType(record, falconEventType: falconEventType),
            let index = sourcetypesByType[type]
        else { return nil }
        let sourcetype = sourcetypes[index]
        for field in sourcetype.deciding { record.decode(field, from: text) }
        return sourcetype.claims(record) ? index : nil
    }

    /// Offsets into a record are 32 bits wide. The framer's limit is far below.
    private static let recordBytesMax = Int(Int32.max / 4)

    private static func unreadable(_ format: RecordFormat) -> SkipReason {
        switch format {
        case .automatic: .unknownFormat
        case .windowsXML: .malformedXML
        case .windowsJSON, .falconJSON: .malformedJSON
        }
    }

    /// A JSON object that is neither a Windows event nor from a Falcon sensor is of an unknown
    /// format. Sensor feeds hold objects without an event type (inventories), so these are known.
    private func unknownShape(_ format: RecordFormat) -> SkipReason? {
        let isWindows = !record.isAbsent(SystemField.eventID.rawValue)
        let isFalcon = falconMarks.contains { !record.isAbsent($0.index) }
        return switch format {
        case .falconJSON: nil
        case .windowsJSON: isWindows ? nil : .unknownFormat
        case .automatic, .windowsXML: isWindows || isFalcon ? nil : .unknownFormat
        }
    }

    private mutating func map(
        _ text: Span<UInt8>, by index: Int, _ zone: Int, into event: inout Event
    ) -> Normalization {
        record.decodeAll(from: text)
        if let reason = readInnerXML() { return .skipped(reason) }
        let sourcetype = sourcetypes[index]
        let times = sourcetype.times
        guard let field = times.field(of: record) else { return .skipped(.missingTime) }
        let clock = zones.indices.contains(zone) ? zones[zone] : nil
        guard let read = times.time(in: field, of: record, zone: clock),
            Timestamp.recordTimes.contains(read.time)
        else { return .skipped(.invalidTime) }
        shiftSeconds = read.shiftSeconds
        gaps = []
        for identification in identifications[index] {
            gaps.formUnion(identification.resolve(identities, in: &record))
        }
        sourcetype.normalize(record, time: read.time, profile: profile, into: &event)
        return .event
    }

    /// The data of an event that a JSON export holds as XML text.
    private mutating func readInnerXML() -> SkipReason? {
        guard let range = record.range(.eventDataXML),
            record.arena[range].first == UInt8(ascii: "<")
        else { return nil }
        // Taken out for the time of reading, because the scanner changes its neighbours.
        var document: [UInt8] = []
        swap(&document, &inner)
        defer { swap(&document, &inner) }
        document.removeAll(keepingCapacity: true)
        document.append(contentsOf: record.arena[range])
        let whole = 0..<document.count
        if let reason = xml.scan(document.span, whole, as: .eventData, into: &record) {
            return reason
        }
        record.decodeAll(from: document.span, isRecord: false)
        return nil
    }
}
