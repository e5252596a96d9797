/// How the records of one kind become events of a data set.
///
/// To add one: a type of its own in this folder, and its line in ``all``.
protocol Sourcetype: Sendable {
    /// Asks for the raw fields that ``map(_:profile:into:)`` reads.
    init(names: inout RawFieldNames)

    /// Fields that are decoded before ``claims(_:)`` is asked.
    var deciding: [RawField] { get }
    /// Fields of which the first that is there holds the time.
    var times: [RawField] { get }

    /// The data set that the events belong to.
    var model: any DataSetModel.Type { get }

    /// Whether a record is one of this kind and a member of the data set.
    func claims(_ record: borrowing RawRecord) -> Bool

    /// Sets the fields that the source gives. What the data model calculates comes after.
    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event)
}

/// The registry.
enum Sourcetypes {
    static let all: [any Sourcetype.Type] = [
        SysmonProcessCreation.self,
        SysmonRegistryChange.self,
        SysmonFileChange.self,
        SysmonNetworkConnection.self,
        SysmonQuery.self,
        SecurityProcessCreation.self,
        SecurityRegistryChange.self,
        SecurityFileAccess.self,
        SecurityConnection.self,
        FalconProcessRollup.self,
    ]
}

extension SystemField {
    /// The time of a Windows event: what the renderings call it, in the order of trust.
    static let times = [Self.atTimestamp, .timeCreated, .eventTime, .timeGenerated].map(\.field)

    /// The computer that an event is from, likewise.
    static let computers = [Self.computer, .computerName, .hostname].map(\.field)

    /// What tells one Windows event from another.
    static let deciding = [Self.provider, .channel, .eventID].map(\.field)
}

/// The Windows events of some ids from one origin.
struct WindowsEventSelector: Sendable {
    let eventIDs: [[UInt8]]
    let providers: [[UInt8]]
    let channels: [[UInt8]]

    init(eventIDs: [String], providers: [String], channels: [String]) {
        self.eventIDs = eventIDs.map { Array($0.utf8) }
        self.providers = providers.map { Array($0.utf8) }
        self.channels = channels.map { Array($0.utf8) }
    }

    /// The index of the provider, or of the channel where the rendering names no provider; nil for
    /// another event. Ids are not unique: 1 of another provider is not Sysmon's.
    func match(_ record: borrowing RawRecord) -> Int? {
        guard eventIDs.contains(where: { record.matches(.eventID, $0) }) else { return nil }
        if record.range(.provider) != nil {
            for index in providers.indices where record.matches(.provider, providers[index]) {
                return index
            }
            return nil
        }
        for index in channels.indices where record.matches(.channel, channels[index]) {
            return index
        }
        return nil
    }
}

extension WindowsEventSelector {
    /// Sysmon of Windows, and second of Linux.
    static func sysmon(_ eventIDs: [String]) -> WindowsEventSelector {
        WindowsEventSelector(
            eventIDs: eventIDs, providers: ["Microsoft-Windows-Sysmon", "Linux-Sysmon"],
            channels: ["Microsoft-Windows-Sysmon/Operational", "Linux-Sysmon/Operational"])
    }

    /// The Security log.
    static func security(_ eventID: String) -> WindowsEventSelector {
        WindowsEventSelector(
            eventIDs: [eventID], providers: ["Microsoft-Windows-Security-Auditing"],
            channels: ["Security"])
    }
}
