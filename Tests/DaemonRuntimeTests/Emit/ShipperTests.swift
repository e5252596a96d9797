import CIM
import Dispatch
import Foundation
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// Segments on their way to brokers, which are those of librdkafka's mock cluster: the protocol, and
/// no Kafka.
@Suite(
    .enabled(if: MockBrokers.arePossible, "the build has no librdkafka"), .serialized,
    .timeLimit(.minutes(5)))
struct ShipperTests {
    private static let topic = "riskd_endpoint_processes"
    private static let partitions: Int32 = 3
    private let directory: TemporaryDirectory
    private let brokers: MockBrokers
    private let tally = ShippingTally()

    init() throws {
        directory = try TemporaryDirectory()
        brokers = try #require(MockBrokers(topics: [Self.topic: Self.partitions]))
    }

    private var spool: SpoolDirectory { SpoolDirectory(path: directory.path) }

    /// Writes a closed segment of events, in which a heartbeat comes after each tenth.
    private func segment(first: Int, events: Int, process: String = "x") throws {
        var lines = EmittedLines(collector: "edge", next: UInt64(first))
        lines.arrival = 1_700_000_000_000
        for number in 0..<events {
            var event = Event(
                dataSet: Processes.dataSet, time: Timestamp(nanoseconds: Int64(first + number)))
            event.set(Processes.Field.dest.id, "host\(number % 7)")
            event.set(Processes.Field.process.id, process)
            lines.append(event)
            if number % 10 == 9 { lines.appendHeartbeat() }
        }
        let name = SegmentName(collector: "edge", first: UInt64(first))
        try directory.append(lines.bytes, to: name.closed)
    }

    private func shipper(_ properties: [String: String] = [:]) -> Shipper {
        var settings = KafkaSettings()
        settings.servers = brokers.servers
        let fast = ["reconnect.backoff.ms": "10", "reconnect.backoff.max.ms": "100"]
        settings.properties = fast.merging(properties) { _, new in new }
            .map { KafkaSettings.Property(name: LocatedText($0.key), value: $0.value) }
        let final = settings
        return Shipper(
            directory: spool, topics: [Processes.dataSet.qualifiedName: Self.topic], tally: tally,
            log: MessageLog(sink: .none)
        ) { try KafkaProducer(try KafkaProperties(final, collector: "edge")) }
    }

    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

    /// Has a shipper go on until a condition holds; a bound keeps a failing test from hanging.
    private func run(_ shipper: Shipper, until isDone: () -> Bool) {
        let deadline = Self.now + 60_000_000_000
        while !isDone(), Self.now < deadline {
            switch shipper.step(at: Self.now) {
            case .again: break
            case .wait: shipper.wait(milliseconds: 20)
            case .idle: return
            case .at: usleep(20_000)
            }
        }
    }

    private var isEmpty: Bool { spool.entries().isEmpty }

