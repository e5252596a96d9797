/// Records that can answer rules of a log source: which they are, and what their fields are called.
package struct RecordSource: Hashable, Sendable {
    package enum Format: String, Sendable {
        case windowsEvent = "Windows event log"
        case linuxSysmon = "Sysmon for Linux"
        case falcon = "CrowdStrike FDR"
    }

    /// As `check` names it, such as `Sysmon 1`.
    package var name: String
    package var format: Format
    /// Channels, whatever the case of letters; none for any.
    package var channels: [String] = []
    /// Event ids; none for any.
    package var eventIDs: [Int] = []
    /// What else their fields must be: the name of a field in the record, and its values.
    package var values: [FieldValues] = []
    /// Fields that the record calls otherwise than rules do.
    package var renamed: [String: String] = [:]
    /// Whether some of these records have their data in `UserData`, each kind in a shape of its own:
    /// rules name them without saying where they stand.
    package var hasUserData = false
    /// What rules may ask of these records; nil for every field. A field that is none of them is
    /// missing in each record.
    package var fields: Set<String>?

    package struct FieldValues: Hashable, Sendable {
        package var field: String
        package var values: [String]
    }

    package init(_ name: String, _ format: Format = .windowsEvent) {
        self.name = name
        self.format = format
    }

    /// What a field of a rule is called in the record; nil where no record has it.
    package func recordField(_ field: String) -> String? {
        if let fields, !fields.contains(field) { return nil }
        if let name = renamed[field] { return name }
        if format == .falcon { return field }
        if let name = Self.systemFields[field] { return name }
        return hasUserData && !Self.headFields.contains(field) ? Self.anywhere + field : field
    }

    /// In front of the name of a field that is looked for in `UserData` as well.
    static let anywhere = "data:"

    /// What the record calls a field, wherever it stands.
    static func plainName(_ recordField: String) -> String {
        recordField.hasPrefix(anywhere)
            ? String(recordField.dropFirst(anywhere.utf8.count)) : recordField
    }

    /// Elements of the header of a Windows record, which rules call so as well.
    private static let headFields: Set = [
        "EventID", "Channel", "Computer", "Level", "Task", "Opcode", "Keywords", "Version",
        "EventRecordID", "Qualifiers",
    ]

    /// Attributes of the header of a Windows record, as Sigma calls them.
    ///
    /// Source: Sigma specification 2.1, "Field Usage": tag and attribute with `_` between them.
    static let systemFields = [
        "Provider_Name": "Name", "Provider_Guid": "Guid",
        "Provider_EventSourceName": "EventSourceName", "Execution_ProcessID": "ProcessID",
        "Execution_ThreadID": "ThreadID", "Security_UserID": "UserID",
        "TimeCreated_SystemTime": "SystemTime", "Correlation_ActivityID": "ActivityID",
        "ComputerName": "Computer", "EventLog": "Channel",
        "imphash": "IMPHASH", "Imphash": "IMPHASH", "md5": "MD5", "sha1": "SHA1",
        "sha256": "SHA256",
        // Data that have no name in the record.
        "Data": "_data",
    ]
}

extension RecordSource {
    /// Whether a rule may match a record of the source: not where a field that the source lacks makes
    /// its condition false whatever the others are.
    package func canAnswer(_ condition: Condition) -> Bool { truth(condition) != false }

    /// The condition where it is the same for each record; nil where it depends on the record.
    private func truth(_ condition: Condition) -> Bool? {
        switch condition {
        case .and(let parts):
            let truths = parts.map(truth)
            return truths.contains(false) ? false : truths.contains(nil) ? nil : true
        case .or(let parts):
            let truths = parts.map(truth)
            return truths.contains(true) ? true : truths.contains(nil) ? nil : false
        case .not(let part): return truth(part).map { !$0 }
        case .field(let name, _), .present(let name): return recordField(name) == nil ? false : nil
        case .missing(let name): return recordField(name) == nil ? true : nil
        case .compare(let name, _, let other):
            return recordField(name) == nil || recordField(other) == nil ? false : nil
        case .keyword: return nil
        }
    }
}
