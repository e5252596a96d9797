import DetectionExport
import Glibc
import RiskDetection
import SecurityContent

/// The sinks of a configuration: their backlogs, and what empties them.
struct SinkAssembly {
    let outboxes: [Outbox]
    let loops: [SinkLoop]
    /// Records of sinks that the configuration does not have, by name.
    let leftOver: [String: Int]

    /// - Parameters:
    ///   - backlogs: What the state holds of each.
    ///   - fail: Ends the process.
    init(
        _ sinks: [Configuration.Sink], store: any OutboxStore, backlogs: [String: OutboxAmount],
        log: MessageLog, fail: @escaping @Sendable (String) -> Void
    ) {
        var outboxes: [Outbox] = []
        var loops: [SinkLoop] = []
        let credentials = unsafe getenv("CREDENTIALS_DIRECTORY").map { unsafe String(cString: $0) }
        for sink in sinks {
            let outbox = Outbox(
                name: sink.name, bytesMax: sink.backlogBytes, overflow: sink.overflow,
                amount: backlogs[sink.name], encode: Self.encoder(of: sink))
            let interruption = Interruption()
            let courier = Courier(
                outbox: outbox, store: store,
                transport: Self.transport(of: sink, interruption, credentials),
                settings: Self.settings(of: sink), log: log)
            let loop = SinkLoop(
                name: sink.name, courier: courier, interruption: interruption, log: log,
                fail: fail)
            outbox.wake(courier: { loop.wake() })
            outboxes.append(outbox)
            loops.append(loop)
        }
        self.outboxes = outboxes
        self.loops = loops
        let names = Set(sinks.map(\.name))
        leftOver = backlogs.filter { !names.contains($0.key) }.mapValues(\.entries)
    }

    /// Begins to deliver what waits.
    ///
    /// - Parameter onRoom: Told when a backlog became smaller.
    func start(onRoom: @escaping @Sendable () -> Void) {
        for outbox in outboxes { outbox.wake(detector: onRoom) }
        for loop in loops { loop.wake() }
    }

    // MARK: - Kinds of sinks

    private static func encoder(
        of sink: Configuration.Sink
    ) -> @Sendable (OutputRecord) -> [UInt8] {
        switch sink.target {
        case .hec(let hec):
            let envelope = HECEnvelope(
                schema: sink.schema, index: hec.index, source: hec.source,
                sourcetype: hec.sourcetype, host: hec.host)
            return { envelope.line($0) }
        case .syslog(let syslog):
            return encoder(of: sink.schema, syslog.header)
        case .relp(let relp):
            return encoder(of: sink.schema, relp.header)
        }
    }

    private static func encoder(
        of schema: OutputSchema, _ header: SyslogHeader
    ) -> @Sendable (OutputRecord) -> [UInt8] {
        let envelope = SyslogEnvelope(
            schema: schema, facility: header.facility.number,
            hostname: header.hostname ?? machineName, messageBytesMax: header.messageBytes)
        return { envelope.message($0) }
    }

    private static func transport(
        of sink: Configuration.Sink, _ interruption: Interruption, _ credentials: String?
    ) -> sending any SinkTransport {
        switch sink.target {
        case .hec(let hec):
            return HECTransport(hec, interruption: interruption, credentials: credentials)
        case .syslog(let syslog):
            switch syslog.destination {
            case .udp, .unixDatagram: return SyslogDatagrams(syslog)
            case .tcp, .tls, .unix: return SyslogStream(syslog, interruption: interruption)
            }
        case .relp(let relp): return RELPTransport(relp, interruption: interruption)
        }
    }

    /// As a syslog header has it; `-` where the machine has no name that fits.
    private static var machineName: String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&bytes, bytes.count - 1) == 0 else { return "-" }
        let name = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            .filter { $0 > 0x20 && $0 < 0x7F }
        return name.isEmpty ? "-" : String(decoding: name, as: UTF8.self)
    }

    private static func settings(of sink: Configuration.Sink) -> Courier.Settings {
        switch sink.target {
        case .hec(let hec):
            Courier.Settings(
                batchEntries: hec.batchEvents, batchBytes: hec.batchBytes,
                batchDelayNanoseconds: UInt64(hec.batchDelay.nanoseconds),
                confirmNanoseconds: UInt64(hec.acknowledgementTimeout.nanoseconds))
        case .syslog(let syslog):
            switch syslog.destination {
            // Few at a time, so that they find room in the receiver's buffer.
            case .udp, .unixDatagram:
                Courier.Settings(batchEntries: 16, batchDelayNanoseconds: 0)
            case .tcp, .tls, .unix: Courier.Settings(batchDelayNanoseconds: 0)
            }
        case .relp: Courier.Settings(batchDelayNanoseconds: 0)
        }
    }
}