    /// Sequence numbers of the events in each partition, in order.
    private func delivered() throws -> [[Int]] {
        try (0..<Self.partitions).map { partition in
            try brokers.records(of: Self.topic, partition).filter { $0.key != nil }.map { record in
                try #require(
                    record.payload.firstMatch(of: /"_sequence":(\d+)/).flatMap {
                        Int($0.output.1)
                    })
            }
        }
    }

    /// The numbers of the events that `segment` writes.
    private static func numbers(first: Int, events: Int) -> [Int] {
        (0..<events).map { first + $0 + $0 / 10 }
    }

    @Test("each event comes once, those of a host in one partition and in order, heartbeats to all")
    func delivery() throws {
        try segment(first: 1, events: 100)
        try segment(first: 1_000, events: 50)
        let shipper = shipper()
        run(shipper) { false }
        #expect(isEmpty)
        #expect(tally.snapshot.segments == 2)
        #expect(tally.snapshot.delivered == 150 + 15 * Int(Self.partitions))
        let delivered = try delivered()
        #expect(delivered.allSatisfy { $0 == $0.sorted() })
        #expect(
            delivered.flatMap(\.self).sorted()
                == Self.numbers(first: 1, events: 100) + Self.numbers(first: 1_000, events: 50))
        var partitionOfHost: [String: Int32] = [:]
        for partition in 0..<Self.partitions {
            let records = brokers.records(of: Self.topic, partition)
            #expect(records.count { $0.key == nil } == 15)
            // Everything that a heartbeat stands behind is there before it.
            var last = 0
            for record in records {
                let text = try #require(record.payload.firstMatch(of: /"_sequence":(\d+)/))
                let number = try #require(Int(text.output.1))
                #expect(number > last)
                last = number
                guard let key = record.key else { continue }
                #expect(partitionOfHost[key] ?? partition == partition)
                partitionOfHost[key] = partition
            }
        }
        #expect(partitionOfHost.count == 7)
    }

    @Test("a shipper that ends in the middle of a segment goes on there, and sends nothing twice")
    func restart() throws {
        try segment(first: 1, events: 12_000)
        brokers.setDelay(milliseconds: 20)
        let small = ["queue.buffering.max.messages": "500", "linger.ms": "1"]
        var rounds = 0
        while !isEmpty, rounds < 200 {
            rounds += 1
            let shipper = shipper(small)
            let before = tally.snapshot.delivered
            run(shipper) { tally.snapshot.delivered > before + 2_500 }
            shipper.finish(until: Self.now + 10_000_000_000) { Self.now }
        }
        #expect(rounds > 3)
        #expect(isEmpty)
        #expect(
            try delivered().flatMap(\.self).sorted() == Self.numbers(first: 1, events: 12_000))
    }

    @Test(
        "after a death in the middle of a segment everything comes, what comes twice is known by its number"
    )
    func death() throws {
        try segment(first: 1, events: 12_000)
        brokers.setDelay(milliseconds: 20)
        do {
            let shipper = shipper(["queue.buffering.max.messages": "500", "linger.ms": "1"])
            run(shipper) { tally.snapshot.delivered > 6_000 }
        }
        #expect(!isEmpty)
        run(shipper()) { false }
        #expect(isEmpty)
        let all = try delivered().flatMap(\.self)
        #expect(Set(all).sorted() == Self.numbers(first: 1, events: 12_000))
    }

    @Test("while brokers are down segments wait, which is told, and are sent when they are up")
    func down() throws {
        try segment(first: 1, events: 1_000)
        brokers.setDown(true)
        let shipper = shipper()
        run(shipper) { tally.snapshot.stoppedSince != nil }
        #expect(tally.snapshot.stoppedSince != nil)
        #expect(!tally.snapshot.error.isEmpty)
        #expect(!isEmpty)
        brokers.setDown(false)
        run(shipper) { isEmpty && tally.snapshot.stoppedSince == nil }
        #expect(isEmpty)
        #expect(tally.snapshot.stoppedSince == nil)
        #expect(try delivered().flatMap(\.self).sorted() == Self.numbers(first: 1, events: 1_000))
    }

    @Test("brokers that go down in the middle of a segment lose nothing")
    func interrupted() throws {
        try segment(first: 1, events: 10_000)
        brokers.setDelay(milliseconds: 10)
        let shipper = shipper(["queue.buffering.max.messages": "500"])
        run(shipper) { tally.snapshot.delivered > 3_000 }
        brokers.setDown(true)
        run(shipper) { tally.snapshot.stoppedSince != nil }
        brokers.setDown(false)
        run(shipper) { isEmpty }
        #expect(isEmpty)
        let all = try delivered().flatMap(\.self)
        #expect(Set(all).sorted() == Self.numbers(first: 1, events: 10_000))
        #expect(all.count < 11_000, "\(all.count)")
    }

    @Test("an event that is too large is counted and left out, those around it are sent")
    func rejected() throws {
        try segment(first: 1, events: 10)
        try segment(first: 100, events: 3, process: String(repeating: "y", count: 5_000))
        try segment(first: 200, events: 10)
        run(shipper(["message.max.bytes": "4000"])) { false }
        #expect(isEmpty)
        #expect(tally.snapshot.rejected == 3)
        #expect(
            try delivered().flatMap(\.self).sorted()
                == Self.numbers(first: 1, events: 10) + Self.numbers(first: 200, events: 10))
    }

    @Test("a daemon sends what it emits, and leaves nothing in the spool when it ends")
    func daemon() async throws {
        let home = try TemporaryDirectory()
        let setup = try ShippedContent.setup(
            in: home,
            extra: """
                emit: {directory: \(home.path)/spool, collector: edge, segment_age: 1h, heartbeat: 0}
                kafka: {servers: [\(brokers.servers.map { "\"\($0)\"" }.joined(separator: ", "))]}
                """)
        let daemon = try Daemon(
            setup: setup, clock: .replay(quietNanoseconds: 300_000_000),
            log: MessageLog(sink: .none))
        try daemon.start()
        for number in 0..<40 {
            let event = SampleEvents.sysmon(
                second: 60 + number, process: "bitsadmin /create \(number)")
            try home.append(event.utf8, to: "logs/a.xml")
        }
        let spool = SpoolDirectory(path: home.path + "/spool")
        try await wait(until: "the output holds all") { home.lineCount(of: "out.ndjson") >= 120 }
        // The segment ends with the daemon.
        try daemon.close()
        #expect(spool.entries().isEmpty)
        let payloads = (0..<Self.partitions).flatMap { brokers.records(of: Self.topic, $0) }
            .map(\.payload)
        #expect(payloads.count == 40)
        #expect(Set(payloads).count == 40)
    }

    @Test("a property that librdkafka does not know is told of at its place")
    func properties() {
        let document = ConfigurationDocument(
            file: "riskd.yaml",
            bytes: Array(
                """
                emit: {directory: /tmp/x}
                kafka:
                  servers: kafka1:9092
                  properties:
                    linger.ms: 5
                    linger.mz: 5
                    compression.codec: fast
                """.utf8)
        ) { _ in true }
        #expect(document.problems.isEmpty)
        let problems = KafkaProperties.problems(of: document.configuration.kafka)
        #expect(problems.map { "\($0.line):\($0.column)" } == ["6:5", "7:5"])
        #expect(problems.first?.message.contains("linger.mz") == true)
    }
}
