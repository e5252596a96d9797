/// Turns raw records into events of the data set that each belongs to.
///
/// One per source loop: it keeps the memory that records are read into, so that it allocates
/// nothing for plain records once that has grown to the largest. A record that shippers or indexers
/// have wrapped or rewritten is read again, slower, with more patience.
package struct Normalizer: Sendable {
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
    /// Which of `zones` the record that was read last is of.
    private var zone = 0
    let tables: NormalizerTables
    let profile: Profile
    /// Of each sourcetype, in the profile.
    private let programs: [MappingProgram]
    var record: RawRecord
    private var xml: XMLEventReader
    private var json: JSONReader
    private var wideJSON: JSONReader
    /// XML that stood escaped within JSON.
    private var inner: [UInt8] = []
    /// Further records of the record that was read last; the next one last.
    var others: [InnerRecord] = [] { didSet { hasNext = !others.isEmpty } }
    /// Whether the record that was read last holds more. Stored: to compute it copied the whole value.
    package private(set) var hasNext = false

    /// Where within the record that was read last the event stood; nil where it was the event.
    package internal(set) var envelope: EnvelopePath?

    /// What was mended in the values of the last record. Values that nothing reads are not looked
    /// at, so records that are not members need no repairs. Stored: to compute it copied the whole
    /// value.
    package internal(set) var repairs: Repairs = []
    /// What was mended when a record was taken out of another.
    var innerRepairs: Repairs = []

    package init(profile: Profile) {
        tables = .all
        self.profile = profile
        programs = tables.programs(profile)
        record = RawRecord(slotCount: tables.names.slotCount)
        xml = tables.xml
        json = tables.json
        wideJSON = tables.wideJSON
    }

    /// What the slots of a record are called.
    var names: RawFieldNames { tables.names }

    /// Reads one record.
    ///
    /// An object may hold several records, in a list within it: then this is the first that is
    /// known, and ``next(into:)`` gives the others.
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
        if !others.isEmpty { others.removeAll() }
        self.zone = zone
        envelope = nil
        innerRepairs = []
        repairs = []
        let isTooLong = text.count > Self.recordBytesMax
        record.reset(isTooLong ? text.extracting(0..<0) : text)
        if isTooLong { return .skipped(.tooLong) }
        guard let body = Envelope.body(of: text) else { return .skipped(Self.unreadable(format)) }
        if body.range.isEmpty { return .skipped(.emptyRecord) }
        switch read(text, body, as: format, under: nil, into: &event) {
        case .settled(let outcome): return outcome
        case .poor(let outcome):
            return lookInside(text, body, after: outcome, under: nil, into: &event).outcome
        }
    }

    /// What one look at a record gave.
    enum Reading {
        case settled(Normalization)
        /// There may be more in it.
        case poor(Normalization)
    }

    /// Reads a document that the record was reset to: with the plain table, and where that finds
    /// no event, with the wide one.
    ///
    /// - Parameter header: What the document around it says.
    mutating func read(
        _ text: Span<UInt8>, _ body: (range: Range<Int>, language: Envelope.Language),
        as format: RecordFormat, under header: RecordHeader?, into event: inout Event
    ) -> Reading {
        switch (body.language, format) {
        case (.xml, .automatic), (.xml, .windowsXML):
            if let reason = xml.read(text, body.range, as: .event, into: &record) {
                return reason == .unknownFormat
                    ? .poor(.skipped(reason)) : .settled(.skipped(reason))
            }
            return classify(text, as: format, under: header, into: &event)
        case (.json, .automatic), (.json, .windowsJSON), (.json, .falconJSON):
            if let reason = json.read(text, body.range, into: &record) {
                return .settled(.skipped(reason))
            }
            let plain = classify(text, as: format, under: header, isJSON: true, into: &event)
            guard case .poor = plain else { return plain }
            record.reset(text)
            // It is sound: it was read before.
            _ = wideJSON.read(text, body.range, into: &record)
            return classify(
                text, as: format, under: header, isJSON: true, isWide: true, into: &event)
        case (.xml, .windowsJSON), (.xml, .falconJSON), (.json, .windowsXML):
            return .settled(.skipped(Self.unreadable(format)))
        }
    }

    /// What the record that was read last is, and the number of its sourcetype; nil where it is
    /// none's.
    var last: (event: SourceEvent, sourcetype: Int)? {
        var record = record
        guard
            case .event(let event) = SourceEvent.find(
                &record, falconEventType: tables.falconEventType, eventIDs: tables.eventIDs),
            let index = tables.sourcetypesByEvent[event],
            tables.sourcetypes[index].claims(record)
        else { return nil }
        return (event, index)
    }

    /// Finds what a record is whose fields have been noted, so that a record of no sourcetype costs no more
    /// the more of them there are, and makes an event of it.
    mutating func classify(
        _ text: Span<UInt8>, as format: RecordFormat, under header: RecordHeader?,
        isJSON: Bool = false, isWide: Bool = false, into event: inout Event
    ) -> Reading {
        for field in SourceEvent.deciding { record.decode(field, from: text) }
        record.decode(tables.falconEventType, from: text)
        if let header { header.apply(to: &record, tables.falconEventType) }
        if format == .windowsJSON, record.isAbsent(SystemField.eventID.rawValue) {
            return .poor(.skipped(.unknownFormat))
        }
        let finding = SourceEvent.find(
            &record, falconEventType: tables.falconEventType, eventIDs: tables.eventIDs)
        switch finding {
        case .event(let sourceEvent):
            guard let index = tables.sourcetypesByEvent[sourceEvent] else {
                return .settled(.notMember)
            }
            let sourcetype = tables.sourcetypes[index]
            for field in sourcetype.deciding { record.decode(field, from: text) }
            guard sourcetype.claims(record) else { return .settled(.notMember) }
            return map(
                text, by: index, under: header, isJSON: isJSON, isWide: isWide, into: &event)
        case .other: return .settled(.notMember)
        case .vague: return .poor(.notMember)
        case .unknownOrigin: return .poor(.skipped(.unknownOrigin))
        case .nameless:
            let isKnown = !isJSON || format == .falconJSON || isMarked
            return .poor(isKnown ? .notMember : .skipped(.unknownFormat))
        }
    }

    /// Whether a JSON object that does not say what it is is of a feed that is known. Sensor feeds
    /// hold objects without an event type (inventories).
    private var isMarked: Bool {
        !record.isAbsent(SystemField.eventID.rawValue)
            || tables.falconMarks.contains { !record.isAbsent($0.index) }
    }

    /// Offsets into a record are 32 bits wide. The framer's limit is far below.
    static let recordBytesMax = Int(Int32.max / 4)

    private static func unreadable(_ format: RecordFormat) -> SkipReason {
        switch format {
        case .automatic: .unknownFormat
        case .windowsXML: .malformedXML
        case .windowsJSON, .falconJSON: .malformedJSON
        }
    }

    private mutating func map(
        _ text: Span<UInt8>, by index: Int, under header: RecordHeader?,
        isJSON: Bool, isWide: Bool, into event: inout Event
    ) -> Reading {
        record.decodeAll(from: text)
        if let reason = readInnerXML() { return .settled(.skipped(reason)) }
        let sourcetype = tables.sourcetypes[index]
        if isWide {
            for alternative in sourcetype.alternatives { record.fill(alternative) }
        }
        guard sourcetype.required.contains(where: { record.range($0) != nil }) else {
            return .poor(.skipped(.noData))
        }
        guard let field = timeField(of: sourcetype, under: header) else {
            return .poor(.skipped(.missingTime))
        }
        let clock = zones.indices.contains(zone) ? zones[zone] : nil
        guard let read = sourcetype.times.time(in: field, of: record, zone: clock),
            Timestamp.recordTimes.contains(read.time)
        else { return .settled(.skipped(.invalidTime)) }
        shiftSeconds = read.shiftSeconds
        gaps = []
        for identification in tables.identifications[index] {
            gaps.formUnion(identification.resolve(identities, in: &record))
        }
        repairs = record.repairs.union(innerRepairs)
        programs[index].normalize(record, time: read.time, into: &event)
        let isWhole = isWide || !isJSON || !record.isFromWindows || record.hasComputer
        return isWhole ? .settled(.event) : .poor(.event)
    }

    /// Where the time of a record stands: where its sourcetype looks, else where others do, else
    /// around it.
    private mutating func timeField(
        of sourcetype: any Sourcetype, under header: RecordHeader?
    ) -> RawField? {
        if let field = sourcetype.times.field(of: record) { return field }
        for field in tables.laterTimes where record.range(field) != nil { return field }
        guard let header, header.putTime(into: &record) else { return nil }
        return SystemField.envelopeTime.field
    }

    /// The data of an event that a JSON export holds as XML text: a whole element, or the elements
    /// of its data alone, as Promtail writes them.
    private mutating func readInnerXML() -> SkipReason? {
        guard let range = record.range(.eventDataXML),
            record.arena[range].first == UInt8(ascii: "<")
        else { return nil }
        // Taken out for the time of reading, because the reader changes its neighbours.
        var document: [UInt8] = []
        swap(&document, &inner)
        defer { swap(&document, &inner) }
        document.removeAll(keepingCapacity: true)
        let isBare = record.arena[range].starts(with: "<Data ".utf8)
        if isBare { document.append(contentsOf: "<EventData>".utf8) }
        document.append(contentsOf: record.arena[range])
        if isBare { document.append(contentsOf: "</EventData>".utf8) }
        let whole = 0..<document.count
        if let reason = xml.read(document.span, whole, as: .eventData, into: &record) {
            return reason
        }
        record.decodeAll(from: document.span, isRecord: false)
        return nil
    }
}
