/// `Network_Resolution.DNS`: queries of names.
package enum Resolution: DataSetModel {
    /// Source: Splunk_SA_CIM `Network_Resolution.json`, data set `DNS`, from its documentation.
    package enum Field: Int, DataSetField {
        case additional_answer_count
        case answer
        case answer_count
        case authority_answer_count
        case cim_entity_zone
        case dest
        case dest_bunit
        case dest_category
        case dest_is_expected
        case dest_port
        case dest_priority
        case dest_requires_av
        case dest_should_timesync
        case dest_should_update
        case duration
        case host
        case index
        case message_type
        case name
        case process_exec
        case process_guid
        case process_id
        case process_name
        case query
        case query_count
        case query_type
        case record_type
        case reply_code
        case reply_code_id
        case response_time
        case source
        case sourcetype
        case src
        case src_bunit
        case src_category
        case src_is_expected
        case src_port
        case src_priority
        case src_requires_av
        case src_should_timesync
        case src_should_update
        case tag
        case transaction_id
        case transport
        case ttl
        case user
        case vendor_product
    }

    package static let dataSet = DataSet(
        model: "Network_Resolution", name: "DNS", fields: Field.names)

    /// Fields that are `unknown` where they are missing.
    private static let filled: [Field] = [
        .answer, .dest, .message_type, .query, .query_type, .record_type, .reply_code, .src,
        .transport,
    ]

    static func calculateFields(of event: inout Event) {
        event.fillUnknown(filled)
        if event.isMissing(Field.vendor_product) {
            event.set(Field.vendor_product, sameAs: .sourcetype)
        }
    }
}
