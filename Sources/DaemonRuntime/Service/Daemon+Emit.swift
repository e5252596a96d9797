import CIM
import DetectionExport
import Foundation
import RiskDetection
import SPL
import SecurityContent

extension Daemon {
    /// Opens the spool that a configuration names; nil where it names none.
    func openSpool(
        _ configuration: Configuration, _ saved: SavedState, _ shipping: EventSpool.Shipping?
    ) throws
        -> sending EventSpool?
    {
        var settings = configuration.emit
        guard let path = settings.directory else { return nil }
        if settings.collector.isEmpty { settings.collector = Self.hostCollector }
        // Microseconds since the epoch: more than any earlier spool here came to, whose lines were
        // fewer than one a microsecond.
        let fresh = UInt64(max(1, DaemonClock.wallTime().nanoseconds / 1_000))
        let mark = SpoolMark(saved.notes, directory: path)
        let (spool, problem) = try EventSpool.open(
            settings, path, mode: configuration.output.mode, group: configuration.output.group,
            mark, fresh: fresh)
        if let problem { log.write(.problem(text: problem)) }
        if mark == nil {
            // From here on the state knows of the spool: what is written before the first checkpoint
            // is of this run, and goes when it dies.
            var checkpoint = Checkpoint()
            checkpoint.notes = SpoolMark(next: spool.lines.next).notes(directory: path)
            try store.commit(checkpoint)
        }
        spool.shipping = shipping
        return spool
    }

    /// What brings the segments of a configuration to brokers; nil where nothing does.
    static func shipper(
        _ setup: Setup, log: MessageLog
    ) -> (loop: ShipperLoop, shipping: EventSpool.Shipping)? {
        let configuration = setup.configuration
        let kafka = configuration.kafka
        guard !kafka.servers.isEmpty, let path = configuration.emit.directory else { return nil }
        let collector =
            configuration.emit.collector.isEmpty ? hostCollector : configuration.emit.collector
        let tally = ShippingTally()
        let shipper = Shipper(
            directory: SpoolDirectory(path: path), topics: topics(setup), tally: tally, log: log
        ) {
            try KafkaProducer(try KafkaProperties(kafka, collector: collector))
        }
        let loop = ShipperLoop(shipper)
        return (loop, EventSpool.Shipping(tally: tally, wake: { loop.wake() }))
    }

    /// Topics by the name of the data set.
    private static func topics(_ setup: Setup) -> [String: String] {
        let all = DataModel.all.filter { $0 != AllRisk.dataSet }
        let sets: [DataSet]
        if let names = setup.configuration.kafka.dataSets {
            sets = names.compactMap { DataModel.dataSet(named: $0) }
        } else if setup.configuration.emit.events == .all {
            sets = all
        } else {
            let scanned = Set(setup.content.detections.flatMap { $0.plan.scans.map(\.dataSet) })
            sets = all.filter { scanned.contains($0) }
        }
        return Dictionary(
            sets.map { ($0.qualifiedName, EngineNames.events($0)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The name of the host, as far as it can be a part of a file's name.
    private static var hostCollector: String {
        let name = String(
            ProcessInfo.processInfo.hostName.prefix(EmitSettings.collectorBytesMax))
        let safe = name.map {
            $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_"
        }
        return EmitSettings.isCollector(String(safe)) ? String(safe) : "riskd"
    }
}
