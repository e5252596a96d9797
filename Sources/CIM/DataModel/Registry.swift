/// `Endpoint.Registry`: keys and values created, changed and deleted.
package enum Registry: NormalizedDataSet {
    /// Fields of the data set, in the order of ``DataSet/fields``.
    ///
    /// Source: Splunk_SA_CIM `Endpoint.json`, data set `Registry`, CIM 5.0, and what 6.x and 8.5 added
    /// (`cim_entity_zone`, `image` and the fields of the acting process).
    package enum Field: Int, EndpointField {
        case action
        case cim_entity_zone
        case dest
        case dest_bunit
        case dest_category
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
        case user_priority
        case vendor_product
    }

    package static let dataSet = DataSet(
        model: "Endpoint", name: "Registry", Field.self,
        weak: [.action, .source, .sourcetype, .status, .tag, .vendor_product],
        varied: [
            .parent_process_guid, .parent_process_id, .process, .process_guid, .process_id,
            .registry_path, .registry_value_data,
        ])
}
