/// Sysmon 3, network connection.
///
/// Source: TA-Microsoft-Sysmon 8.1, and facts about Splunk_TA_microsoft_sysmon 5 that a generator of
/// such events asserts in its tests.
struct SysmonNetworkConnection: Sourcetype {
    private typealias Field = AllTraffic.Field

    private let selector = WindowsEventSelector.sysmon(["3"])
    private let actor: SysmonActor
    private let sourceHost: RawField
    private let sourceIP: RawField
    private let destinationHost: RawField
    private let destinationIP: RawField
    private let initiated: RawField
    private let sourcePortName: RawField
    private let destinationPortName: RawField
    private let verbatim: [(raw: RawField, field: Field)]

    init(names: inout RawFieldNames) {
        actor = SysmonActor(names: &names)
        sourceHost = names.data("SourceHostname")
        sourceIP = names.data("SourceIp")
        destinationHost = names.data("DestinationHostname")
        destinationIP = names.data("DestinationIp")
        initiated = names.data("Initiated")
        sourcePortName = names.data("SourcePortName")
        destinationPortName = names.data("DestinationPortName")
        verbatim = [
            (actor.processID, .process_id), (actor.processGUID, .process_guid),
            (actor.processGUID, .session_id), (actor.image, .app), (sourceIP, .src_ip),
            (sourceHost, .src_host), (names.data("SourcePort"), .src_port),
            (destinationIP, .dest_ip), (destinationHost, .dest_host),
            (names.data("DestinationPort"), .dest_port), (names.data("Protocol"), .transport),
        ]
    }

    let deciding = SystemField.deciding
    let times = SystemField.times
    var model: any DataSetModel.Type { AllTraffic.self }

    func claims(_ record: borrowing RawRecord) -> Bool { selector.match(record) != nil }

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        let isLinux = selector.match(record) == 1
        let isOutbound = record.matches(initiated, Self.isTrue)
        record.copyComputer(to: Field.dvc, host: Field.host, of: &event)
        for (raw, field) in verbatim { record.copy(raw, to: field, of: &event) }
        // A dash stands for an address without a name.
        copy(record, firstOf: [sourceHost, sourceIP], to: .src, of: &event)
        copy(record, firstOf: [destinationHost, destinationIP], to: .dest, of: &event)
        actor.copyUser(record, to: Field.user, profile: profile, of: &event)
        record.copy(
            isOutbound ? destinationPortName : sourcePortName, to: Field.protocol, of: &event)
        event.set(Field.direction, isOutbound ? "outbound" : "inbound")
        event.set(Field.action, "allowed")
        event.set(Field.vendor_product, "Microsoft Sysmon")
        event.set(Field.sourcetype, SysmonActor.sourcetype(isLinux: isLinux))
        event.set(Field.source, SysmonActor.source(isLinux: isLinux))
    }

    private func copy(
        _ record: borrowing RawRecord, firstOf raws: [RawField], to field: Field,
        of event: inout Event
    ) {
        for raw in raws where record.range(raw) != nil && !record.matches(raw, Self.none) {
            return record.copy(raw, to: field, of: &event)
        }
    }

    private static let isTrue = Array("true".utf8)
    private static let none = Array("-".utf8)
}
