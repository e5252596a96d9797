/// `Network_Traffic.All_Traffic`: connections.
package enum AllTraffic: DataSetModel {
    /// Source: Splunk_SA_CIM `Network_Traffic.json`, data set `All_Traffic`, from its documentation.
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
        case dest_host
        case dest_interface
        case dest_ip
        case dest_is_expected
        case dest_mac
        case dest_port
        case dest_priority
        case dest_requires_av
        case dest_should_timesync
        case dest_should_update
        case dest_translated_ip
        case dest_translated_port
        case dest_zone
        case direction
        case duration
        case dvc
        case dvc_ip
        case dvc_mac
        case dvc_zone
        case flow_id
        case host
        case icmp_code
        case icmp_type
        case index
        case packets
        case packets_in
        case packets_out
        case process_guid
        case process_id
        case `protocol`
        case protocol_version
        case response_time
        case rule
        case session_id
        case source
        case sourcetype
        case src
        case src_bunit
        case src_category
        case src_host
        case src_interface
        case src_ip
        case src_is_expected
        case src_mac
        case src_port
        case src_priority
        case src_requires_av
        case src_should_timesync
        case src_should_update
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
        case user_id
        case user_priority
        case vendor_product
        case vlan
        case wifi
    }

    package static let dataSet = DataSet(
        model: "Network_Traffic", name: "All_Traffic", fields: Field.names)

    /// Fields that are `unknown` where they are missing.
    private static let filled: [Field] = [
        .action, .app, .dest, .direction, .dvc, .protocol, .rule, .src, .transport, .user,
    ]

    static func calculateFields(of event: inout Event) {
        event.fillUnknown(filled)
        for port in [Field.dest_port, .src_port] where event.isMissing(port) {
            event.set(port, "0")
        }
        if event.isMissing(Field.vendor_product) {
            event.set(Field.vendor_product, sameAs: .sourcetype)
        }
    }
}
