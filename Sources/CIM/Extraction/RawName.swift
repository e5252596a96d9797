/// Fields whose values do not come by a name in the record, or that riskd itself asks for.
enum RawName: Int, CaseIterable, Sendable {
    case eventID
    case version
    case level
    case task
    case opcode
    case keywords
    case recordID
    case channel
    case computer
    case provider
    case providerGUID
    case eventSourceName
    case qualifiers
    case systemTime
    case activityID
    case relatedActivityID
    case processID
    case threadID
    case userID
    case eventDataXML
    case userDataXML
    case systemXML
    /// Data without a name, which Splunk has no field for, and rules of Sigma call `Data`.
    case unnamedData
    /// Every value of the record, a NUL behind each: for words that may stand in any of them.
    case everyValue
    /// The names of fields that are there and empty, a NUL behind each.
    case emptyNames

    /// Whether it holds other fields, or what is known of them.
    var isBlock: Bool {
        switch self {
        case .eventDataXML, .userDataXML, .systemXML, .everyValue, .emptyNames: true
        default: false
        }
    }

    /// As Splunk calls the field.
    var name: String {
        switch self {
        case .eventID: "EventID"
        case .version: "Version"
        case .level: "Level"
        case .task: "Task"
        case .opcode: "Opcode"
        case .keywords: "Keywords"
        case .recordID: "EventRecordID"
        case .channel: "Channel"
        case .computer: "Computer"
        case .provider: "Name"
        case .providerGUID: "Guid"
        case .eventSourceName: "EventSourceName"
        case .qualifiers: "Qualifiers"
        case .systemTime: "SystemTime"
        case .activityID: "ActivityID"
        case .relatedActivityID: "RelatedActivityID"
        case .processID: "ProcessID"
        case .threadID: "ThreadID"
        case .userID: "UserID"
        case .eventDataXML: "EventData_Xml"
        case .userDataXML: "UserData_Xml"
        case .systemXML: "System_Props_Xml"
        case .unnamedData: "_data"
        case .everyValue: "_values"
        case .emptyNames: "_empty"
        }
    }
}
