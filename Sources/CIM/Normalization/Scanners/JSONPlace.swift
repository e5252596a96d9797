/// Where in a JSON record a scanner is: which names mean what there.
///
/// Every rendering of a Windows event that riskd knows is a walk through these places.
enum JSONPlace: Sendable {
    /// Somewhere nothing is wanted.
    case elsewhere
    /// The top of the record: CrowdStrike, NXLog, OTRF, Sentinel, winlogbeat 6.
    case root
    /// `winlog` of winlogbeat 7 and 8.
    case winlog
    /// `event` of winlogbeat 7 and 8 (ECS).
    case ecsEvent
    /// `Event` of evtx_dump and of XML converted to JSON.
    case event
    /// `Event.System`.
    case system
    /// `Event.System.Provider`, with its attributes in it or one level below.
    case provider
    case timeCreated
    case security
    /// `Event.System.EventID` and the like, where a value may be `{"#text": 1}`.
    case text(RawField)
    /// Where event data stand under their own names.
    case eventData
    /// The list `EventData.Data` of `{"@Name": …, "#text": …}`.
    case dataList

    /// The place of the object or list that stands under a name here.
    func child(_ text: Span<UInt8>, _ name: Range<Int>) -> JSONPlace {
        switch self {
        case .root:
            if Names.winlog.matches(text, name) { return .winlog }
            if Names.eventDataLower.matches(text, name) || Names.eventDataUpper.matches(text, name)
            {
                return .eventData
            }
            if Names.event.matches(text, name) { return .event }
            if Names.ecsEvent.matches(text, name) { return .ecsEvent }
            return .elsewhere
        case .winlog: return Names.eventDataLower.matches(text, name) ? .eventData : .elsewhere
        case .event:
            if Names.system.matches(text, name) { return .system }
            return Names.eventDataUpper.matches(text, name) ? .eventData : .elsewhere
        case .system:
            if Names.provider.matches(text, name) { return .provider }
            if Names.timeCreated.matches(text, name) { return .timeCreated }
            if Names.security.matches(text, name) { return .security }
            return FieldNames.system.field(text, name).map(JSONPlace.text) ?? .elsewhere
        case .provider, .timeCreated, .security:
            return Self.isAttributes(text, name) ? self : .elsewhere
        case .eventData: return Names.data.matches(text, name) ? .dataList : .elsewhere
        case .dataList: return Self.isAttributes(text, name) ? .dataList : .elsewhere
        case .elsewhere, .ecsEvent, .text: return .elsewhere
        }
    }

    /// The field that a plain value under a name here is.
    func field(_ text: Span<UInt8>, _ name: Range<Int>) -> RawField? {
        switch self {
        case .root:
            FieldNames.root.field(text, name) ?? FieldNames.eventData.field(text, name)
        case .winlog: FieldNames.winlog.field(text, name)
        case .ecsEvent: FieldNames.ecsEvent.field(text, name)
        case .system: FieldNames.system.field(text, name)
        case .provider: Self.isName(text, name) ? .provider : nil
        case .timeCreated: Self.stripped(text, name, "SystemTime") ? .timeCreated : nil
        case .security: Self.stripped(text, name, "UserID") ? .securityUserID : nil
        case .text(let field): Self.isText(text, name) ? field : nil
        case .eventData: FieldNames.eventData.field(text, name)
        case .elsewhere, .event, .dataList: nil
        }
    }

    /// Whether a name of a `Data` entry is the one that holds the field's name.
    static func isName(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
        stripped(text, name, "Name") || stripped(text, name, "name")
    }

    /// Whether a name of a `Data` entry is the one that holds the value.
    static func isText(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
        for spelling in textNames where spelling.matches(text, name) { return true }
        return false
    }

    private static func isAttributes(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
        for spelling in attributeNames where spelling.matches(text, name) { return true }
        return false
    }

    /// Whether a name is `wanted`, with the `@`, `-` or `_` in front that converters put there.
    private static func stripped(
        _ text: Span<UInt8>, _ name: Range<Int>, _ wanted: StaticString
    ) -> Bool {
        var range = name
        if let first = range.first, [0x40, 0x2D, 0x5F].contains(text[first]) {
            range = (first + 1)..<range.upperBound
        }
        return Spelling(wanted).matches(text, range)
    }

    /// Names of places.
    private enum Names {
        static let winlog = Spelling("winlog")
        static let eventDataLower = Spelling("event_data")
        static let eventDataUpper = Spelling("EventData")
        static let event = Spelling("Event")
        static let ecsEvent = Spelling("event")
        static let system = Spelling("System")
        static let provider = Spelling("Provider")
        static let timeCreated = Spelling("TimeCreated")
        static let security = Spelling("Security")
        static let data = Spelling("Data")
    }

    private static let attributeNames = ["#attributes", "_attributes", "$", "@attributes"]
        .map(Spelling.init(text:))
    private static let textNames = [
        "#text", "_text", "_", "text", "Text", "Content", "content", "value", "Value", "$t",
        "@text",
    ].map(Spelling.init(text:))
}

/// A name as bytes.
struct Spelling: Sendable {
    private let bytes: [UInt8]

    init(_ name: StaticString) { self.init(text: "\(name)") }

    init(text: String) { bytes = Array(text.utf8) }

    func matches(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count == bytes.count else { return false }
        for index in 0..<bytes.count where text[range.lowerBound + index] != bytes[index] {
            return false
        }
        return true
    }
}

extension FieldNames {
    /// At the top of a record.
    ///
    /// Where two renderings use one name they mean the same. `ProcessId` and its like come from
    /// ``eventData``.
    static let root = FieldNames([
        "EventID": .eventID, "EventId": .eventID, "event_id": .eventID, "SourceName": .provider,
        "source_name": .provider, "Provider": .provider, "ProviderName": .provider,
        "EventSourceName": .provider, "Source": .provider, "Channel": .channel,
        "log_name": .channel, "EventLog": .channel, "Hostname": .computer, "Computer": .computer,
        "computer_name": .computer, "Keywords": .keywords, "UserID": .securityUserID,
        "@timestamp": .timestamp, "TimeCreated": .timeCreated, "EventTime": .eventTime,
        "TimeGenerated": .timeGenerated, "TimeGenerated [UTC]": .timeGenerated,
        "event_simpleName": .eventSimpleName, "timestamp": .falconTimestamp, "aid": .agentID,
        "ComputerName": .computerName, "device_hostname": .deviceHostname,
        "event_platform": .platform, "UserName": .userName, "UserPrincipal": .userPrincipal,
        "UserSid": .userSID, "UID": .uid, "GID": .gid, "ImageFileName": .imageFileName,
        "TargetProcessId": .targetProcessID, "RawProcessId": .rawProcessID,
        "ParentBaseFileName": .parentBaseFileName, "SHA256HashData": .sha256,
        // winlogbeat with its names written flat.
        "winlog.event_id": .eventID, "winlog.provider_name": .provider,
        "winlog.channel": .channel, "winlog.computer_name": .computer,
    ])

    static let winlog = FieldNames([
        "event_id": .eventID, "provider_name": .provider, "channel": .channel,
        "computer_name": .computer,
    ])

    static let ecsEvent = FieldNames(["code": .eventID, "provider": .provider])

    static let system = FieldNames([
        "EventID": .eventID, "Channel": .channel, "Computer": .computer, "Keywords": .keywords,
        "TimeCreated": .timeCreated,
    ])
}
