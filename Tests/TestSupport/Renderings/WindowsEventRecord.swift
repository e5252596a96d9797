/// A made-up event of a Windows log with all of its parts, to be written in the renderings that riskd
/// brings to the names of the XML.
package struct WindowsEventRecord: Sendable {
    package var provider = "Microsoft-Windows-Security-Auditing"
    package var channel = "Security"
    package var eventID = 4_624
    package var keywords = "0x8020000000000000"
    package var opcode = 0
    package var time = "2024-03-05T06:07:08.250Z"
    package var computer = "pc-9.corp.example"
    package var userID: String? = "S-1-5-18"
    package var data: [(String, String)] = []

    package init() {}

    /// An event of Sysmon.
    package static func sysmon(_ eventID: Int, _ data: [(String, String)]) -> Self {
        var record = Self()
        record.provider = "Microsoft-Windows-Sysmon"
        record.channel = "Microsoft-Windows-Sysmon/Operational"
        record.keywords = "0x8000000000000000"
        record.eventID = eventID
        record.data = data
        return record
    }

    /// An event of another channel.
    package static func event(
        _ eventID: Int, of channel: String = "Security", _ data: [(String, String)]
    ) -> Self {
        var record = Self()
        record.channel = channel
        if channel != "Security" { record.provider = "Service Control Manager" }
        record.eventID = eventID
        record.data = data
        return record
    }

    package enum Rendering: CaseIterable, Sendable {
        case xml, evtxDump, attributes, winlogbeat8, winlogbeat6, flat, windowsEvent
        case securityEvent, splunkHEC
    }

    package func text(_ rendering: Rendering) -> String {
        switch rendering {
        case .xml: xml
        case .evtxDump: evtxDump("#attributes", "#text").text()
        case .attributes: evtxDump("$", "_").text()
        case .winlogbeat8: winlogbeat8.text()
        case .winlogbeat6: winlogbeat6.text()
        case .flat: flat.text()
        case .windowsEvent: windowsEvent.text()
        case .securityEvent: securityEvent.text()
        case .splunkHEC: JSONValue.object([("event", .string(xml)), ("time", "1")]).text()
        }
    }

    // MARK: renderings

    private var xml: String {
        let user = userID.map { "<Security UserID='\($0)'/>" } ?? "<Security/>"
        return "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
            + "<Provider Name='\(provider)' Guid='{a-b}'/><EventID>\(eventID)</EventID>"
            + "<Version>2</Version><Level>4</Level><Task>13</Task><Opcode>\(opcode)</Opcode>"
            + "<Keywords>\(keywords)</Keywords><TimeCreated SystemTime='\(time)'/>"
            + "<EventRecordID>77</EventRecordID><Correlation ActivityID='{c-d}'/>"
            + "<Execution ProcessID='612' ThreadID='44'/><Channel>\(channel)</Channel>"
            + "<Computer>\(computer)</Computer>\(user)</System>"
            + "<EventData>\(ProcessStart.xmlData(data))</EventData></Event>"
    }

    private func members(
        _ data: [(String, String)], number: (String) -> JSONValue = { .string($0) }
    ) -> [(String, JSONValue)] {
        // A name that comes twice is a list.
        var names: [String] = []
        for (name, _) in data where !names.contains(name) { names.append(name) }
        return names.map { name in
            let values = data.filter { $0.0 == name }.map { JSONValue.string($0.1) }
            return (name, values.count == 1 ? values[0] : .array(values))
        }
    }

    private func evtxDump(_ attributes: String, _ text: String) -> JSONValue {
        func element(_ members: [(String, JSONValue)]) -> JSONValue {
            .object([(attributes, .object(members))])
        }
        var system: [(String, JSONValue)] = [
            ("Provider", element([("Name", .string(provider)), ("Guid", "{a-b}")])),
            ("EventID", .object([(text, .number("\(eventID)"))])), ("Version", 2), ("Level", 4),
            ("Task", 13), ("Opcode", .number("\(opcode)")), ("Keywords", .string(keywords)),
            ("TimeCreated", element([("SystemTime", .string(time))])), ("EventRecordID", 77),
            ("Correlation", element([("ActivityID", "{c-d}")])),
            ("Execution", element([("ProcessID", 612), ("ThreadID", 44)])),
            ("Channel", .string(channel)), ("Computer", .string(computer)),
        ]
        if let userID { system.append(("Security", element([("UserID", .string(userID))]))) }
        return [
            "Event": .object([
                ("System", .object(system)), ("EventData", .object(members(data))),
            ])
        ]
    }

    private var words: JSONValue {
        switch keywords {
        case "0x8020000000000000": ["Audit Success"]
        case "0x8010000000000000": ["Audit Failure"]
        default: []
        }
    }

    private var opcodeName: String { [0: "Info", 1: "Start", 2: "Stop"][opcode] ?? "\(opcode)" }

    private var winlogbeat8: JSONValue {
        var winlog: [(String, JSONValue)] = [
            ("event_id", .string("\(eventID)")), ("version", 2), ("task", "Some task"),
            ("opcode", .string(opcodeName)), ("keywords", words), ("record_id", 77),
            ("provider_name", .string(provider)), ("provider_guid", "{a-b}"),
            ("activity_id", "{c-d}"), ("channel", .string(channel)),
            ("computer_name", .string(computer)), ("api", "wineventlog"),
            ("process", ["pid": 612, "thread": ["id": 44]]),
            ("event_data", .object(members(data))),
        ]
        if let userID { winlog.append(("user", ["identifier": .string(userID)])) }
        return [
            "@timestamp": .string(time), "message": "A text.", "host": ["name": "shipper"],
            "event": ["code": .string("\(eventID)"), "provider": .string(provider)],
            "winlog": .object(winlog), "log": ["level": "information"],
        ]
    }

    private var winlogbeat6: JSONValue {
        var members: [(String, JSONValue)] = [
            ("@timestamp", .string(time)), ("event_id", .number("\(eventID)")), ("version", 2),
            ("level", "Information"), ("task", "Some task"), ("opcode", .string(opcodeName)),
            ("keywords", words), ("record_number", "77"), ("source_name", .string(provider)),
            ("provider_guid", "{a-b}"), ("activity_id", "{c-d}"), ("log_name", .string(channel)),
            ("computer_name", .string(computer)), ("process_id", 612), ("thread_id", 44),
            ("event_data", .object(self.members(data))), ("type", "wineventlog"),
        ]
        if let userID { members.append(("user", ["identifier": .string(userID)])) }
        return .object(members)
    }

    private var signedKeywords: String {
        let bits = UInt64(keywords.dropFirst(2), radix: 16) ?? 0
        return "\(Int64(bitPattern: bits))"
    }

    private var flat: JSONValue {
        var members: [(String, JSONValue)] = [
            ("EventTime", .string(time)), ("Hostname", .string(computer)),
            ("Keywords", .number(signedKeywords)), ("EventType", "INFO"), ("SeverityValue", 2),
            ("EventID", .number("\(eventID)")), ("SourceName", .string(provider)),
            ("ProviderGuid", "{a-b}"), ("Version", 2), ("Task", 13), ("Opcode", "Some words"),
            ("OpcodeValue", .number("\(opcode)")), ("RecordNumber", 77), ("ActivityID", "{c-d}"),
            ("ThreadID", 44), ("Channel", .string(channel)), ("Domain", "CORP"),
            ("AccountType", "User"), ("Message", "A text."), ("Category", "Some task"),
            ("EventReceivedTime", "2024-03-05 06:07:09"),
        ]
        let isOwn = data.contains { $0.0 == "ProcessID" }
        members.append((isOwn ? "ExecutionProcessID" : "ProcessID", 612))
        if let userID { members.append(("UserID", .string(userID))) }
        return .object(members + self.members(data))
    }

    private var windowsEvent: JSONValue {
        var members: [(String, JSONValue)] = [
            ("TimeGenerated", .string(time)), ("Computer", .string(computer)),
            ("EventID", .number("\(eventID)")), ("Provider", .string(provider)),
            ("ProviderGuid", "{a-b}"), ("Version", 2), ("EventLevel", 4),
            ("EventLevelName", "Information"), ("Task", 13), ("Opcode", .string("\(opcode)")),
            ("Keywords", .string(keywords)), ("EventRecordId", "77"), ("ActivityID", "{c-d}"),
            ("SystemProcessId", 612), ("SystemThreadId", 44), ("Channel", .string(channel)),
            ("EventData", .object(self.members(data))), ("TenantId", "t"),
        ]
        if let userID { members.append(("SystemUserId", .string(userID))) }
        return .object(members)
    }

    private var securityEvent: JSONValue {
        var members: [(String, JSONValue)] = [
            ("TimeGenerated", .string(time)), ("Computer", .string(computer)),
            ("EventID", .number("\(eventID)")), ("EventSourceName", .string(provider)),
            ("ProviderGuid", "{a-b}"), ("Version", 2), ("Level", "4"), ("Task", "13"),
            ("Opcode", .string("\(opcode)")), ("Keywords", .string(keywords)),
            ("EventRecordId", "77"), ("ActivityID", "{c-d}"), ("SystemProcessId", 612),
            ("SystemThreadId", 44), ("Channel", .string(channel)), ("Activity", "A title"),
            (
                "EventData",
                .string("<EventData xmlns=\"u\">\(ProcessStart.xmlData(data))</EventData>")
            ),
        ]
        if let userID { members.append(("SystemUserId", .string(userID))) }
        return .object(members)
    }
}
