/// Sysmon events 12 (key created or deleted, value deleted), 13 (value set) and 14 (renamed).
///
/// Source: Splunk_TA_microsoft_sysmon 5.0 for the rules, 4.0 for the fields that an event gets, and
/// what ESCU's searches compare `registry_key_name` with, which is the key's whole path.
struct SysmonRegistryChange: Sourcetype {
    typealias Target = Registry

    static let recordTypes = SysmonEvent.types([12, 13, 14])

    var times: RecordTimes { sysmon.times }
    private let sysmon: SysmonEvent
    private let eventType: RawField
    private let targetObject: RawField
    private let details: RawField
    private let newName: RawField
    let required: [RawField]
    let alternatives: [Alternative]

    init(names: inout RawFieldNames) {
        sysmon = SysmonEvent(names: &names)
        eventType = names.data("EventType")
        targetObject = names.data("TargetObject")
        details = names.data("Details")
        newName = names.data("NewName")
        required = [targetObject]
        alternatives =
            sysmon.alternatives
            + ECSFields(
                ["TargetObject": ["registry.path"], "Details": ["registry.data.strings"]],
                names: &names
            ).alternatives
    }

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        sysmon.setActor(Field.self, record, profile: profile, of: &event)
        record.copy(targetObject, to: Field.registry_path, of: &event)
        if record.matches(.eventID, Self.valueSet) {
            event.set(Field.registry_key_name, from: .registry_path, cut: Cut.beforeBackslash)
            event.set(Field.registry_value_name, from: .registry_path, cut: Cut.afterBackslash)
            setValue(record, profile: profile, of: &event)
        } else {
            event.set(Field.registry_key_name, sameAs: .registry_path)
            if isType(Self.renameValue, record) {
                record.copy(newName, to: Field.registry_value_name, of: &event)
                event.set(
                    Field.registry_value_name, from: .registry_value_name, cut: Cut.afterBackslash)
            }
        }
        setHive(record, profile: profile, of: &event)
        if let action = action(record) { event.set(Field.action, action) }
        event.set(Field.status, "success")
        sysmon.setOrigin(Field.self, record, of: &event)
    }

    /// Nil where the rendering does not say what was done to the object of an event 12.
    private func action(_ record: borrowing RawRecord) -> String? {
        guard record.matches(.eventID, Self.keyChange) else { return "modified" }
        if isType(Self.createKey, record) { return "created" }
        let isDeletion = isType(Self.deleteKey, record) || isType(Self.deleteValue, record)
        return isDeletion ? "deleted" : nil
    }

    /// Flat JSON has one `EventType` for Sysmon's and the log's own, whichever came last.
    private func isType(_ type: [UInt8], _ record: borrowing RawRecord) -> Bool {
        record.matches(eventType, type) || record.matches(.auditType, type)
    }

    /// `DWORD (0x00000001)` is the type and the data; of other types only the data stands there.
    ///
    /// The add-on takes what is in brackets behind any one word, so the text `see (it)` becomes
    /// `it`. Profile `direct` does so for the two numeric types alone.
    private func setValue(
        _ record: borrowing RawRecord, profile: Profile, of event: inout Event
    ) {
        guard let whole = record.range(details) else { return }
        let word = Cut.leading(record.arena, whole) { !ASCII.isWord($0) }
        let bracketed = Self.bracketed(record.arena, word.upperBound..<whole.upperBound)
        let type = Self.types.first { ASCII.equals(record.arena, word, $0.word) }
        if let type, bracketed != nil {
            event.set(Field.registry_value_type, profile == .splunk ? type.name : type.raw)
        }
        let isCut = type != nil || profile == .splunk && !word.isEmpty
        let data = isCut ? bracketed ?? whole : whole
        event.set(Field.registry_value_data, record.arena[data])
    }

    /// `\s\((.+)\)` to the end
    private static func bracketed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int>? {
        guard range.count >= 4, ASCII.isSpace(bytes[range.lowerBound]),
            bytes[range.lowerBound + 1] == UInt8(ascii: "("),
            bytes[range.upperBound - 1] == UInt8(ascii: ")")
        else { return nil }
        let inside = range.lowerBound + 2..<range.upperBound - 1
        return bytes[inside].contains(0x0A) ? nil : inside
    }

    /// Profile `splunk`: the hives that the add-on names, of which `HKU` is called the current
    /// user's. Profile `direct`: the first part of the path.
    private func setHive(
        _ record: borrowing RawRecord, profile: Profile, of event: inout Event
    ) {
        guard let path = record.range(targetObject) else { return }
        switch profile {
        case .splunk:
            for hive in Self.hives where ASCII.begins(record.arena, path, with: hive.prefix) {
                event.set(Field.registry_hive, hive.name)
                return
            }
        case .direct:
            let hive = Cut.leading(record.arena, path) { $0 == UInt8(ascii: "\\") }
            event.set(Field.registry_hive, record.arena[hive])
        }
    }

    private static let keyChange = Array("12".utf8)
    private static let valueSet = Array("13".utf8)
    private static let createKey = Array("CreateKey".utf8)
    private static let deleteKey = Array("DeleteKey".utf8)
    private static let deleteValue = Array("DeleteValue".utf8)
    private static let renameValue = Array("RenameValue".utf8)
    private static let types = [("DWORD", "REG_DWORD"), ("QWORD", "REG_QWORD")]
        .map { (word: Array($0.0.utf8), raw: $0.0, name: $0.1) }
    private static let hives = [
        ("HKLM\\System\\", "HKEY_LOCAL_MACHINE\\System"),
        ("HKLM\\SOFTWARE\\", "HKEY_LOCAL_MACHINE\\Software"),
        ("HKU\\", "HKEY_CURRENT_USER"),
    ].map { (prefix: Array($0.0.utf8), name: $0.1) }
}
