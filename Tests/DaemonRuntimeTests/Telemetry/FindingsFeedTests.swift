import CIM
import Foundation
import RiskDetection
import SPL
import SecurityContent
import Synchronization
import TestSupport
import Testing

@testable import DaemonRuntime

@Suite("findings for those who watch")
struct FindingsFeedTests {
    @Test(
        "a buffer keeps order, drops what is beyond its limit, and tells how many when it is read")
    func buffer() {
        var buffer = FindingsBuffer()
        let line = [UInt8](repeating: 0x61, count: FindingsBuffer.bytesMax / 2)
        buffer.append(.line(line))
        buffer.append(.line(line))
        #expect(buffer.take().count == FindingsBuffer.bytesMax, "as much as it holds")
        buffer.append(.line(line))
        buffer.append(.line(line))
        buffer.append(.line([0x62]))
        // A shorter one would fit no more either: what follows a gap would look like the next.
        buffer.append(.line([]))
        buffer.append(.dropped(3))
        #expect(buffer.take().suffix(14) == Array("a{\"dropped\":5}\n".utf8).suffix(14))
        buffer.append(.line([0x63]))
        #expect(buffer.take() == [0x63])
        #expect(buffer.take().isEmpty)
    }

    /// Records of so many rows of one window.
    private static func records(_ count: Int) throws -> [OutputRecord] {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.user Processes.dest "
                + "Processes.process_name | rename Processes.* as *")
        let rows = (0..<count).map { number in
            FiredRow(
                row: Row(
                    cells: [
                        .string("mira"), .string("ws-\(number)"), .string("bitsadmin.exe"),
                        .integer(1),
                    ], identity: [UInt8(truncatingIfNeeded: number)]), index: number, revision: 1)
        }
        var builder = RiskBuilder()
        return builder.records(
            of: Firing(
                detection: 0,
                window: Window(
                    tick: Timestamp(seconds: 7_200), start: Timestamp(seconds: 0),
                    end: Timestamp(seconds: 3_600)), isAmendment: false,
                columns: ["user", "dest", "process_name", "count"], rows: rows), detection)
    }

    /// A server at a path, stopped by whoever asks for it.
    private static func listening(
        _ path: String, _ serial: SerialQueue, _ feed: FindingsFeed?,
        _ response: @escaping @Sendable (String) -> HTTPResponse
    ) throws -> StatusServer {
        let server = StatusServer(serial: serial)
        let descriptor = try #require(try ListeningSocket.open(.unix(path: path))?.take())
        serial.queue.sync {
            server.assumeIsolated {
                $0.listen(
                    on: FileDescriptor(descriptor),
                    { path, answer in answer(response(path)) }, feed: feed)
            }
        }
        return server
    }

    @Test("one who reads nothing costs others nothing, is cut off from what he misses, and told")
    func slowWatcher() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/s"
        let serial = SerialQueue(label: "test")
        let feed = FindingsFeed(queue: serial.queue)
        let server = try Self.listening(path, serial, feed) { _ in HTTPResponse(.ok, "x") }
        defer { serial.queue.sync { server.assumeIsolated { $0.stop() } } }
        // Asks, and reads nothing yet.
        let slow = try StatusClient.ask("/findings", socket: path)
        let published = 4_000
        let hasRoom = Mutex(false)
        _ = feed.watch { _ in hasRoom.withLock { $0 = true } }
        feed.publish(try Self.records(published))
        serial.queue.sync {}
        #expect(hasRoom.withLock { $0 }, "another watcher got findings")
        // Others are answered.
        #expect(try StatusClient.get("/status", socket: path) == Array("x\n".utf8))
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let deadline = ContinuousClock.now + .seconds(30)
        // Nothing follows the notice.
        while !Self.endsWithNotice(bytes), ContinuousClock.now < deadline {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe read(slow.number, $0.baseAddress, $0.count)
            }
            if count > 0 { bytes += buffer[..<count] }
            if count < 0 { usleep(1_000) }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.components(separatedBy: "\r\n\r\n")[1].split(separator: "\n")
        let notice = try #require(lines.first { $0.contains("\"dropped\"") })
        let dropped = try #require(Int(notice.filter(\.isNumber)))
        #expect(dropped > 0 && lines.count - 1 + dropped == published)
    }

    private static func endsWithNotice(_ bytes: [UInt8]) -> Bool {
        let end = String(decoding: bytes.suffix(40), as: UTF8.self)
        return end.contains("{\"dropped\":") && end.hasSuffix("}\n")
    }

    @Test("beyond so many watchers a further one is told that there are enough")
    func watchers() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/s"
        let serial = SerialQueue(label: "test")
        let feed = FindingsFeed(queue: serial.queue)
        let server = try Self.listening(path, serial, feed) { _ in HTTPResponse(.ok, "x") }
        defer { serial.queue.sync { server.assumeIsolated { $0.stop() } } }
        var ends: [FileHandle] = []
        for _ in 0..<StatusServer.watchersMax {
            let descriptor = try StatusClient.ask("/findings", socket: path)
            ends.append(FileHandle(fileDescriptor: descriptor.take(), closeOnDealloc: true))
        }
        serial.queue.sync {}
        #expect(
            throws: StatusClient.Failure.unreachable(
                "riskd at \(path): \(StatusServer.watchersMax) watch the findings already")
        ) {
            _ = try StatusClient.follow("/findings", socket: path, interruption: -1) { _ in true }
        }
        // Who goes makes room.
        try ends[0].close()
        ends.removeFirst()
        let deadline = ContinuousClock.now + .seconds(20)
        var hasRoom = false
        while !hasRoom, ContinuousClock.now < deadline {
            serial.queue.sync {}
            hasRoom =
                (try? StatusClient.follow(
                    "/findings", socket: path, interruption: STDIN_FILENO,
                    begin: { feed.publish((try? Self.records(1)) ?? []) }
                ) { _ in false }) == .reader
        }
        #expect(hasRoom)
    }

    @Test("a line without end is no finding, and another answer is told for what it is")
    func longLine() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/s"
        let serial = SerialQueue(label: "test")
        let server = try Self.listening(path, serial, nil) { path in
            path == "/long"
                ? HTTPResponse(.ok, body: Array(repeating: 0x61, count: 17 << 20))
                : HTTPResponse(.notFound, "none")
        }
        defer { serial.queue.sync { server.assumeIsolated { $0.stop() } } }
        func follow(_ target: String) throws -> StatusClient.End {
            try StatusClient.follow(target, socket: path, interruption: -1) { _ in true }
        }
        #expect(throws: StatusClient.Failure.unintelligible("a line of \(path) is too long")) {
            _ = try follow("/long")
        }
        #expect(
            throws: StatusClient.Failure.unintelligible(
                "riskd at \(path) shows no findings, as it is of an earlier version: restart it")
        ) { _ = try follow("/findings") }
    }

    @Test("findings that come faster than they are written are dropped, not queued")
    func tooFast() throws {
        let serial = SerialQueue(label: "test")
        let feed = FindingsFeed(queue: serial.queue)
        let got = Mutex((lines: 0, dropped: 0))
        _ = feed.watch { piece in
            got.withLock {
                switch piece {
                case .line: $0.lines += 1
                case .dropped(let count): $0.dropped += count
                }
            }
        }
        let records = try Self.records(2_000)
        serial.queue.suspend()
        for _ in 0..<10 { feed.publish(records) }
        serial.queue.resume()
        serial.queue.sync {}
        #expect(got.withLock { $0.lines } == FindingsFeed.waitingMax)
        #expect(got.withLock { $0.dropped } == 20_000 - FindingsFeed.waitingMax)
        feed.publish(Array(records.prefix(3)))
        serial.queue.sync {}
        #expect(got.withLock { $0.lines } == FindingsFeed.waitingMax + 1, "there is room again")
    }
}
