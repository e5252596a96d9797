/// Sysmon event 1, of Windows and of Linux.
///
/// Source: Splunk_TA_microsoft_sysmon 4.0 and its predecessor TA-Microsoft-Sysmon 8.1.
struct SysmonProcessCreation: Sourcetype {
    typealias Target = Processes

    static let sourceEvents = SysmonEvent.types([1])

    var times: RecordTimes { sysmon.times }
    private let sysmon: SysmonEvent
    private let parentImage: RawField
    private let originalFileName: RawField
    private let commandLine: RawField
    private let hashes: RawField
    private let integrityLevel: RawField
    private let currentDirectory: RawField
    private let parent: (commandLine: RawField, processID: RawField, processGUID: RawField)
    let required: [RawField]
    let alternatives: [Alternative]

    init(names: inout RawFieldNames) {
        sysmon = SysmonEvent(names: &names)
        parentImage = names.data("ParentImage")
        originalFileName = names.data("OriginalFileName")
        commandLine = names.data("CommandLine")
        parent = (
            names.data("ParentCommandLine"), names.data("ParentProcessId"),
            names.data("ParentProcessGuid")
        )
        hashes = names.data("Hashes")
        integrityLevel = names.data("IntegrityLevel")
        currentDirectory = names.data("CurrentDirectory")
        required = [sysmon.image, commandLine]
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

    func rules(_ profile: Profile) -> [Rule] {
        sysmon.actor(profile)
            + [
                .copy(commandLine, .process), .copy(parent.commandLine, .parent_process),
                .copy(parent.processID, .parent_process_id),
                .copy(parent.processGUID, .parent_process_guid),
                .copy(hashes, .process_hash),
                .copy(integrityLevel, .process_integrity_level),
                .lowercase(.process_integrity_level),
                .copy(currentDirectory, .process_current_directory),
                .copy(SystemField.userID.field, .user_id),
                .copy(parentImage, .parent_process_path),
            ] + SysmonEvent.name(.parent_process_name, of: .parent_process_path, profile)
            + [
                .same(.parent_process_exec, as: .parent_process_name),
                .first(of: [Candidate(originalFileName, unless: .none)], .original_file_name),
                .produced(.action, .allowed),
                .produced(.os, .microsoftWindows).when(SysmonEvent.windows),
                .produced(.os, .linux).when(SysmonEvent.linux),
            ] + sysmon.origin()
    }
}
