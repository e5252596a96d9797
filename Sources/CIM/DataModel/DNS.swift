/// `Network_Resolution.DNS`: names asked for and answered.
package enum DNS: NormalizedDataSet {
    /// Fields of the data set, in the order of ``DataSet/fields``.
    ///
    /// Source: Splunk_SA_CIM `Network_Resolution.json`, data set `DNS`, CIM 5.0, and what 6.x and 8.5 added
    /// (`cim_entity_zone`, `dest_ip`, `src_ip`).
    package enum Field: Int, DataSetField {
        case additional_answer_count
        case answer
        case answer_count
        case authority_answer_count
        case cim_entity_zone
        case dest
        case dest_bunit
        case dest_category
        case dest_ip
        case dest_port
        case dest_priority
        case duration
        case host
        case index
        case message_type
        case name
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
        case src_ip
        case src_port
        case src_priority
        case tag
        case transaction_id
        case transport
        case ttl
        case vendor_product
    }

    package static let dataSet = DataSet(
        model: "Network_Resolution", name: "DNS", Field.self,
        weak: [.source, .sourcetype, .tag, .transport, .vendor_product],
        varied: [.query, .src_port])
}
