import Foundation
import SecurityContent
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
        _ endpoints: @escaping StatusServer.Endpoints, _ body: (String) throws -> Void
    ) throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/s"
        let server = StatusServer(serial: SerialQueue(label: "test"))
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
            for number in 0..<(StatusServer.connectionsMax - 1) {
                let peer = try #require(Self.connect(path))
                if number.isMultiple(of: 2) { try peer.write(contentsOf: Data("GET /nev".utf8)) }
                peers.append(peer)
            }
            #expect(try StatusClient.get("/a", socket: path) == Array("/a\n".utf8))
            peers.append(try #require(Self.connect(path)))
            // One more than are taken: closed at once, without an answer.
            let extra = try #require(Self.connect(path))
            #expect(try extra.readToEnd() ?? Data() == Data())
            try peers[0].close()
            try peers[1].close()
            #expect(Self.eventually { (try? StatusClient.get("/b", socket: path)) != nil })
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
}
