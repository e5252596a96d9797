import CIM
import DetectionExport
import Foundation
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// The daemon with a spool, on real files in a directory of its own.
@Suite(.serialized)
struct EmitTests {
    private static let clock = DaemonClock.replay(quietNanoseconds: 300_000_000)
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func setup(_ keys: String) throws -> Setup {
        try ShippedContent.setup(
            in: directory,
            extra: "emit: {directory: \(directory.path)/spool, collector: edge, \(keys)}")
    }

    private func daemon(_ setup: Setup, clock: DaemonClock = Self.clock) throws -> Daemon {
        try Daemon(setup: setup, clock: clock, log: MessageLog(sink: .none))
    }

    private func emitted() -> [String] {
        // A directory that is not there holds nothing.
        let names = try? FileManager.default.contentsOfDirectory(atPath: directory.path + "/spool")
        return (names ?? []).sorted().filter { SegmentName.parse($0)?.isOpen == false }
            .flatMap { directory.lines(of: "spool/" + $0) }
    }

    /// A line without what only its emission knows.
    private static func plain(_ line: String) -> String {
        line.replacing(/"_(collector|sequence|arrival_ms)":("[^"]*"|\d+),/, with: "")
    }

    /// What a reading of the logs gives, in the order of the log.
    private func expected(_ setup: Setup, _ path: String) -> [String] {
        var reader = EventReader(
            profile: setup.configuration.profile,
            recordBytesMax: setup.configuration.limits.recordBytes)
        var lines: [String] = []
        reader.read([path]) { event, number in
            lines.append(
                Self.plain(
                    String(
                        decoding: EventSchema.line(event, collector: "x", sequence: number),
                        as: UTF8.self)))
        }
        return lines
    }

    @Test(
        "the state knows of the spool before anything is in it, so a death on the first day repeats nothing"
    )
    func knownFromTheStart() async throws {
        let daemon = try daemon(setup("events: all, heartbeat: 0"))
        try daemon.start()
        let copy = try TemporaryDirectory()
        try FileManager.default.copyItem(
            atPath: directory.path + "/state", toPath: copy.path + "/state")
        try daemon.close()
        let saved = try SQLiteStateStore(path: copy.path + "/state/state.db").load()
        let mark = SpoolMark(saved.notes, directory: directory.path + "/spool")
        #expect(mark != nil && mark?.segment == nil)
    }

    @Test(
        "the segments hold each event once and in order, through restarts and reloads",
        arguments: 0..<UInt64(3))
    func restarts(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let setup = try setup("events: all, segment_bytes: 64KiB, heartbeat: 0, segment_age: 1s")
        let bytes = Array(SampleEvents.log(count: 300).utf8)
        let whole = try TemporaryDirectory()
        try whole.append(bytes, to: "events.xml")
        let expected = expected(setup, whole.path + "/events.xml")
        #expect(expected.count > 200)

        var daemon = try daemon(setup)
        try daemon.start()
        var place = 0
        while place < bytes.count {
            let next = min(bytes.count, place + Int.random(in: 1...9_000, using: &random))
            try directory.append(bytes[place..<next], to: "logs/events.xml")
            place = next
            switch Int.random(in: 0..<8, using: &random) {
            case 0:
                try daemon.close()
                daemon = try self.daemon(setup)
                try daemon.start()
            case 1: try daemon.reload(setup)
            default: break
            }
        }
        try await wait(until: "closed segments hold \(expected.count) events") {
            emitted().count >= expected.count
        }
        try daemon.close()
        let lines = emitted()
        #expect(lines.map(Self.plain) == expected, "seed \(seed)")
        let numbers = lines.compactMap {
            $0.firstMatch(of: /"_sequence":(\d+)/).flatMap { Int($0.output.1) }
        }
        #expect(numbers == (0..<lines.count).map { numbers[0] + $0 })
    }

    @Test("what no enabled detection matches stays out, unless all events are wanted")
    func matched() async throws {
        let other = SampleEvents.sysmon(
            second: 30, process: "notepad.exe", image: #"C:\Windows\notepad.exe"#)
        // It has the word that the prefilter looks for.
        let near = SampleEvents.sysmon(second: 45, process: "bitsadmin /list")
        let match = SampleEvents.sysmon(second: 60, process: "bitsadmin /create x")
        for (events, count) in [("matched", 1), ("all", 3)] {
            // What the second asks for beside is what the first left out.
            for path in ["logs", "spool", "state"] {
                let full = directory.path + "/" + path
                if FileManager.default.fileExists(atPath: full) {
                    try FileManager.default.removeItem(atPath: full)
                }
            }
            let daemon = try daemon(try setup("events: \(events), heartbeat: 0"))
            try daemon.start()
            try directory.append((other + near + match).utf8, to: "logs/a.xml")
            try await wait(until: "the output holds all") {
                directory.lineCount(of: "out.ndjson") >= 3
            }
            try daemon.close()
            #expect(emitted().count == count, "\(events)")
            try FileManager.default.removeItem(atPath: directory.path + "/out.ndjson")
        }
    }

    @Test("heartbeats come without events, one after the other, with the time of the clock")
    func heartbeats() async throws {
        let start = try #require(Timestamp.parse("2025-03-04T08:30:00Z"))
        let daemon = try daemon(
            try setup("heartbeat: 100ms, segment_age: 1s"),
            clock: .accelerated(factor: 60, start: start))
        try daemon.start()
        try await wait(until: "closed segments hold three heartbeats") { emitted().count >= 3 }
        try daemon.close()
        let lines = emitted()
        #expect(lines.count >= 3)
        #expect(lines.allSatisfy { $0.contains(#""_data_set":"riskd.heartbeat""#) })
        let times = try lines.map { line in
            try #require(line.firstMatch(of: /"_arrival_ms":(\d+)/).flatMap { Int64($0.output.1) })
        }
        #expect(times == times.sorted() && Set(times).count == times.count)
        #expect(times[0] >= start.nanoseconds / 1_000_000)
        #expect(lines[0].contains("\"_time_ms\":\(times[0]),"))
    }
}
