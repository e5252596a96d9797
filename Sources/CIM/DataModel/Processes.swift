/// `Endpoint.Processes`: process creations.
package enum Processes: NormalizedDataSet {
    /// Fields of the data set, in the order of ``DataSet/fields``.
    ///
    /// Source: Splunk_SA_CIM `Endpoint.json`, data set `Processes`, CIM 5.3 and what 6.x added.
    package enum Field: Int, EndpointField {
        case action
        case cpu_load_percent
        case dest
        case dest_bunit
        case dest_category
        case dest_is_expected
        case dest_priority
        case dest_requires_av
        case dest_should_timesync
        case dest_should_update
        case host
        case index
        case loaded_file
        case mem_used
        case original_file_name
        case os
        case parent_process
        case parent_process_exec
        case parent_process_guid
        case parent_process_hash
        case parent_process_id
        case parent_process_name
        case parent_process_path
        case parent_user
        case process
        case process_current_directory
        case process_exec
        case process_guid
        case process_hash
        case process_id
        case process_integrity_level
        case process_name
        case process_path
        case source
        case sourcetype
        case tag
        case user
        case user_bunit
        case user_category
        case user_id
        case user_priority
        case vendor_product
    }

    package static let dataSet = DataSet(
        model: "Endpoint", name: "Processes", Field.self,
        weak: [
            .action, .os, .process_integrity_level, .source, .sourcetype, .tag, .vendor_product,
        ],
        varied: [.parent_process_guid, .parent_process_id, .process, .process_guid, .process_id])
}
