/// Sysmon 11 (file made), 2 (time of a file changed), 15 (stream of a file made), 23 and 26 (file
/// deleted).
///
/// Source: for 11 facts about Splunk_TA_microsoft_sysmon 5 that a generator of such events asserts in
/// its tests. The actions of the others are decided here: 2 and 15 `modified`, 23 and 26 `deleted`.
struct SysmonFileChange: Sourcetype {
    private typealias Field = Filesystem.Field

    private let selector = WindowsEventSelector.sysmon(["11", "2", "15", "23", "26"])
    private let actor: SysmonActor
    private let target: RawField
    private let created: RawField
    private let eventTime: RawField
    /// `Hashes` of deletions, `Hash` of streams.
    private let hashes: [RawField]

    init(names: inout RawFieldNames) {
        actor = SysmonActor(names: &names)
        target = names.data("TargetFilename")
        created = names.data("CreationUtcTime")
        eventTime = names.data("UtcTime")
        hashes = [names.data("Hashes"), names.data("Hash")]
    }

    let deciding = SystemField.deciding
    let times = SystemField.times
    var model: any DataSetModel.Type { Filesystem.self }

    func claims(_ record: borrowing RawRecord) -> Bool { selector.match(record) != nil }

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        let isLinux = selector.match(record) == 1
        record.copyComputer(to: Field.dest, host: Field.host, of: &event)
        record.copy(actor.processID, to: Field.process_id, of: &event)
        record.copy(actor.processGUID, to: Field.process_guid, of: &event)
        record.copy(actor.image, to: Field.process_path, of: &event)
        event.set(Field.image, sameAs: .process_path)
        actor.copyImageName(
            of: Field.process_path, to: .process_name, isLinux: isLinux, of: &event)
        event.set(Field.process_exec, sameAs: .process_name)
        actor.copyUser(record, to: Field.user, profile: profile, of: &event)
        record.copy(SystemField.userID.field, to: Field.user_id, of: &event)
        record.copy(target, to: Field.file_path, of: &event)
        event.set(
            Field.file_name, from: .file_path, cut: isLinux ? Cut.afterSlash : Cut.afterBackslash)
        record.copy(created, to: Field.file_create_time, of: &event)
        record.copy(firstOf: hashes, to: Field.file_hash, of: &event)
        event.set(Field.action, action(record))
        event.set(Field.vendor_product, "Microsoft Sysmon")
        event.set(Field.sourcetype, SysmonActor.sourcetype(isLinux: isLinux))
        event.set(Field.source, SysmonActor.source(isLinux: isLinux))
    }

    /// A file that was made just now is new; another one with this event was written over.
    private func action(_ record: borrowing RawRecord) -> String {
        if Self.deletions.contains(where: { record.matches(.eventID, $0) }) { return "deleted" }
        guard record.matches(.eventID, Self.creation), let made = record.range(created),
            let now = record.range(eventTime)
        else { return "modified" }
        return record.arena[made] == record.arena[now] ? "created" : "modified"
    }

    private static let creation = Array("11".utf8)
    private static let deletions = ["23", "26"].map { Array($0.utf8) }
}
