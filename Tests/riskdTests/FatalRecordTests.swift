import Foundation
import TestSupport
import Testing

/// A record of which riskd dies does not keep it from running.
struct FatalRecordTests {
    private static let poison = "poison"
    private static let count = 30
    private static let poisoned = 17

    /// Each is a job on a computer of its own; one of them has the text of the failpoint.
    private static func log() -> [String] {
        (0..<count).map { number in
            let line = SampleLog.bitsadmin(hour: 8, number: number)
            return number == poisoned ? line.replacing("/create", with: "/create \(poison)") : line
        }
    }

    private static func daemon() throws -> RunningDaemon {
        let daemon = try RunningDaemon(output: "schema: splunk")
        try daemon.directory.write(log().joined(), to: "logs/app.xml")
        return daemon
    }

    /// Where the one record stands: a record ends in front of its line feed, a line behind it.
    private static func place(isLine: Bool) -> String {
        let lines = log().map(\.utf8.count)
        let start = lines[..<poisoned].reduce(0, +)
        return "bytes \(start) to \(start + lines[poisoned] - (isLine ? 0 : 1))"
    }

    private static func expectOthers(_ daemon: RunningDaemon) async throws {
        let wanted = count - 1
        func computers() -> Set<Substring> {
            Set(
                daemon.directory.lines(of: "out.ndjson").compactMap {
                    $0.firstMatch(of: /job (\d+)/)?.1
                })
        }
        try await daemon.wait("all other records are found") {
            computers().count >= wanted
        }
        #expect(computers().count == wanted && !computers().contains("\(poisoned)"))
        #expect(Set(daemon.written).count == daemon.written.count)
    }

    @Test(
        "a record that ends the program twice is passed over and told of, all others count once",
        arguments: ["trap-record", "overflow-record", "trap-cutting"])
    func passedOver(failpoint: String) async throws {
        let daemon = try Self.daemon()
        for _ in 0..<2 {
            try daemon.start(failpoint: "\(failpoint):\(Self.poison)")
            #expect(try await daemon.death() != nil)
        }
        try daemon.start(failpoint: "\(failpoint):\(Self.poison)")
        try await Self.expectOthers(daemon)
        let path = daemon.directory.path + "/logs/app.xml"
        let place = Self.place(isLine: failpoint == "trap-cutting")
        let told = daemon.messages.filter { $0.contains(place + " of " + path) }
        #expect(told.contains { $0.hasPrefix("passed over") }, "\(daemon.messages)")
        #expect(told.contains { $0.contains("death 2 there") }, "\(daemon.messages)")
        let status = try daemon.status()
        #expect(status.exit == 2)
        let health = try #require(status.answer["health"] as? [String: Any])
        #expect("\(health)".contains("passed over 1 stretch(es)"), "\(health)")
        // What it knows outlives it.
        #expect(daemon.stop() == 0)
        #expect(try daemon.directory.text(of: "state/deaths.json").contains(path))
    }

    @Test("a record that a watchdog ends the program at twice is passed over")
    func watchdog() async throws {
        let daemon = try Self.daemon()
        for round in 0..<2 {
            try daemon.start(failpoint: "hang-record:\(Self.poison)")
            try await daemon.wait("it hangs at the record") {
                daemon.directory.lines(of: "log").count { $0 == "hangs" } == round + 1
            }
            daemon.send(SIGABRT)
            #expect(try await daemon.death() == SIGABRT)
        }
        try daemon.start(failpoint: "hang-record:\(Self.poison)")
        try await Self.expectOthers(daemon)
    }

    @Test(
        "a signal from outside is no death of a record",
        arguments: [SIGKILL, SIGTERM, SIGSEGV, SIGILL])
    func outside(signal: Int32) async throws {
        let daemon = try Self.daemon()
        for round in 0..<2 {
            try daemon.start()
            try await daemon.wait("it runs") {
                daemon.messages.count { $0.hasPrefix("started") } == round + 1
            }
            daemon.send(signal)
            _ = try await daemon.death()
        }
        try daemon.start()
        try await daemon.wait("all records are found") {
            daemon.written.count >= 3 * Self.count
        }
        #expect(!daemon.messages.contains { $0.contains("died") }, "\(daemon.messages)")
        #expect(!daemon.directory.exists("state/deaths.json"))
    }

    @Test("replay says at which record of which file it died", arguments: [true, false])
    func replay(isRecord: Bool) throws {
        let directory = try TemporaryDirectory(holding: "logs")
        try directory.write(Self.log().joined(), to: "logs/app.xml")
        let path = directory.path + "/logs/app.xml"
        let failpoint = isRecord ? "trap-record" : "overflow-record"
        let result = try Program.run(
            ["replay", "--content", Checkout.path + "/config", "--all", path],
            failpoint: "\(failpoint):\(Self.poison)")
        let place = Self.place(isLine: false)
        #expect(result.errors.contains("while it read \(path), \(place)"), "\(result.errors)")
    }
}
