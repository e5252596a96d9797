/// Sysmon events about files: 2 (creation time changed), 11 (created or overwritten), 15 (stream
/// created), 23 and 26 (deleted, the first with a copy kept).
///
/// Source: Splunk_TA_microsoft_sysmon 4.0 and 5.0; for 2, TA-Microsoft-Sysmon 8.1. That 15 belongs
/// here and not to the processes is decided here.
struct SysmonFileActivity: Sourcetype {
    typealias Target = Filesystem

    static let recordTypes = SysmonEvent.types([2, 11, 15, 23, 26])

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

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        sysmon.setActor(Field.self, record, profile: profile, of: &event)
        record.copy(targetFilename, to: Field.file_path, of: &event)
        event.set(
            Field.file_name, from: .file_path,
            cut: SysmonEvent.isLinux(record) ? Cut.afterSlash : Cut.afterBackslash)
        record.copy(firstOf: hashes, to: Field.file_hash, of: &event)
        record.copy(creationTime, to: Field.file_create_time, of: &event)
        let action = action(record)
        if action == .deleted { record.copy(time, to: Field.file_modify_time, of: &event) }
        event.set(Field.action, action.rawValue)
        sysmon.setOrigin(Field.self, record, of: &event)
    }

    private enum Action: String { case created, modified, deleted }

    /// Event 11 is written for a new file and for one that is overwritten; the new one was created
    /// at the time of the event.
    private func action(_ record: borrowing RawRecord) -> Action {
        if Self.deletions.contains(where: { record.matches(.eventID, $0) }) { return .deleted }
        if record.matches(.eventID, Self.streamCreated) { return .created }
        guard record.matches(.eventID, Self.fileCreated), let time = record.range(time) else {
            return .modified
        }
        guard let creation = record.range(creationTime) else { return .created }
        return record.arena[time] == record.arena[creation] ? .created : .modified
    }

    private static let fileCreated = Array("11".utf8)
    private static let streamCreated = Array("15".utf8)
    private static let deletions = ["23", "26"].map { Array($0.utf8) }
}
