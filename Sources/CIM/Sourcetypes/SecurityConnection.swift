/// Windows Security event 5156, "The Windows Filtering Platform has permitted a connection".
///
/// Splunk_TA_windows 8.1.2 does not tag it as network traffic: that it is a member, and how, is
/// decided here after what the data model expects. `transport` is by the add-on's table.
struct SecurityConnection: Sourcetype {
    typealias Target = AllTraffic

    static let recordTypes = [RecordType.windows(.security, eventID: 5156)]

    private let processID: RawField
    private let renamedProcessID: RawField
    private let threadID: RawField
    private let direction: RawField
    private let transport: RawField
    /// Fields that are taken as they are.
    private let verbatim: [(raw: RawField, field: Field)]
    let required: [RawField]
    let alternatives: [Alternative]

    init(names: inout RawFieldNames) {
        processID = names.data("ProcessID")
        renamedProcessID = names.data("ProcessId")
        threadID = names.data("ThreadID")
        direction = names.data("Direction")
        transport = names.data("Protocol")
        verbatim = [
            (names.data("Application"), .app),
            (names.data("SourceAddress"), .src_ip),
            (names.data("SourcePort"), .src_port),
            (names.data("DestAddress"), .dest_ip),
            (names.data("DestPort"), .dest_port),
        ]
        required = [names.data("SourceAddress"), names.data("DestAddress")]
        alternatives =
            ECSFields(
                [
                    "Application": ["process.executable"], "ProcessId": ["process.pid"],
                    "SourceAddress": ["source.ip"], "SourcePort": ["source.port"],
                    "DestAddress": ["destination.ip"], "DestPort": ["destination.port"],
                ], names: &names
            ).alternatives
    }

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        record.copyComputer(to: Field.dvc, of: &event)
        for (raw, field) in verbatim { record.copy(raw, to: field, of: &event) }
        event.set(Field.src, sameAs: .src_ip)
        event.set(Field.dest, sameAs: .dest_ip)
        setProcessID(record, of: &event)
        if let direction = Self.directions.first(where: { record.matches(direction, $0.code) }) {
            event.set(Field.direction, direction.name)
            event.set(Field.dvc_ip, sameAs: direction.isOutbound ? .src_ip : .dest_ip)
        }
        if let transport = Self.transports.first(where: { record.matches(transport, $0.number) }) {
            event.set(Field.transport, transport.name)
        }
        event.set(Field.protocol, "ip")
        if let address = event.range(of: Field.src_ip.id) {
            let isIPv6 = event.bytes[address].contains(UInt8(ascii: ":"))
            event.set(Field.protocol_version, isIPv6 ? "ipv6" : "ipv4")
        }
        event.set(Field.action, "allowed")
        SecurityEvent.setOrigin(Field.self, of: &event)
    }

    /// NXLog's flat records have the id of the process that wrote the log under the name that the
    /// event has for its own, which then stands under another name or is lost. They are told by
    /// the thread that wrote it, which only they have.
    private func setProcessID(_ record: borrowing RawRecord, of event: inout Event) {
        if record.range(renamedProcessID) != nil {
            record.copy(renamedProcessID, to: Field.process_id, of: &event)
        } else if record.range(threadID) == nil {
            record.copy(processID, to: Field.process_id, of: &event)
        }
    }

    private static let directions = [("%%14592", "inbound"), ("%%14593", "outbound")]
        .map { (code: Array($0.0.utf8), name: $0.1, isOutbound: $0.1 == "outbound") }
    private static let transports = [("1", "icmp"), ("6", "tcp"), ("17", "udp")]
        .map { (number: Array($0.0.utf8), name: $0.1) }
}
