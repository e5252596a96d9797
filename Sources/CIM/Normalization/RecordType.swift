/// What a record is by what its source calls it: enough to find the sourcetype that reads it.
enum RecordType: Hashable, Sendable {
    case windows(WindowsOrigin, eventID: Int)
    case falcon(FalconEventType)

    /// Decoded before a record is told; nothing else is looked at in a record of no sourcetype.
    static let deciding =
        [SystemField.provider, .channel, .eventID].map(\.field)

    /// The type of a record whose deciding fields are decoded.
    ///
    /// - Parameter falconEventType: The slot of `event_simpleName`.
    init?(_ record: borrowing RawRecord, falconEventType: RawField) {
        if let eventID = Self.number(record), let origin = record.origin {
            self = .windows(origin, eventID: eventID)
        } else if let type = FalconEventType(record, falconEventType) {
            self = .falcon(type)
        } else {
            return nil
        }
    }

    /// The event id, which is 16 bits wide.
    private static func number(_ record: borrowing RawRecord) -> Int? {
        guard let range = record.range(.eventID), range.count <= 5 else { return nil }
        var number = 0
        for byte in record.arena[range] {
            guard ASCII.isDigit(byte) else { return nil }
            number = number * 10 + Int(byte &- 0x30)
        }
        return number
    }
}

/// The Windows event sources that are read. Event ids are not unique: 1 of another provider is not
/// Sysmon's.
enum WindowsOrigin: Int, CaseIterable, Sendable {
    case sysmon
    case sysmonForLinux
    case security

    /// By the provider; by the channel where the rendering names no provider.
    init?(_ record: borrowing RawRecord) {
        let field = record.range(.provider) != nil ? SystemField.provider : .channel
        let names = field == .provider ? Self.providers : Self.channels
        for origin in Self.allCases where record.matches(field, names[origin.rawValue]) {
            self = origin
            return
        }
        return nil
    }

    static let providers = [
        "Microsoft-Windows-Sysmon", "Linux-Sysmon", "Microsoft-Windows-Security-Auditing",
    ].map { Array($0.utf8) }
    private static let channels = [
        "Microsoft-Windows-Sysmon/Operational", "Linux-Sysmon/Operational", "Security",
    ].map { Array($0.utf8) }
}

/// The events of CrowdStrike's sensor that are read.
enum FalconEventType: Int, CaseIterable, Sendable {
    case processRollup2

    init?(_ record: borrowing RawRecord, _ field: RawField) {
        for type in Self.allCases where record.matches(field, Self.names[type.rawValue]) {
            self = type
            return
        }
        return nil
    }

    static let names = ["ProcessRollup2"].map { Array($0.utf8) }
}
