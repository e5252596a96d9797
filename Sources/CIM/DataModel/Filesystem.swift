/// `Endpoint.Filesystem`: files that were made, changed, read or deleted.
package enum Filesystem: DataSetModel {
    /// Source: Splunk_SA_CIM `Endpoint.json`, data set `Filesystem`, of CIM 8.5; 5.3 lacks the fields
    /// of the process but for its ids.
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
        case file_access_time
        case file_acl
        case file_create_time
        case file_hash
        case file_modify_time
        case file_name
        case file_path
        case file_size
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

    package static let dataSet = DataSet(model: "Endpoint", name: "Filesystem", fields: Field.names)

    /// Fields that are `unknown` where they are missing.
    private static let filled: [Field] = [
        .action, .dest, .file_hash, .file_name, .file_path, .file_acl, .parent_process,
        .parent_process_name, .process, .process_name, .user,
    ]

    static func calculateFields(of event: inout Event) {
        event.fillUnknown(filled)
        if event.isMissing(Field.vendor_product) {
            event.set(Field.vendor_product, sameAs: .sourcetype)
        }
    }
}
