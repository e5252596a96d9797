extension Normalizer {
    /// What was found within a record.
    typealias Finding = (outcome: Normalization, isConclusive: Bool)

    /// Reads the next of the records that the one read last holds.
    ///
    /// - Returns: Nil where there is none.
    package mutating func next(into event: inout Event) -> Normalization? {
        guard let inner = others.popLast() else { return nil }
        envelope = nil
        innerRepairs = []
        repairs = []
        return read(inner, into: &event).outcome
    }

    /// Looks for an event within a document that is none, or has none of the data of one.
    ///
    /// - Parameters:
    ///   - text: What the record was reset to.
    ///   - outcome: What came of the document itself.
    ///   - path: The keys that led to it.
    mutating func lookInside(
        _ text: Span<UInt8>, _ body: (range: Range<Int>, language: Envelope.Language),
        after outcome: Normalization, path: EnvelopePath = EnvelopePath(),
        under outer: RecordHeader?, into event: inout Event
    ) -> Finding {
        if outcome == .event { return (outcome, true) }
        let header = header(text, after: outcome, under: outer)
        guard body.language == .json else {
            return lookInside(xml: text, body.range, after: outcome, path, header, into: &event)
        }
        var best = outcome
        for member in EnvelopeMembers.of(text, body.range) {
            let isText = member.kind == .text
            guard let path = path.appending(member.key, isText: isText) else { continue }
            let waiting = others.count
            let finding: Finding?
            switch member.kind {
            case .text, .object:
                finding = read(
                    InnerRecord(text: copy(text, member), path: path, header: header),
                    into: &event)
            case .array:
                finding = read(elements(text, member.range, path, header), into: &event)
            }
            guard let finding else { continue }
            if finding.isConclusive { return finding }
            others.removeLast(others.count - waiting)
            best = Self.better(best, finding.outcome)
        }
        return (best, false)
    }

    private mutating func header(
        _ text: Span<UInt8>, after outcome: Normalization, under outer: RecordHeader?
    ) -> RecordHeader {
        var type: SourceEvent?
        if outcome == .skipped(.noData),
            case .event(let found) = SourceEvent.find(
                &record, falconEventType: tables.falconEventType, eventIDs: tables.eventIDs)
        {
            type = found
        }
        return RecordHeader(
            &record, text, type: type, eventType: tables.falconEventType,
            inherited: tables.inherited,
            times: tables.outerTimes, under: outer)
    }

    private mutating func copy(
        _ text: Span<UInt8>, _ member: EnvelopeMembers.Member
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        if member.kind == .text {
            if !JSONText.append(text, member.range, to: &bytes) {
                innerRepairs.insert(.invalidUTF8)
            }
        } else {
            bytes.reserveCapacity(member.range.count)
            for index in member.range { bytes.append(text[index]) }
        }
        return bytes
    }

    private mutating func elements(
        _ text: Span<UInt8>, _ list: Range<Int>, _ path: EnvelopePath, _ header: RecordHeader
    ) -> [InnerRecord] {
        var elements: [InnerRecord] = []
        for member in EnvelopeMembers.elements(text, list) {
            elements.append(InnerRecord(text: copy(text, member), path: path, header: header))
        }
        return elements
    }

    /// The reason that says more. What a document says of itself counts before what is said of
    /// some text within it.
    private static func better(_ a: Normalization, _ b: Normalization) -> Normalization {
        switch (a, b) {
        case (_, .skipped(.unknownFormat)), (_, .skipped(.emptyRecord)): a
        case (.skipped(.unknownFormat), .skipped): b
        case (.notMember, .skipped(.noData)), (.notMember, .skipped(.unknownOrigin)),
            (.notMember, .skipped(.missingTime)), (.notMember, .skipped(.invalidTime)),
            (.notMember, .skipped(.truncated)):
            b
        default: a
        }
    }

    // MARK: one document within another

    private mutating func read(_ inner: InnerRecord, into event: inout Event) -> Finding {
        let text = inner.text
        var at = 0
        while at < text.count, ASCII.isBlank(text[at]) { at += 1 }
        if at < text.count, text[at] == UInt8(ascii: "[") {
            let elements = elements(text.span, at..<text.count, inner.path, inner.header)
            if let finding = read(elements, into: &event) { return finding }
            return (.skipped(.unknownFormat), false)
        }
        var finding: Finding = (.skipped(.unknownFormat), false)
        if let body = Envelope.body(of: text.span), !body.range.isEmpty {
            finding = readDocument(inner, body, into: &event)
        }
        if finding.isConclusive { return finding }
        return readMessage(inner, into: &event) ?? finding
    }

    private mutating func readDocument(
        _ inner: InnerRecord, _ body: (range: Range<Int>, language: Envelope.Language),
        into event: inout Event
    ) -> Finding {
        let text = inner.text
        record.reset(text.span)
        switch read(text.span, body, as: .automatic, under: inner.header, into: &event) {
        case .settled(let outcome):
            if case .skipped = outcome { return (outcome, false) }
            envelope = inner.path
            return (outcome, true)
        case .poor(let outcome):
            if outcome == .event { envelope = inner.path }
            return lookInside(
                text.span, body, after: outcome, path: inner.path, under: inner.header,
                into: &event)
        }
    }

    /// Reads the first element of a list that is known; the others wait.
    ///
    /// - Returns: Nil for a list without a record.
    private mutating func read(
        _ elements: [InnerRecord], into event: inout Event
    ) -> Finding? {
        for (place, element) in elements.enumerated() {
            let waiting = others.count
            let finding = read(element, into: &event)
            if !finding.isConclusive, finding.outcome == .skipped(.unknownFormat) { continue }
            if !finding.isConclusive { others.removeLast(others.count - waiting) }
            var rest = elements
            rest.remove(at: place)
            others.insert(contentsOf: rest.reversed(), at: waiting)
            if !finding.isConclusive || envelope == nil { envelope = element.path }
            return (finding.outcome, true)
        }
        return nil
    }

    /// The text for people, of an event whose header is known and whose data is not.
    private mutating func readMessage(
        _ inner: InnerRecord, into event: inout Event
    ) -> Finding? {
        guard let type = inner.header.type else { return nil }
        let text = inner.text
        let fields = RenderedMessage.fields(text.span, of: type, names: names)
        guard !fields.isEmpty else { return nil }
        record.reset(text.span)
        for field in fields {
            guard let place = names.dataNames.firstIndex(of: field.name) else { continue }
            record.note(names.slot(ofDataName: place).index, field.value, .decoded)
        }
        switch classify(text.span, as: .automatic, under: inner.header, into: &event) {
        case .settled(let outcome):
            if case .skipped = outcome { return (outcome, false) }
            envelope = inner.path
            return (outcome, true)
        case .poor(let outcome): return (outcome, false)
        }
    }

    // MARK: XML within XML

    /// An event that stands escaped within another element, as within Splunk's own streams.
    private mutating func lookInside(
        xml text: Span<UInt8>, _ range: Range<Int>, after outcome: Normalization,
        _ path: EnvelopePath, _ header: RecordHeader, into event: inout Event
    ) -> Finding {
        guard outcome == .skipped(.unknownFormat),
            let found = EscapedEvent.find(in: text, range),
            let path = path.appending(.data, isText: true)
        else { return (outcome, false) }
        var inner: [UInt8] = []
        _ = XMLText.append(text, found, to: &inner)
        return read(InnerRecord(text: inner, path: path, header: header), into: &event)
    }
}
