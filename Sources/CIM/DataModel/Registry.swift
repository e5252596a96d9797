/// `Endpoint.Registry`: changes of the registry.
package enum Registry: DataSetModel {
    /// Source: Splunk_SA_CIM `Endpoint.json`, data set `Registry`, of CIM 8.5; 5.3 lacks the fields of
    /// the process but for its ids.
    package enum Field: Int, DataSetField {
        case action
        case cim_entity_zone
        case dest
        case dest_bunit
        case dest_category
        case dest_is_expected
        case dest_priority
        case dest_requires_av
        case dest_should_timesync
        case dest_should_update
        case host
        case image
        case index
        case parent_process
        case parent_process_exec
        case parent_process_guid
        case parent_process_hash
        case parent_process_id
        case parent_process_name
        case parent_process_path
        case process
        case process_exec
        case process_guid
        case process_hash
        case process_id
        case process_name
        case process_path
        case registry_hive
        case registry_key_name
        case registry_path
        case registry_value_data
        case registry_value_name
        case registry_value_text
        case registry_value_type
        case source
        case sourcetype
        case status
        case tag
        case user
        case user_bunit
        case user_category
        case user_id
        case user_priority
        case vendor_product
    }

    package static let dataSet = DataSet(model: "Endpoint", name: "Registry", fields: Field.names)

    /// Fields that are `unknown` where they are missing.
    private static let filled: [Field] = [
        .action, .dest, .parent_process, .parent_process_name, .process, .process_name,
        .registry_path, .registry_key_name, .registry_value_data, .registry_value_name,
        .registry_value_type, .user,
    ]

    static func calculateFields(of event: inout Event) {
        event.fillUnknown(filled)
        if event.isMissing(Field.vendor_product) {
            event.set(Field.vendor_product, sameAs: .sourcetype)
        }
    }
}
