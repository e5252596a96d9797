/// Makes raw events of the records of Windows event logs: the fields of the record itself, by the
/// names that Splunk gives them, and those that its add-ons calculate; of all of them those that a
/// data set asks for.
///
/// Beside ``Normalizer``, which makes events of data models: one record may give both.
package struct RawExtractor: Sendable {
    /// Of the clocks that times without a zone were read off, as ``Normalizer/zones``.
    package var zones: [TimeZoneRules?] = [nil]
    /// Whether the record that was read last holds more; ``next(into:)`` reads them.
    package private(set) var hasNext = false
    /// By how much the clock of the last event was found to be east of what was taken for its zone.
    package private(set) var shiftSeconds = 0
    /// What was mended in the values of the last event.
    package private(set) var repairs: Repairs = []

    let dataSet: DataSet
    private let wanted: WantedIndex?
    private let program: RawProgram
    /// Of each field of the data set the one of `work`.
    private let sources: [FieldID]
    private let special: Special
    /// The event with all fields that those of the data set follow from.
    private var work: Event
    var values: RawValues
    var head = RawHead()
    private var xml = RawXMLReader()
    private var json = RawJSONReader()
    var clock = RawClock()

    /// Records within the one that was read last; the next one last.
    var others: [Inner] = [] { didSet { hasNext = !others.isEmpty } }
    private var source = RawSource()
    private var zone = 0

    /// Fields that no record names.
    private struct Special {
        let raw, host, source, sourcetype, index, everyValue, emptyNames, eventID: FieldID?
    }

    /// A record that stands within another.
    struct Inner {
        var text: [UInt8]
        var path: EnvelopePath
        /// The time of the document around it.
        var time: [UInt8]?
    }

    /// - Parameters:
    ///   - dataSet: A raw one; its fields are what is looked for.
    ///   - wanted: Records of other events are dismissed as early as can be; nil for all.
    package init(dataSet: DataSet, wanted: Set<WantedRecords>? = nil) {
        self.init(dataSet: dataSet, wanted: wanted, listsNames: false)
    }

    init(dataSet: DataSet, wanted: Set<WantedRecords>? = nil, listsNames: Bool) {
        self.dataSet = dataSet
        self.wanted = wanted.map { WantedIndex($0) }
        program = RawProgram(asked: dataSet.fields, more: [])
        let own = DataSet(model: "Raw", name: "Windows", fields: program.names, isRaw: true)
        work = Event(dataSet: own)
        sources = dataSet.fields.map { own.field($0) ?? FieldID(index: 0) }
        special = Special(
            raw: own.field("_raw"), host: own.field("host"), source: own.field("source"),
            sourcetype: own.field("sourcetype"), index: own.field("index"),
            everyValue: own.field(RawName.everyValue.name),
            emptyNames: own.field(RawName.emptyNames.name),
            eventID: own.field(RawName.eventID.name))
        values = RawValues(names: program.names, listsNames: listsNames)
    }

    /// Reads one record, as ``Normalizer/normalize(_:as:zone:into:)`` does: the first of those that it
    /// holds, where it is none itself.
    ///
    /// - Parameter event: Holds the fields when the result is ``Normalization/event``; otherwise it is
    ///   left in an unspecified state.
    package mutating func extract(
        _ text: Span<UInt8>, as format: RecordFormat = .automatic, zone: Int = 0,
        source: RawSource, into event: inout Event
    ) -> Normalization {
        if !others.isEmpty { others.removeAll() }
        self.source = source
        self.zone = zone
        guard text.count <= Normalizer.recordBytesMax else { return .skipped(.tooLong) }
        guard let body = Envelope.body(of: text) else { return .skipped(.unknownFormat) }
        if body.range.isEmpty { return .skipped(.emptyRecord) }
        switch (body.language, format) {
        case (_, .falconJSON): return .notMember
        case (.xml, .windowsJSON): return .skipped(.malformedJSON)
        case (.json, .windowsXML): return .skipped(.malformedXML)
        case (.xml, .automatic), (.xml, .windowsXML), (.json, .automatic), (.json, .windowsJSON):
            return read(text, body, EnvelopePath(), outerTime: nil, into: &event)
        }
    }

    /// Reads the next of the records that the one read last holds; nil where there is none.
    package mutating func next(into event: inout Event) -> Normalization? {
        guard let inner = others.popLast() else { return nil }
        return read(inner, into: &event)
    }

    // MARK: one document

    mutating func read(
        _ text: Span<UInt8>, _ body: (range: Range<Int>, language: Envelope.Language),
        _ path: EnvelopePath, outerTime: [UInt8]?, into event: inout Event
    ) -> Normalization {
        values.reset()
        head.reset()
        switch body.language {
        case .xml:
            switch xml.read(text, body.range, wanted: wanted, into: &values, &head) {
            case .dismissed: return .notMember
            case .refused(.unknownFormat):
                return lookInside(xml: text, body.range, path, into: &event)
            case .refused(let reason): return .skipped(reason)
            case .read: return finish(text, outerTime, into: &event)
            }
        case .json:
            switch json.read(
                text, body.range, wanted: wanted, xml: &xml, into: &values, &head)
            {
            case .refused(let reason): return .skipped(reason)
            case .dismissed: return .notMember
            case .noEvent:
                return lookInside(text, body.range, path, outerTime: outerTime, into: &event)
            case .read: return finish(text, outerTime, into: &event)
            }
        }
    }

    /// Makes the event of a record whose values are noted.
    private mutating func finish(
        _ text: Span<UInt8>, _ outerTime: [UInt8]?, into event: inout Event
    ) -> Normalization {
        guard let eventID = decoded(head.eventID, text).flatMap({ number($0) }) else {
            return .notMember
        }
        let channel = decoded(head.channel, text) ?? impliedChannel(text)
        let named = channel.isEmpty ? nil : 0..<channel.count
        if let wanted, !wanted.contains(eventID, channel.span, named) { return .notMember }
        let zone = zones.indices.contains(zone) ? zones[zone] : nil
        switch clock.read(text, head, outer: outerTime, zone: zone) {
        case .missing: return .skipped(.missingTime)
        case .invalid: return .skipped(.invalidTime)
        case .time(let time, let shift):
            shiftSeconds = shift
            fill(text, time, eventID: eventID, channel, into: &event)
            return .event
        }
    }

    private func decoded(_ place: RawHead.Place?, _ text: Span<UInt8>) -> [UInt8]? {
        guard let place else { return nil }
        var value: [UInt8] = []
        switch place.encoding {
        case .xml: _ = XMLText.append(text, place.range, to: &value)
        case .json: _ = JSONText.append(text, place.range, to: &value)
        case .decoded: for index in place.range { value.append(text[index]) }
        }
        return value
    }

    private func number(_ digits: [UInt8]) -> Int? {
        SourceEvent.number(digits.span, 0..<digits.count)
    }

    /// The channel of a record that names its provider alone; empty where that has many.
    private func impliedChannel(_ text: Span<UInt8>) -> [UInt8] {
        let names = [decoded(head.provider, text), decoded(head.providerGUID, text)]
        for case let name? in names {
            if let origin = WindowsOrigin.named(name, 0..<name.count) { return origin.channel }
        }
        return []
    }

    // MARK: filling

    private mutating func fill(
        _ text: Span<UInt8>, _ time: Timestamp, eventID: Int, _ channel: [UInt8],
        into event: inout Event
    ) {
        // The bytes of the event that is filled are used, so that nothing is allocated.
        swap(&work.bytes, &event.bytes)
        let own = work.dataSet
        work.reset(dataSet: own, time: time, text)
        repairs = []
        for number in values.filled { decode(number, text) }
        // Data of this name would make the event one of two ids, and of the other one records are
        // dismissed that nobody asks for.
        if let field = special.eventID, work.isList(field) {
            work.set(field, decoded(head.eventID, text) ?? [])
        }
        if let field = special.raw {
            let whole = RawValues.Value(
                start: 0, end: Int32(text.count), encoding: .decoded, isExtra: false)
            work.set(field, range: decoded(whole, text))
        }
        setSource(channel)
        setWhole(text)
        program.apply(to: &work, of: RawChannels(channel), eventID: eventID)
        event.take(work, sources, dataSet)
        swap(&work.bytes, &event.bytes)
    }

    private mutating func decode(_ number: Int, _ text: Span<UInt8>) {
        let field = FieldID(index: number)
        var place = values.first(of: number)
        while place >= 0 {
            let value = values.values[place]
            place = Int(value.next)
            work.add(field, range: decoded(value, text))
        }
    }

    /// What is known of the record's fields together.
    private mutating func setWhole(_ text: Span<UInt8>) {
        if let field = special.everyValue {
            var whole: [UInt8] = []
            for value in values.all {
                let range = decoded(value, text)
                whole += work.bytes[range]
                whole.append(0)
            }
            work.set(field, whole)
        }
        if let field = special.emptyNames, !values.emptyNames.isEmpty {
            work.set(field, values.emptyNames)
        }
    }

    /// Where a value stands among the bytes of the event, decoded.
    private mutating func decoded(_ value: RawValues.Value, _ text: Span<UInt8>) -> Range<Int> {
        let range = value.range
        if !value.isExtra {
            switch value.encoding {
            case .xml: if XMLText.isPlain(text, range) { return range }
            case .json: if JSONText.isPlain(text, range) { return range }
            case .decoded: if VerbatimText.isPlain(text, range) { return range }
            }
        }
        let start = work.bytes.count
        let extra = values.extra
        let isSound =
            value.isExtra
            ? Self.append(extra.span, range, value.encoding, to: &work.bytes)
            : Self.append(text, range, value.encoding, to: &work.bytes)
        if !isSound { repairs.insert(.invalidUTF8) }
        return start..<work.bytes.count
    }

    private static func append(
        _ text: Span<UInt8>, _ range: Range<Int>, _ encoding: RawRecord.Encoding,
        to bytes: inout [UInt8]
    ) -> Bool {
        switch encoding {
        case .xml: return XMLText.append(text, range, to: &bytes)
        case .json: return JSONText.append(text, range, to: &bytes)
        case .decoded: return VerbatimText.append(text, range, to: &bytes)
        }
    }

    /// What is known of the source, and what Splunk's forwarder calls it.
    private mutating func setSource(_ channel: [UInt8]) {
        if let field = special.host, let host = source.host { work.set(field, host) }
        if let field = special.source {
            let isLinux = RawChannels(channel) == .sysmonForLinux
            let prefix = isLinux ? "Syslog:" : "XmlWinEventLog:"
            if let name = source.source {
                work.set(field, name)
            } else {
                work.set(field, Array(prefix.utf8) + channel)
            }
        }
        if let field = special.sourcetype {
            let isLinux = RawChannels(channel) == .sysmonForLinux
            work.set(field, source.sourcetype ?? (isLinux ? "sysmon:linux" : "XmlWinEventLog"))
        }
        if let field = special.index { work.set(field, source.index) }
    }
}
