/// Sysmon event 3.
///
/// Source: Splunk_TA_microsoft_sysmon 5.0 for `direction`, `protocol` and `transport`, 4.0 for the
/// fields that an event gets, TA-Microsoft-Sysmon 8.1 for `src` and `dest`.
struct SysmonNetworkConnection: Sourcetype {
    typealias Target = AllTraffic

    static let sourceEvents = SysmonEvent.types([3])

    var times: RecordTimes { sysmon.times }
    private let sysmon: SysmonEvent
    private let initiated: RawField
    private let isIPv6: RawField
    private let networkDirection: RawField
    private let source: Endpoint
    private let destination: Endpoint
    private let transport: RawField
    let required: [RawField]
    let alternatives: [Alternative]

    /// One end of the connection.
    private struct Endpoint {
        let address: RawField
        let name: RawField
        let port: RawField

        /// The name of the end, or its address where Sysmon found no name.
        var named: [Candidate] { [Candidate(name, unless: .none), Candidate(address)] }
    }

    init(names: inout RawFieldNames) {
        sysmon = SysmonEvent(names: &names)
        initiated = names.data("Initiated")
        isIPv6 = names.data("SourceIsIpv6")
        networkDirection = names.data("network.direction")
        source = Endpoint(
            address: names.data("SourceIp"), name: names.data("SourceHostname"),
            port: names.data("SourcePort"))
        destination = Endpoint(
            address: names.data("DestinationIp"), name: names.data("DestinationHostname"),
            port: names.data("DestinationPort"))
        transport = names.data("Protocol")
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

    func rules(_ profile: Profile) -> [Rule] {
        let outbound = direction(isOutbound: true)
        let inbound = direction(isOutbound: false)
        return Rule.computer(.dvc)
            + [
                .copy(sysmon.image, .app), .copy(sysmon.processID, .process_id),
                .copy(source.address, .src_ip), .copy(source.port, .src_port),
                .copy(destination.address, .dest_ip), .copy(destination.port, .dest_port),
                .copy(transport, .transport), .first(of: source.named, .src),
                .first(of: destination.named, .dest),
            ] + sysmon.userName(.user, profile)
            + [
                .produced(.direction, .outbound).when(outbound),
                .produced(.direction, .inbound).when(inbound),
                .same(.dvc_ip, as: .src_ip).when(outbound),
                .same(.dvc_ip, as: .dest_ip).when(inbound), .produced(.protocol, .ip),
                .computed(.protocol_version, from: [isIPv6], "by SourceIsIpv6") { record in
                    guard record.range(isIPv6) != nil else { return .unchanged }
                    return .produced(record.matches(isIPv6, Self.yes) ? .ipv6 : .ipv4)
                }, .produced(.action, .allowed),
            ] + sysmon.origin()
    }

    private func direction(isOutbound: Bool) -> MappingCondition {
        MappingCondition(
            isOutbound ? "outbound" : "inbound", reads: [initiated, networkDirection]
        ) { record in
            guard record.range(initiated) == nil else {
                return record.matches(initiated, Self.yes) == isOutbound
            }
            return Self.outbound.contains { record.matches(networkDirection, $0) } == isOutbound
        }
    }

    private static let yes = Array("true".utf8)
    /// As the schema calls it, and called it before version 1.8.
    private static let outbound = ["egress", "outbound"].map { Array($0.utf8) }
}
