/// Records that shippers and indexers have wrapped into others, looked for as ``Normalizer`` does.
extension RawExtractor {
    /// Looks for an event within an object that is none.
    mutating func lookInside(
        _ text: Span<UInt8>, _ range: Range<Int>, _ path: EnvelopePath, outerTime: [UInt8]?,
        into event: inout Event
    ) -> Normalization {
        let time = clock.text(of: text, head) ?? outerTime
        var best = Normalization.skipped(.unknownFormat)
        for member in EnvelopeMembers.of(text, range) {
            let isText = member.kind == .text
            guard let path = path.appending(member.key, isText: isText) else { continue }
            let outcome: Normalization
            if member.kind == .array {
                outcome = read(Self.elements(text, member.range, path, time), into: &event)
            } else {
                outcome = read(
                    Inner(text: Self.copy(text, member), path: path, time: time), into: &event)
            }
            switch outcome {
            case .event, .notMember: return outcome
            case .skipped(.unknownFormat), .skipped(.emptyRecord): break
            case .skipped: if best == .skipped(.unknownFormat) { best = outcome }
            }
        }
        return best
    }

    private static func copy(_ text: Span<UInt8>, _ member: EnvelopeMembers.Member) -> [UInt8] {
        var bytes: [UInt8] = []
        if member.kind == .text {
            _ = JSONText.append(text, member.range, to: &bytes)
        } else {
            bytes.append(contentsOf: text.extracting(member.range))
        }
        return bytes
    }

    private static func elements(
        _ text: Span<UInt8>, _ list: Range<Int>, _ path: EnvelopePath, _ time: [UInt8]?
    ) -> [Inner] {
        EnvelopeMembers.elements(text, list).map {
            Inner(text: copy(text, $0), path: path, time: time)
        }
    }

    mutating func read(_ inner: Inner, into event: inout Event) -> Normalization {
        let text = inner.text
        let blanks = text.prefix { ASCII.isBlank($0) }.count
        if blanks < text.count, text[blanks] == UInt8(ascii: "[") {
            return read(
                Self.elements(text.span, blanks..<text.count, inner.path, inner.time), into: &event)
        }
        guard let body = Envelope.body(of: text.span), !body.range.isEmpty else {
            return .skipped(.unknownFormat)
        }
        return read(text.span, body, inner.path, outerTime: inner.time, into: &event)
    }

    /// Reads the first element of a list that is known; the others wait.
    private mutating func read(_ elements: [Inner], into event: inout Event) -> Normalization {
        for (place, element) in elements.enumerated() {
            let waiting = others.count
            let outcome = read(element, into: &event)
            if outcome == .skipped(.unknownFormat) { continue }
            var rest = elements
            rest.remove(at: place)
            others.insert(contentsOf: rest.reversed(), at: waiting)
            return outcome
        }
        return .skipped(.unknownFormat)
    }

    // MARK: XML within XML

    /// An event that stands escaped within another element, as within Splunk's own streams.
    mutating func lookInside(
        xml text: Span<UInt8>, _ range: Range<Int>, _ path: EnvelopePath, into event: inout Event
    ) -> Normalization {
        guard let found = EscapedEvent.find(in: text, range),
            let path = path.appending(.data, isText: true)
        else { return .skipped(.unknownFormat) }
        var inner: [UInt8] = []
        _ = XMLText.append(text, found, to: &inner)
        return read(Inner(text: inner, path: path, time: nil), into: &event)
    }
}
