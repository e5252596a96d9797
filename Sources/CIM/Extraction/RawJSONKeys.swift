/// What the keys of JSON renderings of Windows events stand for, beside the names of their data.
struct RawJSONKeys: Sendable {
    /// What a value is.
    enum Role: Int, CaseIterable {
        // The system's part.
        case eventID, version, level, task, opcode, opcodeValue, keywords, recordID, channel
        case computer, computerName, hostname, provider, providerObject, providerGUID
        case eventSourceName, activityID, relatedActivityID, processID, executionProcessID
        case threadID, userID
        // When it was.
        case eventTime, atTimestamp, timeGenerated, timeCreated, timeCreatedUTC, timestamp
        case envelopeTime, winlogbeatMark
        /// NXLog's is the outcome of an audit; another one is the event's own.
        case eventType
        // What holds others.
        case event, system, winlog, ecsEvent, eventData, userData, renderingInfo, user, process
        case thread
        /// The shipper's, or a text for people.
        case dropped
    }

    /// The object that a key is of.
    enum Scope: Int, CaseIterable {
        case root, event, system, winlog, ecsEvent, user, process, thread
    }

    private let table: NameTable

    /// Source: NXLog's im_msvistalog, winlogbeat 5 to 8, the tables SecurityEvent, WindowsEvent and
    /// Event of Azure Monitor, evtx_dump.
    init() {
        var table = NameTable()
        func add(_ scope: Scope, _ keys: [(String, Role)]) {
            for (key, role) in keys { table.set(key, in: scope.rawValue, to: role.rawValue) }
        }
        add(.root, Self.flat + Self.times + Self.containers)
        add(.root, Self.dropped.map { ($0, .dropped) })
        add(
            .event,
            [
                ("System", .system), ("EventData", .eventData), ("UserData", .userData),
                ("RenderingInfo", .renderingInfo),
            ])
        add(
            .system,
            [
                ("EventID", .eventID), ("Channel", .channel), ("Computer", .computer),
                ("Provider", .providerObject), ("TimeCreated", .timeCreatedUTC),
                ("Keywords", .keywords),
            ])
        add(.winlog, Self.winlog)
        add(.ecsEvent, [("code", .eventID)])
        add(.user, [("identifier", .userID)])
        add(.process, [("pid", .executionProcessID), ("thread", .thread)])
        add(.thread, [("id", .threadID)])
        self.table = table
    }

    func role(_ text: Span<UInt8>, _ key: Range<Int>, in scope: Scope) -> Role? {
        table.value(text, key, in: scope.rawValue).flatMap(Role.init)
    }

    private static let flat: [(String, Role)] = [
        ("EventID", .eventID), ("EventId", .eventID), ("event_id", .eventID),
        ("EventCode", .eventID), ("Version", .version), ("version", .version), ("Level", .level),
        ("EventLevel", .level), ("Task", .task), ("task", .task), ("Opcode", .opcode),
        ("opcode", .opcode), ("OpcodeValue", .opcodeValue), ("Keywords", .keywords),
        ("keywords", .keywords), ("RecordNumber", .recordID), ("record_number", .winlogbeatMark),
        ("EventRecordID", .recordID), ("EventRecordId", .recordID), ("Channel", .channel),
        ("channel", .channel), ("log_name", .channel), ("LogName", .channel),
        ("EventLog", .channel), ("Computer", .computer), ("computer", .computer),
        ("computer_name", .computer), ("MachineName", .computer), ("ComputerName", .computerName),
        ("Hostname", .hostname), ("SourceName", .provider), ("source_name", .provider),
        ("ProviderName", .provider), ("provider_name", .provider), ("Source", .provider),
        ("Provider", .providerObject), ("EventSourceName", .eventSourceName),
        ("ProviderGuid", .providerGUID), ("provider_guid", .providerGUID),
        ("ActivityID", .activityID), ("activity_id", .activityID),
        ("RelatedActivityID", .relatedActivityID), ("related_activity_id", .relatedActivityID),
        ("ProcessID", .processID), ("ExecutionProcessID", .executionProcessID),
        ("process_id", .executionProcessID), ("SystemProcessId", .executionProcessID),
        ("ThreadID", .threadID), ("thread_id", .threadID), ("SystemThreadId", .threadID),
        ("UserID", .userID), ("SystemUserId", .userID), ("EventType", .eventType),
    ]

    private static let times: [(String, Role)] = [
        ("EventTime", .eventTime), ("@timestamp", .atTimestamp),
        ("TimeGenerated", .timeGenerated), ("TimeGenerated [UTC]", .timeGenerated),
        ("TimeCreated", .timeCreated), ("TimeCreated [UTC]", .timeCreatedUTC),
        ("timestamp", .timestamp), ("_time", .envelopeTime), ("time", .envelopeTime),
    ]

    private static let containers: [(String, Role)] = [
        ("Event", .event), ("System", .system), ("winlog", .winlog), ("event", .ecsEvent),
        ("EventData", .eventData), ("event_data", .eventData), ("UserData", .userData),
        ("user_data", .userData), ("user", .user), ("RenderingInfo", .renderingInfo),
    ]

    private static let dropped = [
        "Message", "message", "Category", "Domain", "AccountType", "host", "tags", "type", "port",
        "@version", "EventReceivedTime", "SourceModuleName", "SourceModuleType", "Severity",
        "SeverityValue", "level", "TenantId", "SourceSystem", "ManagementGroupName", "Activity",
        "EventLevelName", "RenderedDescription", "ParameterXml", "SourceComputerId", "_ResourceId",
        "MG", "agent", "beat", "ecs", "log", "@metadata",
    ]

    private static let winlog: [(String, Role)] = [
        ("event_id", .eventID), ("version", .version), ("level", .level), ("task", .task),
        ("opcode", .opcode), ("keywords", .keywords), ("record_id", .recordID),
        ("channel", .channel), ("computer_name", .computer), ("provider_name", .provider),
        ("provider_guid", .providerGUID), ("activity_id", .activityID),
        ("related_activity_id", .relatedActivityID), ("event_data", .eventData),
        ("user_data", .userData), ("user", .user), ("process", .process),
    ]
}
