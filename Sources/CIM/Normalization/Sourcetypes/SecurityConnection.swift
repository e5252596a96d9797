/// Windows Security event 5156, "The Windows Filtering Platform has allowed a connection".
///
/// Source: fields as Microsoft names them. Splunk_TA_windows 8.1.2 extracts the port of the
/// destination and puts the event into no data set; the rest is decided here.
struct SecurityConnection: Sourcetype {
    private typealias Field = AllTraffic.Field

    private let selector = WindowsEventSelector.security("5156")
    private let direction: RawField
    private let transport: RawField
    private let verbatim: [(raw: RawField, field: Field)]

    init(names: inout RawFieldNames) {
        direction = names.data("Direction")
        transport = names.data("Protocol")
        let source = names.data("SourceAddress")
        let destination = names.data("DestAddress")
        verbatim = [
            (source, .src), (source, .src_ip), (names.data("SourcePort"), .src_port),
            (destination, .dest), (destination, .dest_ip), (names.data("DestPort"), .dest_port),
            (names.data("Application"), .app), (names.data("ProcessID"), .process_id),
            (names.data("FilterRTID"), .rule),
        ]
    }

    let deciding = SystemField.deciding
    let times = SystemField.times
    var model: any DataSetModel.Type { AllTraffic.self }

    func claims(_ record: borrowing RawRecord) -> Bool { selector.match(record) != nil }

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        record.copyComputer(to: Field.dvc, host: Field.host, of: &event)
        for (raw, field) in verbatim { record.copy(raw, to: field, of: &event) }
        if let name = Self.directions.first(where: { record.matches(direction, $0.code) })?.name {
            event.set(Field.direction, name)
        }
        if let name = Self.transports.first(where: { record.matches(transport, $0.code) })?.name {
            event.set(Field.transport, name)
        }
        event.set(Field.action, "allowed")
        event.set(Field.vendor_product, "Microsoft Windows")
        event.set(Field.sourcetype, "XmlWinEventLog")
        event.set(Field.source, "XmlWinEventLog:Security")
    }

    private static let directions = [("%%14592", "inbound"), ("%%14593", "outbound")]
        .map { (code: Array($0.0.utf8), name: $0.1) }
    private static let transports = [
        ("1", "icmp"), ("6", "tcp"), ("17", "udp"), ("58", "ipv6-icmp"),
    ].map { (code: Array($0.0.utf8), name: $0.1) }
}
