/// What a record is by what its source calls it: enough to find the sourcetype that reads it.
enum RecordType: Hashable, Sendable {
    case windows(WindowsOrigin, eventID: Int)
    case falcon(FalconEventType)

    /// Decoded before a record is told; nothing else is looked at in a record of no sourcetype.
    static let deciding =
        [SystemField.provider, .providerGUID, .channel, .eventID].map(\.field)

    /// What a record's deciding fields say.
    enum Finding {
        case type(RecordType)
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
    static func eventIDs(of types: some Sequence<RecordType>) -> [Int] {
        let all = types.compactMap { type in
            if case .windows(_, let eventID) = type { eventID } else { nil }
        }
        return Set(all).sorted()
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
            case .known(let origin): return .type(.windows(origin, eventID: eventID))
            case .other: return .other
            case .unknown: break
            }
        }
        if let type = FalconEventType(record, falconEventType) { return .type(.falcon(type)) }
        if record.range(falconEventType) != nil { return .other }
        guard let eventID else { return .nameless }
        if eventIDs.contains(eventID) { return .unknownOrigin }
        let isNamed = record.range(.provider) != nil || record.range(.channel) != nil
        return isNamed ? .other : .vague
    }

    /// The event id, which is 16 bits wide; the bits above are qualifiers. `1.0` is a number that
    /// went through a program which knows no others.
    private static func number(_ record: borrowing RawRecord) -> Int? {
        guard let range = record.range(.eventID), range.count <= 12 else { return nil }
        var number = 0
        var at = range.lowerBound
        while at < range.upperBound, ASCII.isDigit(record.arena[at]) {
            number = number * 10 + Int(record.arena[at] &- 0x30)
            at += 1
        }
        let rest = record.arena[at..<range.upperBound]
        guard at > range.lowerBound, rest.isEmpty || rest.elementsEqual(".0".utf8) else {
            return nil
        }
        return number & 0xFFFF
    }
}

/// The Windows event sources that are read. Event ids are not unique: 1 of another provider is not
/// Sysmon's.
enum WindowsOrigin: Int, CaseIterable, Sendable {
    case sysmon
    case sysmonForLinux
    case security

    static let providers = [
        "Microsoft-Windows-Sysmon", "Linux-Sysmon", "Microsoft-Windows-Security-Auditing",
    ].map { Array($0.utf8) }
    private static let channels = [
        ["Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon", "Sysmon/Operational"],
        ["Linux-Sysmon/Operational", "Linux-Sysmon"], ["Security"],
    ].map { $0.map { Array($0.utf8) } }
    /// Source: the providers' manifests; for Linux, SysmonForLinux.
    private static let guids = [
        "5770385F-C22A-43E0-BF4C-06F5698FFBD9", "FF032593-A8D3-4F13-B0D6-01FC615A0F97",
        "54849625-5478-4994-A5BA-3E3B0328C30D",
    ].map { Array($0.utf8) }
    /// What the security provider calls itself to people.
    private static let securityTitle = Array("Microsoft Windows security auditing.".utf8)
    /// Splunk puts these before the channel, and calls that the source.
    private static let prefixes = ["XmlWinEventLog:", "WinEventLog:"].map { Array($0.utf8) }
    /// Channels that hold events of any provider.
    private static let mixed = ["ForwardedEvents"].map { Array($0.utf8) }

    /// What a record says of where it is from.
    enum Finding: Equatable {
        case known(WindowsOrigin)
        /// Another provider or channel.
        case other
        case unknown
    }

    /// By the provider's name; else by its GUID; else by the channel, which is of one provider each.
    static func find(_ record: borrowing RawRecord) -> Finding {
        for origin in allCases where record.matches(.provider, providers[origin.rawValue]) {
            return .known(origin)
        }
        let fields = [SystemField.provider, .providerGUID, .channel]
        for field in fields {
            guard let range = record.range(field) else { continue }
            if let origin = named(record.arena, range) { return .known(origin) }
        }
        if record.range(.provider) != nil || record.range(.providerGUID) != nil { return .other }
        guard let channel = record.range(.channel) else { return .unknown }
        let name = behindPrefix(record.arena, channel)
        return mixed.contains { ASCII.equals(record.arena, name, $0) } ? .unknown : .other
    }

    /// The origin that has a provider or a channel of this name, or this GUID.
    private static func named(_ bytes: [UInt8], _ range: Range<Int>) -> WindowsOrigin? {
        let guid = Cut.trimmed(bytes, range) { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }
        let name = behindPrefix(bytes, range)
        for origin in allCases {
            let isIt =
                ASCII.equals(bytes, guid, guids[origin.rawValue])
                || channels[origin.rawValue].contains { ASCII.equals(bytes, name, $0) }
            if isIt { return origin }
        }
        return ASCII.equals(bytes, range, securityTitle) ? .security : nil
    }

    private static func behindPrefix(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        let prefix = prefixes.first { ASCII.begins(bytes, range, with: $0) }
        return range.lowerBound + (prefix?.count ?? 0)..<range.upperBound
    }
}

/// The events of CrowdStrike's sensor that are read.
enum FalconEventType: Int, CaseIterable, Sendable {
    case processRollup2
    case syntheticProcessRollup2

    init?(_ record: borrowing RawRecord, _ field: RawField) {
        for type in Self.allCases where record.matches(field, Self.names[type.rawValue]) {
            self = type
            return
        }
        return nil
    }

    static let names = ["ProcessRollup2", "SyntheticProcessRollup2"].map { Array($0.utf8) }
}
