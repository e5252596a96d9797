/// Sysmon, on Windows and on Linux.
///
/// Source: Sigma taxonomy appendix 2.1; Sysmon 15, `sysmon -s`.
enum SysmonSources {
    static let windowsChannel = "Microsoft-Windows-Sysmon/Operational"
    static let linuxChannel = "Linux-Sysmon/Operational"

    /// Categories and their event ids.
    static let categories: [String: [Int]] = [
        "process_creation": [1], "file_change": [2], "network_connection": [3],
        "sysmon_status": [4, 16], "process_termination": [5], "driver_load": [6],
        "image_load": [7], "create_remote_thread": [8], "raw_access_thread": [9],
        "process_access": [10], "file_event": [11], "registry_event": [12, 13, 14],
        "registry_add": [12], "registry_delete": [12], "registry_set": [13],
        "registry_rename": [14], "create_stream_hash": [15], "pipe_created": [17, 18],
        "wmi_event": [19, 20, 21], "dns_query": [22], "file_delete": [23, 26],
        "clipboard_capture": [24], "clipboard_change": [24], "process_tampering": [25],
        "file_delete_detected": [26], "file_block_executable": [27],
        "file_block_shredding": [28], "file_block": [27, 28],
        "file_executable_detected": [29], "sysmon_error": [255],
    ]

    /// Categories that take one kind of an event only.
    private static let eventTypes = [
        "registry_add": ["CreateKey"], "registry_delete": ["DeleteKey", "DeleteValue"],
    ]

    /// Event ids of Sysmon for Linux 1.3.
    private static let linuxIDs: Set = [1, 3, 4, 5, 9, 11, 16, 23]

    static func windows(_ category: String) -> RecordSource? {
        guard let ids = categories[category] else { return nil }
        var source = RecordSource("Sysmon " + ids.map(String.init).joined(separator: ", "))
        source.channels = [windowsChannel]
        source.eventIDs = ids
        if let types = eventTypes[category] {
            source.values = [RecordSource.FieldValues(field: "EventType", values: types)]
        }
        return source
    }

    static func linux(_ category: String) -> RecordSource? {
        let ids = (categories[category] ?? []).filter(linuxIDs.contains)
        guard !ids.isEmpty else { return nil }
        var source = RecordSource(
            "Sysmon for Linux " + ids.map(String.init).joined(separator: ", "), .linuxSysmon)
        source.channels = [linuxChannel]
        source.eventIDs = ids
        return source
    }
}
