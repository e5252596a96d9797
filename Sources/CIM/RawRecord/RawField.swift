/// A field of raw records that some mapping reads, by its slot in ``RawRecord``.
struct RawField: Hashable, Sendable {
    let index: Int
}

/// What stands around the data of a Windows event, whatever the rendering calls it.
enum SystemField: Int, CaseIterable {
    case provider
    /// `Provider/@Guid`, which tells the provider where a rendering has no name for it.
    case providerGUID
    case channel
    case eventID
    case keywords
    case auditType
    /// How the audited operation ended, by ECS.
    case outcome
    /// `System/Security/@UserID`: the account of the service that wrote the event.
    case userID
    case computer
    /// As CrowdStrike and some forwarders call it.
    case computerName
    /// As NXLog and OTRF call it.
    case hostname
    /// As GELF and Vector call it. An envelope's is the collector's, so no record inherits it.
    case host
    /// Of a shipper: of winlogbeat the time of the event, of others mostly that of sending.
    case atTimestamp
    /// `TimeCreated/@SystemTime`, which Windows writes in UTC.
    case timeCreated
    /// `TimeCreated` as a value of its own, as PowerShell gives it: by the clock of its machine
    /// where it names no zone.
    case localTimeCreated
    /// As NXLog calls it: by the clock of the sending machine where it names no zone.
    case eventTime
    /// Of a portal, always in UTC.
    case timeGenerated
    /// Something that only winlogbeat writes.
    case winlogbeatMark
    /// As envelopes call it: when the record was sent or indexed.
    case envelopeTime
    /// The data of the event as XML text within JSON, as a Sentinel export holds it.
    case eventDataXML

    var field: RawField { RawField(index: rawValue) }

    /// As the renderings of Windows events call it.
    var name: String {
        switch self {
        case .provider: "Provider"
        case .providerGUID: "Provider/Guid"
        case .channel: "Channel"
        case .eventID: "EventID"
        case .keywords: "Keywords"
        case .auditType: "EventType"
        case .outcome: "event.outcome"
        case .userID: "Security/UserID"
        case .computer: "Computer"
        case .computerName: "ComputerName"
        case .hostname: "Hostname"
        case .host: "host"
        case .atTimestamp: "@timestamp"
        case .timeCreated, .localTimeCreated: "TimeCreated"
        case .eventTime: "EventTime"
        case .timeGenerated: "TimeGenerated"
        case .winlogbeatMark: "winlog/record_id"
        case .envelopeTime: "time"
        case .eventDataXML: "EventData"
        }
    }
}

/// The names of the raw fields that the sourcetypes read: the system fields, and behind them one
/// slot for each name that a sourcetype has asked for.
struct RawFieldNames: Sendable {
    private(set) var dataNames: [String] = []

    /// The slot of a field of the event's data; the same for all who ask by the same name.
    mutating func data(_ name: String) -> RawField {
        let index = dataNames.firstIndex(of: name) ?? dataNames.count
        if index == dataNames.count { dataNames.append(name) }
        return slot(ofDataName: index)
    }

    func slot(ofDataName index: Int) -> RawField {
        RawField(index: SystemField.allCases.count + index)
    }

    /// What a slot is called: of a system field as Windows calls it, else the name that was asked
    /// for.
    func name(ofSlot index: Int) -> String {
        let systemFields = SystemField.allCases.count
        guard index < systemFields else { return dataNames[index - systemFields] }
        return SystemField.allCases[index].name
    }

    var slotCount: Int { SystemField.allCases.count + dataNames.count }
}
