extension RecordType {
    /// What people call the source, such as `Sysmon event 1`.
    var title: String {
        switch self {
        case .windows(.sysmon, let eventID): "Sysmon event \(eventID)"
        case .windows(.sysmonForLinux, let eventID): "Sysmon for Linux event \(eventID)"
        case .windows(.security, let eventID): "Windows Security event \(eventID)"
        case .falcon(let type):
            "CrowdStrike " + String(decoding: FalconEventType.names[type.rawValue], as: UTF8.self)
        }
    }
}
