/// Windows Security event 4657, "A registry value was modified".
///
/// Paths are the kernel's (`\REGISTRY\MACHINE\…`), in both profiles, and without the value's name.
///
/// Source: Splunk_TA_windows 8.1.2, which maps path, name and type of the value, and no more.
struct SecurityRegistryChange: Sourcetype {
    typealias Target = Registry

    static let recordTypes = [RecordType.windows(.security, eventID: 4657)]

    private let security: SecurityEvent
    private let objectName: RawField
    private let valueName: RawField
    private let valueType: RawField
    private let value: RawField
    private let operation: RawField
    let required: [RawField]
    var alternatives: [Alternative] { security.alternatives }

    var identifications: [Identification] { security.identifications }

    init(names: inout RawFieldNames) {
        security = SecurityEvent(names: &names)
        objectName = names.data("ObjectName")
        valueName = names.data("ObjectValueName")
        valueType = names.data("NewValueType")
        value = names.data("NewValue")
        operation = names.data("OperationType")
        required = [objectName]
    }

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        security.setActor(Field.self, record, profile: profile, of: &event)
        record.copy(objectName, to: Field.registry_path, of: &event)
        record.copy(valueName, to: Field.registry_value_name, of: &event)
        record.copy(valueType, to: Field.registry_value_type, of: &event)
        let outcome = SecurityEvent.outcome(record)
        if let outcome { event.set(Field.status, outcome.rawValue) }
        switch profile {
        case .splunk:
            event.set(Field.action, sameAs: .status)
        case .direct:
            event.set(Field.registry_key_name, sameAs: .registry_path)
            record.copy(value, to: Field.registry_value_data, of: &event)
            if let action = action(record) { event.set(Field.action, action) }
        }
        SecurityEvent.setOrigin(Field.self, of: &event)
    }

    private func action(_ record: borrowing RawRecord) -> String? {
        Self.actions.first { record.matches(operation, $0.code) }?.action
    }

    /// Message codes of the log, which XML does not resolve.
    private static let actions = [
        ("%%1904", "created"), ("%%1905", "modified"), ("%%1906", "deleted"),
    ].map { (code: Array($0.0.utf8), action: $0.1) }
}
