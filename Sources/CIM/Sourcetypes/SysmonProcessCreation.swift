/// Sysmon event 1, of Windows and of Linux.
///
/// Source: Splunk_TA_microsoft_sysmon 4.0 and its predecessor TA-Microsoft-Sysmon 8.1.
struct SysmonProcessCreation: Sourcetype {
    typealias Target = Processes

    static let recordTypes = SysmonEvent.types([1])

    var times: RecordTimes { sysmon.times }
    private let sysmon: SysmonEvent
    private let parentImage: RawField
    private let originalFileName: RawField
    /// Fields that are taken as they are.
    private let verbatim: [(raw: RawField, field: Field)]
    let required: [RawField]
    let alternatives: [Alternative]

    init(names: inout RawFieldNames) {
        sysmon = SysmonEvent(names: &names)
        parentImage = names.data("ParentImage")
        originalFileName = names.data("OriginalFileName")
        verbatim = [
            (names.data("CommandLine"), .process),
            (names.data("ParentCommandLine"), .parent_process),
            (names.data("ParentProcessId"), .parent_process_id),
            (names.data("ParentProcessGuid"), .parent_process_guid),
            (names.data("Hashes"), .process_hash),
            (names.data("IntegrityLevel"), .process_integrity_level),
            (names.data("CurrentDirectory"), .process_current_directory),
            (SystemField.userID.field, .user_id),
        ]
        required = [sysmon.image, names.data("CommandLine")]
        alternatives =
            sysmon.alternatives
            + ECSFields(
                [
                    "CommandLine": ["process.command_line"],
                    "ParentCommandLine": ["process.parent.command_line"],
                    "ParentProcessId": ["process.parent.pid"],
                    "ParentProcessGuid": ["process.parent.entity_id"],
                    "ParentImage": ["process.parent.executable"],
                    "OriginalFileName": ["process.pe.original_file_name"],
                    "CurrentDirectory": ["process.working_directory"],
                    "Hashes": ["process.hash.sha256", "process.hash.sha1", "process.hash.md5"],
                ], names: &names
            ).alternatives
    }

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        sysmon.setActor(Field.self, record, profile: profile, of: &event)
        for (raw, field) in verbatim { record.copy(raw, to: field, of: &event) }
        event.lowercase(Field.process_integrity_level)
        record.copy(parentImage, to: Field.parent_process_path, of: &event)
        event.set(
            Field.parent_process_name, from: .parent_process_path,
            cut: SysmonEvent.nameCut(record, profile))
        event.set(Field.parent_process_exec, sameAs: .parent_process_name)
        if !record.isNone(originalFileName) {
            record.copy(originalFileName, to: Field.original_file_name, of: &event)
        }
        event.set(Field.action, "allowed")
        event.set(Field.os, SysmonEvent.isLinux(record) ? "Linux" : "Microsoft Windows")
        sysmon.setOrigin(Field.self, record, of: &event)
    }
}
