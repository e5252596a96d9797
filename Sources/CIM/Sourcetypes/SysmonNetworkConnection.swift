/// Sysmon event 3.
///
/// Source: Splunk_TA_microsoft_sysmon 5.0 for `direction`, `protocol` and `transport`, 4.0 for the
/// fields that an event gets, TA-Microsoft-Sysmon 8.1 for `src` and `dest`.
struct SysmonNetworkConnection: Sourcetype {
    typealias Target = AllTraffic

    static let recordTypes = SysmonEvent.types([3])

    var times: RecordTimes { sysmon.times }
    private let sysmon: SysmonEvent
    private let initiated: RawField
    private let isIPv6: RawField
    private let networkDirection: RawField
    private let source: Endpoint
    private let destination: Endpoint
    /// Fields that are taken as they are.
    private let verbatim: [(raw: RawField, field: Field)]
    let required: [RawField]
    let alternatives: [Alternative]

    /// One end of the connection.
    private struct Endpoint {
        let address: RawField
        let name: RawField
    }

    init(names: inout RawFieldNames) {
        sysmon = SysmonEvent(names: &names)
        initiated = names.data("Initiated")
        isIPv6 = names.data("SourceIsIpv6")
        networkDirection = names.data("network.direction")
        source = Endpoint(address: names.data("SourceIp"), name: names.data("SourceHostname"))
        destination = Endpoint(
            address: names.data("DestinationIp"), name: names.data("DestinationHostname"))
        verbatim = [
            (sysmon.image, .app),
            (sysmon.processID, .process_id),
            (source.address, .src_ip),
            (names.data("SourcePort"), .src_port),
            (destination.address, .dest_ip),
            (names.data("DestinationPort"), .dest_port),
            (names.data("Protocol"), .transport),
        ]
        required = [source.address, destination.address]
        alternatives =
            sysmon.alternatives
            + ECSFields(
                [
                    "SourceIp": ["source.ip"], "SourcePort": ["source.port"],
                    "SourceHostname": ["source.domain"], "DestinationIp": ["destination.ip"],
                    "DestinationPort": ["destination.port"],
                    "DestinationHostname": ["destination.domain"],
                    "Protocol": ["network.transport"],
                ], names: &names
            ).alternatives
    }

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        record.copyComputer(to: Field.dvc, of: &event)
        for (raw, field) in verbatim { record.copy(raw, to: field, of: &event) }
        setName(.src, of: source, record, of: &event)
        setName(.dest, of: destination, record, of: &event)
        sysmon.setUser(Field.user, record, profile: profile, of: &event)
        let isOutbound = isOutbound(record)
        event.set(Field.direction, isOutbound ? "outbound" : "inbound")
        event.set(Field.dvc_ip, sameAs: isOutbound ? .src_ip : .dest_ip)
        event.set(Field.protocol, "ip")
        if record.range(isIPv6) != nil {
            event.set(Field.protocol_version, record.matches(isIPv6, Self.yes) ? "ipv6" : "ipv4")
        }
        event.set(Field.action, "allowed")
        sysmon.setOrigin(Field.self, record, of: &event)
    }

    /// The name of an end, or its address where Sysmon found no name.
    private func setName(
        _ field: Field, of end: Endpoint, _ record: borrowing RawRecord, of event: inout Event
    ) {
        record.copy(record.isNone(end.name) ? end.address : end.name, to: field, of: &event)
    }

    private func isOutbound(_ record: borrowing RawRecord) -> Bool {
        if record.range(initiated) != nil { return record.matches(initiated, Self.yes) }
        return Self.outbound.contains { record.matches(networkDirection, $0) }
    }

    private static let yes = Array("true".utf8)
    /// As the schema calls it, and called it before version 1.8.
    private static let outbound = ["egress", "outbound"].map { Array($0.utf8) }
}
