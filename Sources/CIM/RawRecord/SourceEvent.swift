/// What a record is by what its source calls it: enough to find the sourcetype that reads it.
enum SourceEvent: Hashable, Sendable {
    case windows(WindowsOrigin, eventID: Int)
    case falcon(FalconEventType)

    /// Of a Windows event.
    var eventID: Int? { if case .windows(_, let eventID) = self { eventID } else { nil } }
    var origin: WindowsOrigin? { if case .windows(let origin, _) = self { origin } else { nil } }

    /// What people call it, such as `Sysmon event 1`.
    var title: String {
        switch self {
        case .windows(let origin, let eventID): "\(origin.title) event \(eventID)"
        case .falcon(let type): "CrowdStrike \(type.rawValue)"
        }
    }

    /// Decoded before a record is told; nothing else is looked at in a record of no sourcetype.
    static let deciding =
        [SystemField.provider, .providerGUID, .channel, .eventID].map(\.field)

    /// What a record's deciding fields say.
    enum Finding {
        case event(SourceEvent)
        /// A record that names itself, and is none that is read.
        case other
        /// It has some number for an event, which is none that is read, and names no source.
        case vague
        /// It has an event id that is read, and does not say whose.
        case unknownOrigin
        /// It has neither an event id nor an event type.
        case nameless
    }

    /// The event ids among some types, ascending.
    static func eventIDs(of types: some Sequence<SourceEvent>) -> [Int] {
        Set(types.compactMap(\.eventID)).sorted()
    }

    /// What a record is whose deciding fields are decoded.
    ///
    /// - Parameters:
    ///   - falconEventType: The slot of `event_simpleName`.
    ///   - eventIDs: Those that are read.
    static func find(
        _ record: inout RawRecord, falconEventType: RawField, eventIDs: [Int]
    ) -> Finding {
        let eventID = number(record)
        if let eventID, eventIDs.contains(eventID) {
            record.findOrigin()
            switch record.origin {
            case .known(let origin): return .event(.windows(origin, eventID: eventID))
            case .other: return .other
            case .unknown: break
            }
        }
        if let type = FalconEventType(record, falconEventType) { return .event(.falcon(type)) }
        if record.range(falconEventType) != nil { return .other }
        guard let eventID else { return .nameless }
        if eventIDs.contains(eventID) { return .unknownOrigin }
        let isNamed = record.range(.provider) != nil || record.range(.channel) != nil
        return isNamed ? .other : .vague
    }

    private static func number(_ record: borrowing RawRecord) -> Int? {
        record.range(.eventID).flatMap { number(record.arena.span, $0) }
    }

    /// The event id, which is 16 bits wide; the bits above are qualifiers. `1.0` is a number that
    /// went through a program which knows no others.
    static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard range.count <= 12 else { return nil }
        var number = 0
        var at = range.lowerBound
        while at < range.upperBound, ASCII.isDigit(text[at]) {
            number = number * 10 + Int(text[at] &- 0x30)
            at += 1
        }
        guard at > range.lowerBound else { return nil }
        let isWhole =
            range.upperBound - at == 2 && text[at] == UInt8(ascii: ".")
            && text[at + 1] == UInt8(ascii: "0")
        return at == range.upperBound || isWhole ? number & 0xFFFF : nil
    }
}
