import CIM
import DetectionExport
import Foundation
import Glibc
import RiskDetection
import SecurityContent
import Synchronization
import TestSupport
import Testing

@testable import DaemonRuntime

/// Appending, rotating, truncating, crashes at every writing step, power cuts and full disks in
/// any order, against the evaluation of all events at once.
///
/// `SIMULATION_SEED=N swift test --filter SimulationTests` runs one seed; `SIMULATION_SEEDS=N` so many,
/// from `SIMULATION_FROM` on.
struct SimulationTests {
    private static let seeds: [UInt64] = {
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["SIMULATION_SEED"].flatMap(UInt64.init) { return [seed] }
        let count =
            environment["SIMULATION_SEEDS"].flatMap(UInt64.init)
            ?? UInt64(TestDepth.of(100, shortly: 40))
        let first = environment["SIMULATION_FROM"].flatMap(UInt64.init) ?? 0
        return Array(first..<(first + count))
    }()

    /// After so many failing seeds a run ends.
    private static let failuresMax = 10

    private static func setup(in directory: TemporaryDirectory) throws -> Setup {
        try ShippedContent.setup(
            in: directory,
            detections: """
                detections:
                  enable: [BITS Job Persistence]
                  overrides:
                    BITS Job Persistence: {cron: "* * * * *", earliest: -3m@m, latest: -2m@m}
                """)
    }

    /// The fault that the state had once: commits that SQLite did not sync were gone with the power.
    @Test("a state that does not wait for the disk is found out within a few seeds")
    func forgetfulState() throws {
        let directory = try TemporaryDirectory()
        let setup = try Self.setup(in: directory)
        let found = try (0..<UInt64(40)).first { seed in
            var simulation = try Simulation(setup, seed: seed, waitsForDisk: false)
            try simulation.run()
            return !simulation.problems.isEmpty
        }
        let seed = try #require(found, "no seed finds what a power cut takes")
        // It is the disk that makes the difference.
        var whole = try Simulation(setup, seed: seed)
        try whole.run()
        #expect(whole.problems.isEmpty)
    }

    @Test("whatever happens to files, disk and daemon, each finding is written once")
    func anything() throws {
        let directory = try TemporaryDirectory()
        let setup = try Self.setup(in: directory)
        var failed = 0
        for seed in Self.seeds {
            var simulation = try Simulation(setup, seed: seed)
            simulation.isTraced = Self.seeds.count == 1
            try simulation.run()
            let problems = simulation.problems
            #expect(
                problems.isEmpty,
                """
                \(problems.prefix(5).joined(separator: "\n"))
                after: \(simulation.history.joined(separator: ", "))
                replay with: SIMULATION_SEED=\(seed) swift test --filter SimulationTests
                """)
            if !problems.isEmpty { failed += 1 }
            if failed == Self.failuresMax { return }
        }
        print("simulation: \(Self.seeds.count) seed(s), \(failed) not as evaluated at once")
    }
}

/// One seed's world.
struct Simulation {
    private static let log = "/logs/app.xml"

    private let setup: Setup
    private let files = MemoryFileSystem()
    private let daemon: SimulatedDaemon
    private var random: SplitMix64
    private(set) var history: [String] = []
    private(set) var problems: [String] = []
    /// Whether the history has what the sources told.
    var isTraced = false

    private var events: [String] = []
    private var second = 0
    private var rotations = 0
    /// The second half of a line, and the file that it belongs to.
    private var rest: (path: String, text: String)?
    private var outputs: [String] = [SimulatedDaemon.output]

    /// - Parameter waitsForDisk: Whether the state is on the disk when it says so.
    init(_ setup: Setup, seed: UInt64, waitsForDisk: Bool = true) throws {
        self.setup = setup
        random = SplitMix64(seed: seed)
        daemon = try SimulatedDaemon(setup, files, waitsForDisk: waitsForDisk)
    }

    mutating func run() throws {
        try start()
        for _ in 0..<Int.random(in: 10...60, using: &random) {
            try step()
            let told = daemon.takeEvents()
            if isTraced { note(daemon.trace(told)) }
            if files.isDown || !daemon.isRunning { try crash() }
        }
        try settle()
        check()
    }

    private mutating func start() throws {
        // The disk may be full at the start as well; the service manager starts it again.
        for _ in 0..<10 where !daemon.isRunning {
            do { try daemon.start() } catch { files.crash() }
        }
    }

