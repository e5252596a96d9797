import Foundation
import TestSupport
import Testing

/// What is told before a window is over is told once, however the program ends.
struct EarlyRecordTests {
    private static func daemon() throws -> RunningDaemon {
        // Windows of the events below fire more than an hour later.
        try RunningDaemon(output: "schema: splunk", early: 8)
    }

    private static func feed(_ daemon: RunningDaemon, _ numbers: Range<Int>) throws {
        let events = numbers.map { SampleLog.bitsadmin(hour: 8, number: $0) }.joined()
        let path = daemon.directory.path + "/logs/app.xml"
        if !FileManager.default.fileExists(atPath: path) {
            try daemon.directory.write("", to: "logs/app.xml")
        }
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        file.seekToEndOfFile()
        file.write(Data(events.utf8))
        try file.close()
    }

    /// Jobs that were told of.
    private static func jobs(_ daemon: RunningDaemon) -> Set<Int> {
        Set(
            daemon.directory.lines(of: "out.ndjson").compactMap {
                $0.firstMatch(of: /job (\d+)/).flatMap { Int($0.1) }
            })
    }

    private static func taken(_ daemon: RunningDaemon) throws -> Int {
        let sources = try daemon.status().answer["sources"] as? [[String: Any]] ?? []
        return sources.reduce(0) { $0 + ($1["events"] as? Int ?? 0) }
    }

    @Test(
        "a match that waits for its second is told of through a stop, a reload and a kill",
        arguments: [SIGTERM, SIGHUP, SIGKILL])
    func waiting(signal: Int32) async throws {
        let daemon = try Self.daemon()
        try daemon.start()
        try Self.feed(daemon, 0..<1)
        try await daemon.wait("the first is told of") { !Self.jobs(daemon).isEmpty }
        try Self.feed(daemon, 1..<2)
        try await daemon.wait("the second is taken in") {
            try Self.taken(daemon) == 2
        }
        daemon.send(signal)
        if signal != SIGHUP {
            _ = try await daemon.death()
            try daemon.start()
            // A signal before it is up ends it as it ends any program.
            try await daemon.wait("it is up again") {
                daemon.messages.count { $0.hasPrefix("started:") } == 2
            }
        }
        try await daemon.wait("the second is told of") {
            Self.jobs(daemon) == [0, 1]
        }
        #expect(daemon.stop() == 0)
        #expect(Set(daemon.written).count == daemon.written.count)
    }

    @Test("what was told early is not told again when an older state is put back")
    func rollback() async throws {
        let daemon = try Self.daemon()
        let state = daemon.directory.path + "/state"
        try daemon.start()
        try Self.feed(daemon, 0..<20)
        try await daemon.wait("the first are told of") {
            Self.jobs(daemon).count == 20
        }
        #expect(daemon.stop() == 0)
        try FileManager.default.copyItem(atPath: state, toPath: state + ".old")
        try daemon.start()
        try Self.feed(daemon, 20..<350)
        try await daemon.wait("all are told of") { Self.jobs(daemon).count == 350 }
        #expect(daemon.stop() == 0)
        let before = daemon.written
        try FileManager.default.removeItem(atPath: state)
        try FileManager.default.moveItem(atPath: state + ".old", toPath: state)
        try daemon.start()
        try await daemon.wait("all are read again") { try Self.taken(daemon) == 330 }
        // Whatever would be told again is told before or with this one.
        try Self.feed(daemon, 350..<351)
        try await daemon.wait("one more is told of") {
            Self.jobs(daemon).count == 351
        }
        #expect(daemon.stop() == 0)
        #expect(Set(daemon.written).count == daemon.written.count)
        #expect(daemon.written.count == before.count + 2)
    }
}
