/// Sysmon 12 (key made or deleted), 13 (value set), 14 (key or value renamed).
///
/// Source: facts about Splunk_TA_microsoft_sysmon 5 that a generator of such events asserts in its
/// tests; ESCU's searches, which compare `registry_value_data` with `0x00000001`. What the type of a
/// value is called is decided here, and only said in the profile `direct`.
struct SysmonRegistryChange: Sourcetype {
    private typealias Field = Registry.Field

    private let selector = WindowsEventSelector.sysmon(["12", "13", "14"])
    private let actor: SysmonActor
    private let target: RawField
    private let details: RawField
    /// `CreateKey`, `SetValue` …; in flat JSON it may stand where others have the kind of audit.
    private let kinds: [RawField]

    init(names: inout RawFieldNames) {
        actor = SysmonActor(names: &names)
        target = names.data("TargetObject")
        details = names.data("Details")
        kinds = [names.data("EventType"), SystemField.auditType.field]
    }

    let deciding = SystemField.deciding
    let times = SystemField.times
    var model: any DataSetModel.Type { Registry.self }

    func claims(_ record: borrowing RawRecord) -> Bool { selector.match(record) != nil }

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        record.copyComputer(to: Field.dest, host: Field.host, of: &event)
        record.copy(actor.processID, to: Field.process_id, of: &event)
        record.copy(actor.processGUID, to: Field.process_guid, of: &event)
        record.copy(actor.image, to: Field.process_path, of: &event)
        event.set(Field.image, sameAs: .process_path)
        actor.copyImageName(
            of: Field.process_path, to: .process_name, isLinux: false, of: &event)
        event.set(Field.process_exec, sameAs: .process_name)
        actor.copyUser(record, to: Field.user, profile: profile, of: &event)
        record.copy(SystemField.userID.field, to: Field.user_id, of: &event)
        mapTarget(record, profile: profile, into: &event)
        event.set(Field.status, "success")
        event.set(Field.vendor_product, "Microsoft Sysmon")
        event.set(Field.sourcetype, SysmonActor.sourcetype(isLinux: false))
        event.set(Field.source, SysmonActor.source(isLinux: false))
    }

    private func mapTarget(
        _ record: borrowing RawRecord, profile: Profile, into event: inout Event
    ) {
        let isValueSet = record.matches(.eventID, Self.valueSet)
        let isKeyEvent = record.matches(.eventID, Self.keyEvent)
        if let action = action(record, isKeyEvent: isKeyEvent) { event.set(Field.action, action) }
        record.copy(target, to: Field.registry_path, of: &event)
        guard let path = event.range(of: Field.registry_path.id) else { return }
        if let hive = Self.hive(event.bytes[path]) { event.set(Field.registry_hive, hive) }
        let last = Cut.afterBackslash(event.bytes, path)
        let parent =
            last.lowerBound > path.lowerBound
            ? Cut.afterBackslash(event.bytes, path.lowerBound..<last.lowerBound - 1) : nil
        guard isValueSet else {
            if !last.isEmpty { event.set(Field.registry_key_name.id, range: last) }
            return
        }
        if let parent, !parent.isEmpty { event.set(Field.registry_key_name.id, range: parent) }
        if !last.isEmpty { event.set(Field.registry_value_name.id, range: last) }
        mapData(record, profile: profile, into: &event)
    }

    /// `DWORD (0x00000001)` is 0x00000001; anything else stands as it is.
    private func mapData(
        _ record: borrowing RawRecord, profile: Profile, into event: inout Event
    ) {
        record.copy(details, to: Field.registry_value_data, of: &event)
        guard let whole = event.range(of: Field.registry_value_data.id) else { return }
        let word = Cut.leading(event.bytes, whole) { !ASCII.isWord($0) }
        let open = word.upperBound + 1
        guard !word.isEmpty, open + 1 < whole.upperBound - 1,
            ASCII.isSpace(event.bytes[word.upperBound]),
            event.bytes[open] == UInt8(ascii: "("),
            event.bytes[whole.upperBound - 1] == UInt8(ascii: ")")
        else { return }
        if profile == .direct,
            let type = Self.types.first(where: { event.bytes[word].elementsEqual($0.word) })
        {
            event.set(Field.registry_value_type, type.name)
        }
        event.set(Field.registry_value_data.id, range: open + 1..<whole.upperBound - 1)
    }

    private func action(_ record: borrowing RawRecord, isKeyEvent: Bool) -> String? {
        guard isKeyEvent else { return "modified" }
        for (name, action) in Self.keyActions {
            for kind in kinds where record.matches(kind, name) { return action }
        }
        return nil
    }

    /// The name of the hive, for the three that the add-on knows.
    private static func hive(_ path: ArraySlice<UInt8>) -> String? {
        hives.first { path.starts(with: $0.prefix) }?.name
    }

    private static let hives = [
        ("HKLM\\System\\", "HKEY_LOCAL_MACHINE\\System"), ("HKU\\", "HKEY_CURRENT_USER"),
        ("HKLM\\SOFTWARE\\", "HKEY_LOCAL_MACHINE\\Software"),
    ].map { (prefix: Array($0.0.utf8), name: $0.1) }
    private static let types = [("DWORD", "REG_DWORD"), ("QWORD", "REG_QWORD")]
        .map { (word: Array($0.0.utf8), name: $0.1) }
    private static let keyActions = [
        ("CreateKey", "created"), ("DeleteKey", "deleted"), ("DeleteValue", "deleted"),
    ].map { (name: Array($0.0.utf8), action: $0.1) }
    private static let keyEvent = Array("12".utf8)
    private static let valueSet = Array("13".utf8)
}
