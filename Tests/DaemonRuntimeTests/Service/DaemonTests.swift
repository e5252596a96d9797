import CIM
import DetectionExport
import Foundation
import RiskDetection
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// The daemon itself, on real files in a directory of its own, under a clock that the events move.
@Suite(.serialized)
struct DaemonTests {
    private static let clock = DaemonClock.replay(quietNanoseconds: 300_000_000)
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func daemon(_ setup: Setup, clock: DaemonClock = Self.clock) throws -> Daemon {
        try Daemon(setup: setup, clock: clock, log: MessageLog(sink: .none))
    }

    /// Waits until the output holds so many lines.
    private func waitForLines(_ count: Int) async throws {
        try await wait(until: "the output holds \(count) lines") {
            directory.lineCount(of: "out.ndjson") >= count
        }
    }

    @Test(
        "files fed in random chunks, through restarts, give what a replay gives",
        arguments: 0..<UInt64(3))
    func chunks(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let setup = try ShippedContent.setup(in: directory)
        let bytes = Array(SampleEvents.log(count: 200).utf8)
        let whole = try TemporaryDirectory()
        try whole.append(bytes, to: "events.xml")
        let expected = ShippedContent.replayed(setup, [whole.path + "/events.xml"])
        #expect(expected.count > 30)

        var daemon = try daemon(setup)
        try daemon.start()
        var place = 0
        while place < bytes.count {
            let next = min(bytes.count, place + Int.random(in: 1...9_000, using: &random))
            try directory.append(bytes[place..<next], to: "logs/events.xml")
            place = next
            if Int.random(in: 0..<5, using: &random) == 0 {
                try daemon.close()
                daemon = try self.daemon(setup)
                try daemon.start()
            }
        }
        try await waitForLines(expected.count)
        try daemon.close()
        #expect(directory.lines(of: "out.ndjson").sorted() == expected.sorted())
    }

    @Test("an event that comes after its window fired amends it, and says so")
    func late() async throws {
        let setup = try ShippedContent.setup(in: directory)
        let daemon = try daemon(setup)
        try daemon.start()
        let event = SampleEvents.sysmon(second: 60, process: "bitsadmin /create x")
        try directory.append(event.utf8, to: "logs/a.xml")
        try await waitForLines(3)
        try directory.append(event.utf8, to: "logs/a.xml")
        try await waitForLines(6)
        try daemon.close()
        let records = try directory.lines(of: "out.ndjson").map(Self.object)
        #expect(records.map { $0["late"] as? Bool } == [false, false, false, true, true, true])
        #expect(records.map { $0["revision"] as? Int } == [1, 1, 1, 2, 2, 2])
        #expect(records.map { $0["count"] as? Int } == [1, 1, 1, 2, 2, 2])
        #expect(Set(records.compactMap { $0["event_id"] as? String }).count == 6)
    }

