/// `Network_Traffic.All_Traffic`: connections.
package enum AllTraffic: NormalizedDataSet {
    /// Fields of the data set, in the order of ``DataSet/fields``.
    ///
    /// Source: Splunk_SA_CIM `Network_Traffic.json`, data set `All_Traffic`, CIM 5.0, and what 6.x added
    /// (`cim_entity_zone`, `rule_id`).
    package enum Field: Int, DataSetField {
        case action
        case app
        case bytes
        case bytes_in
        case bytes_out
        case channel
        case cim_entity_zone
        case dest
        case dest_bunit
        case dest_category
        case dest_interface
        case dest_ip
        case dest_mac
        case dest_port
        case dest_priority
        case dest_translated_ip
        case dest_translated_port
        case dest_zone
        case direction
        case duration
        case dvc
        case dvc_bunit
        case dvc_category
        case dvc_ip
        case dvc_mac
        case dvc_priority
        case dvc_zone
        case flow_id
        case host
        case icmp_code
        case icmp_type
        case index
        case packets
        case packets_in
        case packets_out
        case process_id
        case `protocol`
        case protocol_version
        case response_time
        case rule
        case rule_id
        case session_id
        case source
        case sourcetype
        case src
        case src_bunit
        case src_category
        case src_interface
        case src_ip
        case src_mac
        case src_port
        case src_priority
        case src_translated_ip
        case src_translated_port
        case src_zone
        case ssid
        case tag
        case tcp_flag
        case tos
        case transport
        case ttl
        case user
        case user_bunit
        case user_category
        case user_priority
        case vendor_account
        case vendor_product
        case vlan
        case wifi
    }

    package static let dataSet = DataSet(
        model: "Network_Traffic", name: "All_Traffic", Field.self,
        weak: [.action, .source, .sourcetype, .tag, .transport, .vendor_product],
        varied: [.process_id, .src_port])
}
