/// Sysmon events 12 (key created or deleted, value deleted), 13 (value set) and 14 (renamed).
///
/// Source: Splunk_TA_microsoft_sysmon 5.0 for the rules, 4.0 for the fields that an event gets, and
/// what ESCU's searches compare `registry_key_name` with, which is the key's whole path.
struct SysmonRegistryChange: Sourcetype {
    typealias Target = Registry

    static let sourceEvents = SysmonEvent.types([12, 13, 14])

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

    func rules(_ profile: Profile) -> [Rule] {
        let isValueSet = MappingCondition.eventID(13)
        let isRenaming = MappingCondition.notEventID(13).and(isType("RenameValue"))
        return sysmon.actor(profile)
            + [
                .copy(targetObject, .registry_path),
                .cut(.registry_key_name, from: .registry_path, .beforeBackslash)
                    .when(isValueSet),
                .cut(.registry_value_name, from: .registry_path, .afterBackslash)
                    .when(isValueSet),
                valueType(profile).when(isValueSet), valueData(profile).when(isValueSet),
                .same(.registry_key_name, as: .registry_path).when(.notEventID(13)),
                .copy(newName, .registry_value_name).when(isRenaming),
                .cut(.registry_value_name, from: .registry_value_name, .afterBackslash)
                    .when(isRenaming),
                hive(profile),
                .produced(.action, .modified).when(.notEventID(12)),
                // Null where the rendering does not say what was done to the object of an event 12.
                .produced(.action, .deleted).when(.eventID(12).and(isType("DeleteValue"))),
                .produced(.action, .deleted).when(.eventID(12).and(isType("DeleteKey"))),
                .produced(.action, .created).when(.eventID(12).and(isType("CreateKey"))),
                .produced(.status, .success),
            ] + sysmon.origin()
    }

    /// Flat JSON has one `EventType` for Sysmon's and the log's own, whichever came last.
    private func isType(_ type: String) -> MappingCondition {
        let text = Array(type.utf8)
        return MappingCondition(type, reads: [eventType, SystemField.auditType.field]) { record in
            record.matches(eventType, text) || record.matches(.auditType, text)
        }
    }

    // MARK: the value

    /// What the log says of a value: `DWORD (0x00000001)` is the type and the data; of other types
    /// only the data stands there.
    private struct Details {
        let whole: Range<Int>
        let word: Range<Int>
        let bracketed: Range<Int>?
        let type: (word: [UInt8], raw: Produced, name: Produced)?

        init?(_ record: borrowing RawRecord, _ details: RawField) {
            guard let whole = record.range(details) else { return nil }
            self.whole = whole
            let word = Cut.leading(record.arena, whole) { !ASCII.isWord($0) }
            self.word = word
            bracketed = SysmonRegistryChange.bracketed(
                record.arena, word.upperBound..<whole.upperBound)
            type = SysmonRegistryChange.types.first {
                ASCII.equals(record.arena, word, $0.word)
            }
        }
    }

    private func valueType(_ profile: Profile) -> Rule {
        .computed(.registry_value_type, from: [details], "the word before the brackets") { record in
            guard let value = Details(record, details), value.bracketed != nil,
                let type = value.type
            else { return .unchanged }
            return .produced(profile == .splunk ? type.name : type.raw)
        }
    }

    /// The add-on takes what is in brackets behind any one word, so the text `see (it)` becomes
    /// `it`. Profile `direct` does so for the two numeric types alone.
    private func valueData(_ profile: Profile) -> Rule {
        .computed(.registry_value_data, from: [details], "Details, or what it has in brackets") {
            record in
            guard let value = Details(record, details) else { return .unchanged }
            let isCut = value.type != nil || profile == .splunk && !value.word.isEmpty
            return .text(isCut ? value.bracketed ?? value.whole : value.whole)
        }
    }

    /// The data of a value: what is in brackets behind one word, else all of it.
    static func data(_ bytes: [UInt8], _ details: Range<Int>) -> Range<Int> {
        let word = Cut.leading(bytes, details) { !ASCII.isWord($0) }
        guard !word.isEmpty else { return details }
        return bracketed(bytes, word.upperBound..<details.upperBound) ?? details
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
    private func hive(_ profile: Profile) -> Rule {
        switch profile {
        case .splunk:
            .computed(.registry_hive, from: [targetObject], "the hive's name") { record in
                guard let path = record.range(targetObject) else { return .unchanged }
                return .ifKnown(
                    Self.hives.first { ASCII.begins(record.arena, path, with: $0.prefix) }?.name)
            }
        case .direct:
            .computed(.registry_hive, from: [targetObject], "the first part of TargetObject") {
                record in
                guard let path = record.range(targetObject) else { return .unchanged }
                return .text(Cut.leading(record.arena, path) { $0 == UInt8(ascii: "\\") })
            }
        }
    }

    private static let types = [
        ("DWORD", Produced.dword, Produced.regDWord), ("QWORD", .qword, .regQWord),
    ].map { (word: Array($0.0.utf8), raw: $0.1, name: $0.2) }
    private static let hives = [
        ("HKLM\\System\\", Produced.machineSystem), ("HKLM\\SOFTWARE\\", .machineSoftware),
        ("HKU\\", .currentUser),
    ].map { (prefix: Array($0.0.utf8), name: $0.1) }
}