    private mutating func step() throws {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<6: append()
        case 6..<9:
            note("poll")
            daemon.poll()
            daemon.read(taking: Int.random(in: 0..<12, using: &random))
        case 9..<11:
            note("checkpoint")
            daemon.checkpoint()
        case 11..<13:
            note("trigger")
            daemon.catchUp()
            daemon.trigger(upTo: time, isCaughtUp: true)
        case 13:
            note("early trigger")
            daemon.trigger(upTo: time, isCaughtUp: false)
        case 14..<17: try rotate()
        case 17: rotateOutput()
        case 18: disturb()
        default: try crash()
        }
    }

    private mutating func note(_ text: String) { history.append(text) }

    private var time: Timestamp {
        Timestamp(seconds: 1_741_075_200 + Int64(second))
    }

    // MARK: - Logs

    private mutating func append() {
        note("append")
        endLine()
        var text = ""
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            second += Int.random(in: 0...40, using: &random)
            let event = SampleEvents.sysmon(
                second: second, process: "bitsadmin /create job\(events.count)")
            events.append(event)
            text += event
        }
        guard Int.random(in: 0..<4, using: &random) == 0 else {
            return files.write(Self.log, text)
        }
        let cut = text.utf8.index(
            text.startIndex, offsetBy: Int.random(in: 1..<text.utf8.count, using: &random))
        files.write(Self.log, String(text[..<cut]))
        rest = (Self.log, String(text[cut...]))
    }

    private mutating func endLine() {
        guard let unfinished = rest else { return }
        files.write(unfinished.path, unfinished.text)
        rest = nil
    }

    private mutating func rotate() throws {
        guard files.exists(Self.log) else { return }
        rotations += 1
        let new = "\(Self.log).\(rotations)"
        let kind = Int.random(in: 0..<8, using: &random)
        if kind != 0 { endLine() }
        switch kind {
        case 0:
            note("rename")
            files.rename(Self.log, to: new)
            if rest?.path == Self.log { rest?.path = new }
            if Bool.random(using: &random) { files.write(Self.log, "") }
        case 1:
            note("copy and truncate")
            files.copy(Self.log, to: new)
            look()
            files.truncate(Self.log)
        case 2:
            note("compress")
            files.rename(Self.log, to: new)
            look()
            let archive = GzipWriter.compress(files.contents(new))
            let cut = Int.random(in: 0...archive.count, using: &random)
            files.write(new + ".gz", Array(archive[..<cut]))
            look()
            files.write(new + ".gz", Array(archive[cut...]))
            look()
            files.remove(new)
        case 3:
            note("copy and compress")
            files.write(new + ".gz", GzipWriter.compress(files.contents(Self.log)))
            files.truncate(Self.log)
        case 7:
            note("compress under another name")
            files.rename(Self.log, to: new)
            look()
            compress(
                new, as: new + ".gz", by: new + [".gz.tmp", ".part"].randomElement(using: &random)!)
            files.remove(new)
        default: try takeAway(kind)
        }
    }

    /// Writes an archive under a name that it is renamed from, beginning with an empty file.
    private mutating func compress(_ path: String, as archive: String, by name: String) {
        let bytes = GzipWriter.compress(files.contents(path))
        files.write(name, "")
        look()
        let cut = Int.random(in: 0...min(bytes.count, 20), using: &random)
        files.write(name, Array(bytes[..<cut]))
        look()
        if Bool.random(using: &random) {
            files.rename(name, to: archive)
            files.write(archive, Array(bytes[cut...]))
        } else {
            files.write(name, Array(bytes[cut...]))
            look()
            files.rename(name, to: archive)
        }
        look()
    }

    /// What is cut off or removed is lost for anybody, so all of it must have been taken in.
    private mutating func takeAway(_ kind: Int) throws {
        if kind == 6 {
            // As logrotate does with the oldest; its inode is the next file's.
            let rotated = (1...rotations).map { "\(Self.log).\($0)" }.first(where: files.exists)
            guard let rotated, rest?.path != rotated, try daemon.hasTakenIn(rotated) else { return }
            note("remove \(rotated)")
            return files.remove(rotated)
        }
        guard try daemon.hasTakenIn(Self.log) else { return }
        note(kind == 4 ? "truncate" : "remove")
        if kind == 4 { files.truncate(Self.log) } else { files.remove(Self.log) }
    }

    private mutating func look() {
        guard Bool.random(using: &random) else { return }
        daemon.poll()
        daemon.read(taking: Int.random(in: 0..<20, using: &random))
    }

    // MARK: - Output and machine

    private mutating func rotateOutput() {
        note("rotate output")
        let new = "\(SimulatedDaemon.output).\(outputs.count)"
        guard files.exists(SimulatedDaemon.output) else { return }
        files.rename(SimulatedDaemon.output, to: new)
        outputs.append(new)
    }

    private mutating func disturb() {
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            note("full state")
            daemon.store.faults.withLock { $0 = [1, 2].map { _ in SystemError("", code: ENOSPC) } }
        case 1:
            note("full disk")
            files.fail(.append, with: [ENOSPC, ENOSPC])
        case 2:
            note("fsync fails")
            files.fail(.synchronize, with: [EIO])
        case 3:
            note("reading fails")
            files.fail(.read, with: [EIO, 0, EIO])
        default:
            let count = Int.random(in: 0..<5, using: &random)
            note("stop after \(count)")
            files.stop(afterOperations: count)
        }
    }

    private mutating func crash() throws {
        let isPowerCut = Bool.random(using: &random)
        note(isPowerCut ? "power cut" : "crash")
        var random = self.random
        try daemon.crash(isPowerCut: isPowerCut) { Int.random(in: $0, using: &random) }
        self.random = random
        try start()
    }

    private mutating func settle() throws {
        endLine()
        files.fail(.append, with: [])
        daemon.store.faults.withLock { $0 = [] }
        files.stop(afterOperations: nil)
        for _ in 0..<20 {
            if files.isDown || !daemon.isRunning { try crash() }
            daemon.catchUp()
            if daemon.advance() { break }
        }
        second += 10_000
        // An fsync that failed ends the daemon; the next run completes what it began.
        for _ in 0..<3 {
            daemon.catchUp()
            let told = daemon.takeEvents()
            if isTraced { note("settle " + daemon.trace(told)) }
            daemon.trigger(upTo: time, isCaughtUp: true)
            if !daemon.advance() || !daemon.isRunning { try crash() }
        }
    }

    // MARK: - What has to be there

    private mutating func check() {
        var actual: [String] = []
        for output in outputs {
            let bytes = files.contents(output)
            if bytes.last ?? 0x0A != 0x0A { problems.append("\(output) ends within a line") }
            actual += bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        }
        for line in actual where !line.hasPrefix("{\"_time\":") || !line.hasSuffix("}") {
            problems.append("torn: \(line.prefix(200))")
        }
        var expected = self.expected().map(Self.plain)
        var left = actual.map(Self.plain)
        expected.sort()
        left.sort()
        guard expected != left else { return }
        let missing = Set(expected).subtracting(left)
        let extra = Set(left).subtracting(expected)
        problems.append(
            "\(expected.count) expected, \(left.count) written; \(missing.count) missing, "
                + "\(extra.count) more, \(left.count - Set(left).count) twice")
        problems += missing.prefix(3).map { "missing: \(Self.job(in: $0))" }
        problems += extra.prefix(3).map { "more: \(Self.job(in: $0))" }
        // The same finding with another content.
        let ids = Dictionary(grouping: missing) { $0.prefix(70).suffix(45) }
        for line in extra.sorted() {
            guard let other = ids[line.prefix(70).suffix(45)]?.first else { continue }
            let differing = zip(line.split(separator: ","), other.split(separator: ","))
                .first { $0 != $1 }
            if let differing { problems.append("written \(differing.0), expected \(differing.1)") }
            break
        }
    }

    private static func job(in line: String) -> String {
        line.firstRange(of: "/create job").map { String(line[$0.lowerBound...].prefix(20)) } ?? line
    }

    /// Without what only says how a row came to be written.
    private static func plain(_ line: String) -> String {
        line.replacing("\"late\":true", with: "\"late\":false")
            .replacing(#/"orig_rid":\d+/#, with: "")
    }

    private func expected() -> [String] {
        var detector = Detector(engine: setup.engine, profile: setup.configuration.profile)
        for event in events {
            _ = detector.take(Array(event.utf8).span, as: .automatic, path: "", offset: 0)
        }
        var builder = RiskBuilder()
        return detector.finish().flatMap { firing in
            builder.records(of: firing, setup.content.detections[firing.detection])
                .map { String(decoding: SplunkSchema.line($0), as: UTF8.self) }
        }
    }
}
