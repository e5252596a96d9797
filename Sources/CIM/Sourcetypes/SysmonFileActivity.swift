/// Sysmon events about files: 2 (creation time changed), 11 (created or overwritten), 15 (stream
/// created), 23 and 26 (deleted, the first with a copy kept).
///
/// Source: Splunk_TA_microsoft_sysmon 4.0 and 5.0; for 2, TA-Microsoft-Sysmon 8.1. That 15 belongs
/// here and not to the processes is decided here.
struct SysmonFileActivity: Sourcetype {
    typealias Target = Filesystem

    static let sourceEvents = SysmonEvent.types([2, 11, 15, 23, 26])

    var times: RecordTimes { sysmon.times }
    private let sysmon: SysmonEvent
    private let targetFilename: RawField
    private let time: RawField
    private let creationTime: RawField
    private let hashes: [RawField]
    let required: [RawField]
    let alternatives: [Alternative]

    init(names: inout RawFieldNames) {
        sysmon = SysmonEvent(names: &names)
        targetFilename = names.data("TargetFilename")
        time = names.data("UtcTime")
        creationTime = names.data("CreationUtcTime")
        hashes = [names.data("Hashes"), names.data("Hash")]
        required = [targetFilename]
        alternatives =
            sysmon.alternatives
            + ECSFields(
                [
                    "TargetFilename": ["file.path"],
                    "Hashes": ["file.hash.sha256", "file.hash.sha1", "file.hash.md5"],
                ], names: &names
            ).alternatives
    }

    func rules(_ profile: Profile) -> [Rule] {
        let isDeletion = MappingCondition.eventIDs(23, 26)
        let times = [time, creationTime]
        return sysmon.actor(profile)
            + [
                .copy(targetFilename, .file_path),
                .cut(.file_name, from: .file_path, .afterBackslash).when(SysmonEvent.windows),
                .cut(.file_name, from: .file_path, .afterSlash).when(SysmonEvent.linux),
                .first(hashes, .file_hash), .copy(creationTime, .file_create_time),
                .copy(time, .file_modify_time).when(isDeletion),
                .produced(.action, .modified),
                .computed(.action, from: times, "created, where the file's time is the event's") {
                    record in
                    Self.isNew(record, time, creationTime) ? .produced(.created) : .unchanged
                }.when(.eventID(11)),
                .produced(.action, .created).when(.eventID(15)),
                .produced(.action, .deleted).when(isDeletion),
            ] + sysmon.origin()
    }

    /// Event 11 is written for a new file and for one that is overwritten; the new one was created
    /// at the time of the event.
    private static func isNew(
        _ record: borrowing RawRecord, _ time: RawField, _ creationTime: RawField
    ) -> Bool {
        guard let time = record.range(time) else { return false }
        guard let creation = record.range(creationTime) else { return true }
        return record.arena[time] == record.arena[creation]
    }
}
