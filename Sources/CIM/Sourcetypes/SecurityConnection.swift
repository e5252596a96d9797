/// Windows Security event 5156, "The Windows Filtering Platform has permitted a connection".
///
/// Splunk_TA_windows 8.1.2 does not tag it as network traffic: that it is a member, and how, is
/// decided here after what the data model expects. `transport` is by the add-on's table.
struct SecurityConnection: Sourcetype {
    typealias Target = AllTraffic

    static let sourceEvents = [SourceEvent.windows(.security, eventID: 5156)]

    private let processID: RawField
    private let renamedProcessID: RawField
    private let threadID: RawField
    private let direction: RawField
    private let transport: RawField
    private let application: RawField
    private let source: (address: RawField, port: RawField)
    private let destination: (address: RawField, port: RawField)
    let required: [RawField]
    let alternatives: [Alternative]

    init(names: inout RawFieldNames) {
        processID = names.data("ProcessID")
        renamedProcessID = names.data("ProcessId")
        threadID = names.data("ThreadID")
        direction = names.data("Direction")
        transport = names.data("Protocol")
        application = names.data("Application")
        source = (names.data("SourceAddress"), names.data("SourcePort"))
        destination = (names.data("DestAddress"), names.data("DestPort"))
        required = [source.address, destination.address]
        alternatives =
            ECSFields(
                [
                    "Application": ["process.executable"], "ProcessId": ["process.pid"],
                    "SourceAddress": ["source.ip"], "SourcePort": ["source.port"],
                    "DestAddress": ["destination.ip"], "DestPort": ["destination.port"],
                ], names: &names
            ).alternatives
    }

    func rules(_ profile: Profile) -> [Rule] {
        let (inbound, outbound) = (directed("inbound", "%%14592"), directed("outbound", "%%14593"))
        return Rule.computer(.dvc)
            + [
                .copy(application, .app), .copy(source.address, .src_ip),
                .copy(source.port, .src_port), .copy(destination.address, .dest_ip),
                .copy(destination.port, .dest_port), .same(.src, as: .src_ip),
                .same(.dest, as: .dest_ip),
                .copy(processID, .process_id).when(isOwn), .copy(renamedProcessID, .process_id),
                .produced(.direction, .inbound).when(inbound),
                .produced(.direction, .outbound).when(outbound),
                .same(.dvc_ip, as: .dest_ip).when(inbound),
                .same(.dvc_ip, as: .src_ip).when(outbound),
                .translated(transport, .transport, ["1": .icmp, "6": .tcp, "17": .udp]),
                .produced(.protocol, .ip),
                .computed(.protocol_version, from: [source.address], "by SourceAddress") { record in
                    guard let range = record.range(source.address) else { return .unchanged }
                    let isIPv6 = record.arena[range].contains(UInt8(ascii: ":"))
                    return .produced(isIPv6 ? .ipv6 : .ipv4)
                }, .produced(.action, .allowed),
            ] + SecurityEvent.origin()
    }

    /// NXLog's flat records have the id of the process that wrote the log under the name that the
    /// event has for its own, which then stands under another name or is lost. They are told by
    /// the thread that wrote it, which only they have.
    private var isOwn: MappingCondition {
        MappingCondition("without a thread", reads: [threadID]) { record in
            record.range(threadID) == nil
        }
    }

    private func directed(_ note: String, _ code: String) -> MappingCondition {
        .text(note, direction, code)
    }
}
