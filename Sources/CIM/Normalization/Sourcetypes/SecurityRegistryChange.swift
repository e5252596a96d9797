/// Windows Security event 4657, "A registry value was modified".
///
/// Source: Splunk_TA_windows 8.1.2, stanza `source::XmlWinEventLog:Security`, for path, value name and
/// type. Key name, data, action and the process are decided here: the key is the last part of the
/// path, the process id is that of the process (hexadecimal, as 4688 has it).
struct SecurityRegistryChange: Sourcetype {
    private typealias Field = Registry.Field

    private let selector = WindowsEventSelector.security("4657")
    private let operation: RawField
    private let verbatim: [(raw: RawField, field: Field)]

    init(names: inout RawFieldNames) {
        operation = names.data("OperationType")
        verbatim = [
            (names.data("ObjectName"), .registry_path),
            (names.data("ObjectValueName"), .registry_value_name),
            (names.data("NewValueType"), .registry_value_type),
            (names.data("NewValue"), .registry_value_data),
            (names.data("SubjectUserName"), .user), (names.data("SubjectUserSid"), .user_id),
            (names.data("ProcessId"), .process_id), (names.data("ProcessName"), .process_path),
        ]
    }

    let deciding = SystemField.deciding
    let times = SystemField.times
    var model: any DataSetModel.Type { Registry.self }

    func claims(_ record: borrowing RawRecord) -> Bool { selector.match(record) != nil }

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        record.copyComputer(to: Field.dest, host: Field.host, of: &event)
        for (raw, field) in verbatim { record.copy(raw, to: field, of: &event) }
        event.set(Field.registry_key_name, from: .registry_path, cut: Cut.afterBackslash)
        event.set(Field.process_name, from: .process_path, cut: Cut.afterBackslash)
        event.set(Field.process_exec, sameAs: .process_name)
        event.set(Field.image, sameAs: .process_path)
        let action = Self.actions.first { record.matches(operation, $0.code) }?.action
        event.set(Field.action, action ?? "modified")
        event.set(Field.status, "success")
        event.set(Field.vendor_product, "Microsoft Windows")
        event.set(Field.sourcetype, "XmlWinEventLog")
        event.set(Field.source, "XmlWinEventLog:Security")
    }

    private static let actions = [
        ("%%1904", "created"), ("%%1905", "modified"), ("%%1906", "deleted"),
    ].map { (code: Array($0.0.utf8), action: $0.1) }
}
