/// Windows Security event 4657, "A registry value was modified".
///
/// Paths are the kernel's (`\REGISTRY\MACHINE\…`), in both profiles, and without the value's name.
///
/// Source: Splunk_TA_windows 8.1.2, which maps path, name and type of the value, and no more.
struct SecurityRegistryChange: Sourcetype {
    typealias Target = Registry

    static let sourceEvents = [SourceEvent.windows(.security, eventID: 4657)]

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

    func rules(_ profile: Profile) -> [Rule] {
        let common: [Rule] =
            security.actor(profile) + [
                .copy(objectName, .registry_path), .copy(valueName, .registry_value_name),
                .copy(valueType, .registry_value_type), SecurityEvent.outcome(.status),
            ]
        let own: [Rule] =
            switch profile {
            case .splunk: [.same(.action, as: .status)]
            case .direct:
                [
                    .same(.registry_key_name, as: .registry_path),
                    .copy(value, .registry_value_data),
                    // Message codes of the log, which XML does not resolve.
                    .translated(
                        operation, .action,
                        ["%%1904": .created, "%%1905": .modified, "%%1906": .deleted]),
                ]
            }
        return common + own + SecurityEvent.origin()
    }
}