    @Test("a first match is told of at once, long before its window is over")
    func early() async throws {
        var setup = try ShippedContent.setup(in: directory)
        setup.content.detections[0].tellsEarly = true
        // The run over this window is at 09:00, an hour away.
        let clock = DaemonClock.accelerated(
            factor: 1, start: Timestamp(seconds: 1_741_075_300))
        let daemon = try daemon(setup, clock: clock)
        try daemon.start()
        let event = SampleEvents.sysmon(second: 60, process: "bitsadmin /create x")
        try directory.append(event.utf8, to: "logs/a.xml")
        try await waitForLines(2)
        try daemon.close()
        let records = try directory.lines(of: "out.ndjson").map(Self.object)
        #expect(records.map { $0["event_type"] as? String } == ["risk", "risk"])
        #expect(records.map { $0["early"] as? Bool } == [true, true])
        #expect(records.allSatisfy { $0["amended_by"] is String && $0["revision"] as? Int == 0 })
        #expect(
            records.map { $0["time"] as? String }
                == Array(
                    repeating: "2025-03-04T08:01:00.250Z", count: 2))
    }

    @Test("what a throttle has told of is remembered through a restart")
    func throttle() async throws {
        var setup = try ShippedContent.setup(in: directory)
        setup.content.detections[0].throttle = Throttle(
            columns: ["user"], periodSeconds: 3 * 3_600)
        for (hour, count) in [(0, 3), (1, 3), (4, 6)] {
            let daemon = try daemon(setup)
            try daemon.start()
            let event = SampleEvents.sysmon(
                second: hour * 3_600 + 60, process: "bitsadmin /create x")
            try directory.append(event.utf8, to: "logs/a.xml")
            try await waitForLines(count)
            // What must not come has as long to come as what came.
            try await Task.sleep(for: .milliseconds(600))
            try daemon.close()
            #expect(directory.lines(of: "out.ndjson").count == count, "after hour \(hour)")
        }
    }

    @Test("what correlations tell of in the daemon is what they tell of in a replay")
    func correlation() async throws {
        let setup = try ShippedContent.setup(
            in: directory,
            detections: """
                detections:
                  enable: [BITS Job Persistence, Risk Score Above 100 In 24 Hours]
                """)
        let log = SampleEvents.log(count: 200)
        let whole = try TemporaryDirectory()
        try whole.append(log.utf8, to: "events.xml")
        let expected = ShippedContent.replayed(setup, [whole.path + "/events.xml"])
        let notables = expected.filter { $0.contains("Risk Score Above 100") }
        #expect(notables.count == 4, "the user and the computer, and again a day later")
        let object = try Self.object(try #require(notables.first))
        #expect((object["contributing_events"] as? [String])?.count ?? 0 > 1)
        try directory.append(log.utf8, to: "logs/events.xml")
        let daemon = try daemon(setup)
        try daemon.start()
        try await waitForLines(expected.count)
        try daemon.close()
        #expect(directory.lines(of: "out.ndjson").sorted() == expected.sorted())
    }

    @Test("the output file is in the schema that the configuration names")
    func schema() async throws {
        var setup = try ShippedContent.setup(in: directory)
        setup.configuration.output.schema = .ocsf
        let daemon = try daemon(setup)
        try daemon.start()
        let event = SampleEvents.sysmon(second: 60, process: "bitsadmin /create x")
        try directory.append(event.utf8, to: "logs/a.xml")
        try await waitForLines(3)
        try daemon.close()
        let records = try directory.lines(of: "out.ndjson").map(Self.object)
        #expect(records.map { $0["class_uid"] as? Int } == [2_004, 2_004, 2_004])
    }

    @Test("a reload keeps the open windows of a detection, and takes its new filter")
    func reload() async throws {
        // A clock that stands before the window's tick, and then a daemon that is past it.
        let before = DaemonClock.accelerated(
            factor: 1, start: try #require(Timestamp.parse("2025-03-04T08:30:00Z")))
        let first = try daemon(ShippedContent.setup(in: directory), clock: before)
        try first.start()
        for name in ["keep", "drop"] {
            let event = SampleEvents.sysmon(second: 60, process: "bitsadmin /create \(name)")
            try directory.append(event.utf8, to: "logs/a.xml")
        }
        let filtered = try ShippedContent.setup(
            in: directory,
            extra: "macros: {bits_job_persistence_filter: 'search NOT process=*drop*'}")
        try first.reload(filtered)
        try first.close()
        #expect(directory.lines(of: "out.ndjson").isEmpty)
        let after = DaemonClock.accelerated(
            factor: 1, start: try #require(Timestamp.parse("2025-03-04T09:30:00Z")))
        let second = try daemon(filtered, clock: after)
        try second.start()
        try await waitForLines(3)
        try second.close()
        let records = try directory.lines(of: "out.ndjson").map(Self.object)
        #expect(records.count == 3)
        #expect(records.allSatisfy { ($0["process"] as? String)?.contains("keep") ?? false })
    }

    @Test("a second daemon on the same state says who holds it, until it is closed")
    func locked() throws {
        let setup = try ShippedContent.setup(in: directory)
        let first = try daemon(setup)
        #expect(throws: StateError.locked(holder: "\(getpid())")) { try self.daemon(setup) }
        try first.close()
        try daemon(setup).close()
    }

    @Test("with read_from: end only what is appended later counts")
    func readFromEnd() async throws {
        let setup = try ShippedContent.setup(in: directory, readFrom: "end")
        let old = SampleEvents.sysmon(second: 60, process: "bitsadmin /create old")
        try directory.append(old.utf8, to: "logs/a.xml")
        let daemon = try daemon(setup)
        try daemon.start()
        try await wait(until: "the state knows the old file") {
            try !daemon.store.load().positions.isEmpty
        }
        let probe = SampleEvents.sysmon(second: 120, process: "bitsadmin /create probe")
        try directory.append(probe.utf8, to: "logs/b.xml")
        let new = SampleEvents.sysmon(second: 180, process: "bitsadmin /create new")
        try directory.append(new.utf8, to: "logs/a.xml")
        try await waitForLines(6)
        try daemon.close()
        let processes = try directory.lines(of: "out.ndjson").map {
            try Self.object($0)["process"] as? String
        }
        #expect(Set(processes) == ["bitsadmin /create probe", "bitsadmin /create new"])
    }

    private static func object(_ line: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
}
