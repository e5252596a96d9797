import CIM
import Foundation
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// Segments of events through deaths at any point, and at the limit of what they may take.
struct EventSpoolTests {
    private let directory: TemporaryDirectory
    private var settings = EmitSettings()
    private var path: String { directory.path + "/spool" }

    init() throws {
        directory = try TemporaryDirectory()
        settings.collector = "edge"
        settings.segmentBytes = 400
        settings.spoolBytes = 4_000
    }

    private func open(
        _ notes: [String: Int64], fresh: UInt64 = 1
    ) throws -> (spool: EventSpool, problem: String?) {
        try EventSpool.open(
            settings, path, mode: 0o640, group: nil, SpoolMark(notes, directory: path),
            fresh: fresh)
    }

    private static func event(_ number: Int) -> Event {
        var event = Event(
            dataSet: Processes.dataSet, time: Timestamp(nanoseconds: Int64(number) * 1_000_000))
        event.set(Processes.Field.process.id, "run \(number)")
        return event
    }

    /// What closed segments hold, in the order of their names.
    private func closed() throws -> [String] {
        try names().filter { !$0.hasPrefix(".") && $0.hasSuffix(".ndjson") }.flatMap {
            directory.lines(of: "spool/" + $0)
        }
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).filter { $0 != "lock" }.sorted()
    }

    private static func processes(_ lines: [String]) throws -> [String] {
        try lines.map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return try #require((object as? [String: Any])?["process"] as? String)
        }
    }

    @Test("a segment is hidden until it is full, and a checkpoint knows of it")
    func closing() throws {
        let spool = try open([:]).spool
        spool.arrives(at: 1_700_000_000_000)
        for number in 0..<3 { spool.append(Self.event(number)) }
        _ = try spool.prepare(at: 0)
        try spool.finish()
        #expect(try names() == [".edge-0000000000000000001.ndjson.open"])
        // What is larger than a segment ends it, once there is more.
        spool.append(Self.event(3))
        _ = try spool.prepare(at: 0)
        #expect(try closed().isEmpty, "the checkpoint is not committed")
        try spool.finish()
        #expect(
            try names() == [
                ".edge-0000000000000000004.ndjson.open", "edge-0000000000000000001.ndjson",
            ])
        #expect(try Self.processes(closed()) == ["run 0", "run 1", "run 2"])
        let line = try #require(try closed().first)
        #expect(
            line.hasPrefix(
                #"{"_time":0,"_time_ms":0,"_time_ns":0,"_data_set":"Endpoint.Processes","#
                    + #""_collector":"edge","_sequence":1,"_arrival_ms":1700000000000,"#))
    }

    @Test("a segment that is old enough ends with the next checkpoint, and so does the last one")
    mutating func age() throws {
        settings.segmentAge = .seconds(5)
        let spool = try open([:]).spool
        let now = DispatchTime.now().uptimeNanoseconds
        spool.append(Self.event(0))
        _ = try spool.prepare(at: now)
        try spool.finish()
        #expect(try closed().isEmpty)
        #expect(!spool.isAged(at: now))
        #expect(spool.isAged(at: now + 6_000_000_000))
        _ = try spool.prepare(at: now + 6_000_000_000)
        try spool.finish()
        #expect(try closed().count == 1)
        spool.append(Self.event(1))
        #expect(spool.end())
        _ = try spool.prepare(at: now)
        try spool.finish()
        #expect(try Self.processes(closed()) == ["run 0", "run 1"])
    }

    /// Where a run dies.
    enum Death: CaseIterable {
        case written, prepared, committed, finished
    }

    @Test(
        "closed segments hold each event once, wherever the run before died",
        arguments: Death.allCases, [1, 2, 5])
    mutating func deaths(death: Death, batch: Int) throws {
        settings.spoolBytes = 1 << 20
        var notes: [String: Int64] = [:]
        // What is emitted and part of a checkpoint, as positions in logs are.
        var done = 0
        var round = 0
        while done < 30 {
            round += 1
            let spool = try open(notes).spool
            defer { spool.close() }
            var next = done
            // Dies in the second checkpoint of each run.
            for step in 0..<2 {
                for _ in 0..<batch {
                    spool.append(Self.event(next))
                    next += 1
                }
                let isLast = step == 1
                if isLast, death == .written {
                    try spool.write()
                    break
                }
                let new = try spool.prepare(at: 0)
                if isLast, death == .prepared { break }
                notes.merge(new) { _, new in new }
                done = next
                if isLast, death == .committed { break }
                try spool.finish()
            }
        }
        let spool = try open(notes).spool
        _ = spool.end()
        notes.merge(try spool.prepare(at: 0)) { _, new in new }
        try spool.finish()
        let lines = try closed()
        #expect(try Self.processes(lines) == (0..<done).map { "run \($0)" }, "round \(round)")
        #expect(try names().allSatisfy { !$0.hasPrefix(".") })
        let numbers = try lines.map { line in
            try #require(line.firstMatch(of: /"_sequence":(\d+)/)?.output.1)
        }
        #expect(numbers.compactMap { Int($0) } == Array(1...done))
    }

    @Test("a state that knows nothing of the spool has whole lines of open segments closed")
    func unknown() throws {
        let first = try open([:]).spool
        for number in 0..<2 { first.append(Self.event(number)) }
        try first.write()
        first.close()
        try directory.append("{\"torn".utf8, to: "spool/.edge-0000000000000000001.ndjson.open")
        let second = try open([:], fresh: 1)
        #expect(second.problem == nil)
        #expect(try Self.processes(closed()) == ["run 0", "run 1"])
        second.spool.append(Self.event(2))
        _ = second.spool.end()
        _ = try second.spool.prepare(at: 0)
        try second.spool.finish()
        #expect(try Self.processes(closed()) == ["run 0", "run 1", "run 2"], "no name twice")
    }

    @Test("an open segment that lost something, or is gone, is told of")
    func lost() throws {
        let first = try open([:]).spool
        for number in 0..<2 { first.append(Self.event(number)) }
        let notes = try first.prepare(at: 0)
        try first.finish()
        first.close()
        let open = path + "/.edge-0000000000000000001.ndjson.open"
        let whole = try #require(FileManager.default.contents(atPath: open))
        try whole.prefix(200).write(to: URL(filePath: open))
        let second = try self.open(notes)
        #expect(second.problem?.contains("events are lost") == true)
        #expect(try Self.processes(closed()) == ["run 0"])
        second.spool.close()
        let third = try self.open(notes)
        #expect(third.problem?.contains("is gone") == true)
    }

    @Test("at its limit the spool waits until somebody takes segments away")
    func pause() throws {
        let spool = try open([:]).spool
        func emit(_ number: Int) throws {
            spool.append(Self.event(number))
            _ = try spool.prepare(at: 0)
            try spool.finish()
        }
        var number = 0
        #expect(throws: SystemError.self) {
            while number < 100 {
                try emit(number)
                number += 1
            }
        }
        #expect(number < 100)
        #expect(throws: SystemError.self) { try spool.prepare(at: 0) }
        // Somebody takes the first away.
        let first = try #require(try names().first { !$0.hasPrefix(".") })
        let taken = directory.lines(of: "spool/" + first)
        try FileManager.default.removeItem(atPath: path + "/" + first)
        _ = spool.end()
        _ = try spool.prepare(at: 0)
        try spool.finish()
        let all = try Self.processes(taken + closed())
        #expect(all == (0...number).map { "run \($0)" })
        #expect(spool.snapshot().bytes <= 4_000)
    }

    @Test("as many closed segments as a directory should hold are a limit too")
    mutating func count() throws {
        settings.segmentBytes = 1
        settings.spoolBytes = 1 << 20
        let spool = try open([:]).spool
        spool.segmentsMax = 5
        #expect(throws: SystemError.self) {
            for number in 0..<10 {
                spool.append(Self.event(number))
                _ = try spool.prepare(at: 0)
                try spool.finish()
            }
        }
        #expect(spool.snapshot().closedSegments == 5)
    }

    @Test("or drops the oldest segments and counts them")
    mutating func drop() throws {
        settings.whenFull = .dropOldest
        let spool = try open([:]).spool
        for number in 0..<100 {
            spool.append(Self.event(number))
            _ = try spool.prepare(at: 0)
            try spool.finish()
        }
        let snapshot = spool.snapshot()
        #expect(snapshot.bytes <= 4_000)
        #expect(snapshot.droppedSegments > 5)
        let open = try #require(try names().first { $0.hasPrefix(".") })
        let left = try Self.processes(closed() + directory.lines(of: "spool/" + open))
        #expect(left.count > 5)
        #expect(left == (100 - left.count..<100).map { "run \($0)" })
    }

    @Test("a second riskd does not get the directory")
    func locked() throws {
        let first = try open([:]).spool
        #expect(throws: SystemError.self) { try open([:]) }
        first.close()
        _ = try open([:])
    }

    @Test("names of segments sort by age, and files of others are none")
    func namesOfSegments() {
        let name = SegmentName(collector: "a-b.c", first: 42)
        #expect(name.closed == "a-b.c-0000000000000000042.ndjson")
        #expect(SegmentName.parse(name.closed)?.segment == name)
        #expect(SegmentName.parse(name.open)?.isOpen == true)
        #expect(SegmentName(collector: "z", first: 9) < SegmentName(collector: "a", first: 10))
        for other in ["events.ndjson", "-0000000000000000042.ndjson", "lock", "a-42.ndjson"] {
            #expect(SegmentName.parse(other) == nil)
        }
    }
}
