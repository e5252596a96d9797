import Foundation
import Glibc
import SecurityContent
import Synchronization
import TestSupport
import Testing

@testable import DaemonRuntime

@Suite("the status server")
struct StatusServerTests {
    /// Answers with the path that was asked for, `/never` not at all.
    private static let echo: StatusServer.Endpoints = { path, answer in
        if path == "/never" { return }
        answer(HTTPResponse(.ok, path))
    }

    private static func serve(
        _ endpoints: @escaping StatusServer.Endpoints,
        nanosecondsMax: UInt64 = StatusServer.nanosecondsMax, _ body: (String) throws -> Void
    ) throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/s"
        let server = StatusServer(
            serial: SerialQueue(label: "test"), nanosecondsMax: nanosecondsMax)
        let descriptor = try Self.open(path)
        server.serial.queue.sync {
            server.assumeIsolated { $0.listen(on: FileDescriptor(descriptor), endpoints) }
        }
        defer { server.serial.queue.sync { server.assumeIsolated { $0.stop() } } }
        try body(path)
    }

    @Test(
        "a head is read as it comes, and refused when it is none",
        arguments: [
            (
                "GET / HTTP/1.1\r\n\r\n",
                HTTPRequest.Reading.request(.init(method: "GET", path: "/"))
            ),
            ("GET /a?b#c HTTP/1.0\nHost: x\n\n", .request(.init(method: "GET", path: "/a"))),
            ("GET / HTTP/1.1\r\nHost: x\r\n", .incomplete), ("", .incomplete),
            ("GET /\r\n\r\n", .malformed), ("\r\n\r\n", .malformed),
            ("GET http://x/ HTTP/1.1\r\n\r\n", .malformed),
            ("\u{16}\u{3}\u{1}\n\n", .malformed), ("GET /ä HTTP/1.1\n\n", .malformed),
            ("GET / HTTP/1.1\r\nA: " + String(repeating: "a", count: 9_000), .malformed),
        ])
    func head(text: String, reading: HTTPRequest.Reading) {
        #expect(HTTPRequest.read(Array(text.utf8)) == reading)
    }

    @Test("root and the group may ask, and the answer is whole")
    func answers() throws {
        try Self.serve(Self.echo) { path in
            #expect(try StatusClient.get("/status", socket: path) == Array("/status\n".utf8))
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o660)
        }
    }

    @Test("an answer larger than the socket's buffer arrives")
    func large() throws {
        let body = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0) }
        try Self.serve({ _, answer in answer(HTTPResponse(.ok, body: body)) }) { path in
            let answer = try StatusClient.get("/", socket: path)
            #expect(answer == body)
        }
    }

    @Test("peers that say nothing, or half a request, keep nobody from being answered")
    func slowPeers() throws {
        try Self.serve(Self.echo) { path in
            var peers: [FileHandle] = []
            for number in 0..<StatusServer.connectionsMax {
                let peer = try #require(Self.connect(path))
                if number.isMultiple(of: 2) { try peer.write(contentsOf: Data("GET /nev".utf8)) }
                peers.append(peer)
            }
            #expect(try StatusClient.get("/a", socket: path) == Array("/a\n".utf8))
            // A reset where what it sent had not been read yet.
            let first = (try? peers[0].readToEnd()) ?? Data()
            #expect(first.isEmpty, "the oldest made room")
            try peers[1].write(contentsOf: Data("GET /late HTTP/1.0\r\n\r\n".utf8))
            let late = String(decoding: try peers[1].readToEnd() ?? Data(), as: UTF8.self)
            #expect(late.hasSuffix("/late\n"), "others are still answered: \(late)")
        }
    }

    @Test("who has asked and waits is not closed for others, unless all have asked")
    func room() throws {
        let asked = Mutex(0)
        let count: StatusServer.Endpoints = { path, answer in
            if path == "/never" { asked.withLock { $0 += 1 } } else { Self.echo(path, answer) }
        }
        try Self.serve(count) { path in
            func connect(isAsking: Bool) throws -> FileHandle {
                let peer = try #require(Self.connect(path))
                guard isAsking else { return peer }
                let before = asked.withLock { $0 }
                try peer.write(contentsOf: Data("GET /never HTTP/1.0\n\n".utf8))
                #expect(Self.eventually { asked.withLock { $0 } > before }, "the request is read")
                return peer
            }
            let silent = try connect(isAsking: false)
            let waiting = try (1..<StatusServer.connectionsMax).map { _ in
                try connect(isAsking: true)
            }
            for name in ["/a\n", "/b\n", "/c\n"] {
                #expect(
                    try StatusClient.get(String(name.dropLast()), socket: path) == Array(name.utf8))
            }
            #expect(try silent.readToEnd() ?? Data() == Data())
            // One more that has asked takes the last place; then the oldest of them makes room.
            let extra = try connect(isAsking: true)
            #expect(try StatusClient.get("/last", socket: path) == Array("/last\n".utf8))
            #expect(try waiting[0].readToEnd() ?? Data() == Data())
            try extra.close()
        }
    }

    @Test("a socket that a crash left behind is replaced, one that answers is not")
    func staleSocket() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/s"
        let first = try Self.open(path)
        #expect(throws: SystemError.self) { try Self.open(path) }
        close(first)
        #expect(FileManager.default.fileExists(atPath: path))
        close(try Self.open(path))
        try directory.write("x", to: "file")
        #expect(throws: SystemError.self) { try Self.open(directory.path + "/file") }
        #expect(directory.lines(of: "file") == ["x"])
    }

    @Test("whoever asks in vain is told what to do")
    func unreachable() throws {
        let directory = try TemporaryDirectory()
        #expect {
            try StatusClient.status(socket: directory.path + "/none")
        } throws: { "\($0)".contains("it is not running (systemctl status riskd)") }
    }

    private static func open(_ path: String) throws -> Int32 {
        guard let socket = try ListeningSocket.open(.unix(path: path)) else { return -1 }
        return socket.take()
    }

    private static func connect(_ path: String) -> FileHandle? {
        let number = socket(AF_UNIX, 1, 0)
        let descriptor = FileDescriptor(number)
        guard ListeningSocket.connect(descriptor, to: path) else { return nil }
        return FileHandle(fileDescriptor: descriptor.take(), closeOnDealloc: true)
    }

    /// The server sees on its own queue that a peer went.
    private static func eventually(_ condition: () -> Bool) -> Bool {
        for _ in 0..<200 {
            if condition() { return true }
            Thread.sleep(forTimeInterval: 0.01)
        }
        return false
    }

    @Test("an answer that is longer than a client takes is refused", arguments: [-1, 0, 1])
    func longAnswer(room: Int) throws {
        let response = HTTPResponse(.ok, body: [UInt8](repeating: 0x78, count: 100_000))
        let length = response.bytes.count
        try Self.serve({ _, answer in answer(response) }) { path in
            guard room < 0 else {
                let body = try StatusClient.get("/", socket: path, bytesMax: length + room)
                #expect(body.count == 100_000)
                return
            }
            #expect(throws: StatusClient.Failure.self) {
                try StatusClient.get("/", socket: path, bytesMax: length + room)
            }
        }
    }

    @Test("a peer that does not ask in time, or takes no answer, is closed")
    func late() throws {
        // More than the socket's buffers hold.
        let large = HTTPResponse(.ok, body: [UInt8](repeating: 0x78, count: 8 << 20))
        try Self.serve({ _, answer in answer(large) }, nanosecondsMax: 50_000_000) { path in
            let silent = try #require(Self.connect(path))
            let half = try #require(Self.connect(path))
            try half.write(contentsOf: Data("GET /nev".utf8))
            let slow = try #require(Self.connect(path))
            try slow.write(contentsOf: Data("GET /large HTTP/1.0\n\n".utf8))
            for peer in [silent, half, slow] {
                var poll = pollfd(fd: peer.fileDescriptor, events: 0, revents: 0)
                let isClosed = unsafe Glibc.poll(&poll, 1, 20_000) == 1
                #expect(isClosed && poll.revents & Int16(POLLHUP) != 0)
            }
            #expect((try? slow.readToEnd()?.count) ?? 0 < 8 << 20)
        }
    }
}
