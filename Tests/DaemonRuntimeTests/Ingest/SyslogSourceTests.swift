import Foundation
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// Syslog over real sockets of the loopback interface and of a directory.
struct SyslogSourceTests {
    private let directory: TemporaryDirectory
    private let pool = SocketPool()

    init() throws { directory = try TemporaryDirectory() }

    private func bench(
        _ endpoints: [SyslogEndpoint], recordBytesMax: Int = 1 << 16, ringBytes: Int = 1 << 20,
        _ adjust: (inout SyslogInput) -> Void = { _ in }
    ) throws -> SourceBench {
        var input = SyslogInput(listen: endpoints)
        adjust(&input)
        return SourceBench(
            SyslogSource(
                input, source: 0, sockets: try pool.open(input), recordBytesMax: recordBytesMax,
                numbers: StreamNumbers(after: 0)), ringBytes: ringBytes)
    }

    private func counters(_ bench: SourceBench) throws -> SyslogSource.Counters {
        try #require(bench.source as? SyslogSource).counters
    }

    @Test("UDP, TCP and both kinds of unix socket give their messages, under their names")
    func everyEndpoint() throws {
        let udp = LoopbackSender.freePort(SOCK_DGRAM)
        let tcp = LoopbackSender.freePort(SOCK_STREAM)
        let stream = directory.path + "/s"
        let datagram = directory.path + "/d"
        let bench = try bench([
            .udp(address: "127.0.0.1", port: udp), .tcp(address: "127.0.0.1", port: tcp),
            .unix(path: stream), .unixDatagram(path: datagram),
        ])
        let places: [(SocketAddress, __socket_type, String)] = [
            (.internet("127.0.0.1", udp), SOCK_DGRAM, "<13>udp"),
            (.internet("127.0.0.1", tcp), SOCK_STREAM, "7 <13>tcp8 <13>more"),
            (.local(stream), SOCK_STREAM, "<13>stream\n<13>line\n"),
            (.local(datagram), SOCK_DGRAM, "<13>datagram\n"),
        ]
        let senders = try places.map { address, type, text in
            let sender = try LoopbackSender(address, type)
            #expect(sender.send(text.utf8) == text.utf8.count)
            return sender
        }
        bench.run { bench.records.count >= 6 }
        withExtendedLifetime(senders) {}
        let names = bench.records.map { record in
            "\(bench.streams[record.stream]?.name ?? "?"): \(record.text)"
        }
        #expect(
            Set(names) == [
                "udp://127.0.0.1:\(udp): <13>udp", "tcp://127.0.0.1:\(tcp): <13>tcp",
                "tcp://127.0.0.1:\(tcp): <13>more", "unix:\(stream): <13>stream",
                "unix:\(stream): <13>line", "unix-datagram:\(datagram): <13>datagram\n",
            ])
        #expect(bench.streams.values.allSatisfy { $0.position == .transient(name: $0.name) })
    }

    @Test("a full ring makes stream senders wait, and nothing of them is lost")
    func backPressure() throws {
        let path = directory.path + "/s"
        let bench = try bench([.unix(path: path)], recordBytesMax: 1_024, ringBytes: 4_096)
        let sender = try LoopbackSender(.local(path), SOCK_STREAM)
        let lines = (0..<40_000).map { "<13>line \($0) " + String(repeating: "x", count: 60) }
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        var sent = 0
        var refusals = 0
        for _ in 0..<1_000_000 where sent < bytes.count {
            let count = sender.send(bytes[sent...])
            if count > 0 { sent += count } else { refusals += 1 }
            // The ring is full most of the time: only one of three turns is taken.
            bench.turn()
            if refusals % 3 == 0 { bench.take() }
        }
        bench.run { bench.records.count >= lines.count }
        #expect(refusals > 0, "the sender never had to wait")
        #expect(bench.texts == lines)
    }

    @Test("datagrams beyond the kernel's buffer are dropped by it and counted here")
    func drops() throws {
        let port = LoopbackSender.freePort(SOCK_DGRAM)
        let bench = try bench([.udp(address: "127.0.0.1", port: port)]) {
            $0.receiveBuffer = 64 << 10
        }
        bench.turn()
        let sender = try LoopbackSender(.internet("127.0.0.1", port), SOCK_DGRAM)
        let message = Array(("<13>" + String(repeating: "x", count: 1_000)).utf8)
        for _ in 0..<2_000 { sender.send(message) }
        bench.run { bench.records.count > 0 }
        bench.run { bench.notes.contains { $0.contains("dropped") } }
        let dropped = try counters(bench).dropped
        #expect(dropped > 0)
        #expect(bench.records.count + dropped == 2_000)
    }

    @Test("a datagram longer than the limit is told of, not handed out; a blank one is nothing")
    func longDatagram() throws {
        let path = directory.path + "/d"
        let bench = try bench([.unixDatagram(path: path)], recordBytesMax: 1_024)
        let sender = try LoopbackSender(.local(path), SOCK_DGRAM)
        sender.send(Array(repeating: UInt8(ascii: "x"), count: 70_000))
        sender.send(Array("\n".utf8))
        sender.send(Array("<13>next".utf8))
        bench.run { bench.records.count >= 2 }
        #expect(bench.records.map(\.kind) == [.tooLong, .record])
        #expect(bench.texts == ["", "<13>next"])
    }

    @Test("connections beyond the limit wait for one to end, and lose nothing")
    func connectionLimit() throws {
        let path = directory.path + "/s"
        let bench = try bench([.unix(path: path)]) { $0.connections = 2 }
        var senders = try (0..<5).map { _ in try LoopbackSender(.local(path), SOCK_STREAM) }
        for (index, sender) in senders.enumerated() { sender.send("<13>\(index)\n".utf8) }
        bench.run { bench.records.count == 2 && bench.notes.contains { $0.contains("limit") } }
        bench.turn()
        bench.take()
        #expect(bench.records.count == 2)
        #expect(try counters(bench).waiting == 1)
        while !senders.isEmpty {
            senders.removeFirst()
            bench.run { bench.records.count >= min(5, 7 - senders.count - 2) }
        }
        bench.run { bench.records.count == 5 }
        #expect(Set(bench.texts) == Set((0..<5).map { "<13>\($0)" }))
    }

    @Test("an idle connection is closed, and what it began is handed out as cut off")
    func idle() throws {
        let path = directory.path + "/s"
        let bench = try bench([.unix(path: path)]) { $0.idleTimeout = .milliseconds(20) }
        let sender = try LoopbackSender(.local(path), SOCK_STREAM)
        sender.send("20 <13>begun".utf8)
        bench.run { sender.isClosed }
        #expect(bench.records.map(\.kind) == [.truncated])
        #expect(try counters(bench).idle == 1)
    }

    @Test("connections that idle are told of once, then at each power of ten")
    func manyIdle() throws {
        let path = directory.path + "/s"
        let bench = try bench([.unix(path: path)]) { $0.idleTimeout = .milliseconds(20) }
        let senders = try (0..<12).map { _ in try LoopbackSender(.local(path), SOCK_STREAM) }
        bench.run { senders.allSatisfy(\.isClosed) }
        #expect(try counters(bench).idle == 12)
        let told = bench.notes.filter { $0.contains("idle") }
        #expect(
            told == [
                "closing a connection that was idle for longer than 20 ms",
                "closing a connection that was idle for longer than 20 ms; 10 so far",
            ])
    }

    @Test("unfinished messages of all connections stay within one limit, the largest goes first")
    func budget() throws {
        let path = directory.path + "/s"
        let limit = 1 << 20
        let bench = try bench([.unix(path: path)], recordBytesMax: limit)
        let block = [UInt8](repeating: UInt8(ascii: "x"), count: 60_000)
        let small = try LoopbackSender(.local(path), SOCK_STREAM)
        small.send("<13>small".utf8)
        let senders = try (0..<24).map { _ in try LoopbackSender(.local(path), SOCK_STREAM) }
        for sender in senders { sender.send("1000000 <".utf8) }
        for _ in 0..<15 {
            for sender in senders { sender.send(block) }
            bench.turn()
            bench.take()
        }
        bench.run { senders.contains(where: \.isClosed) }
        // 24 times 0.9 MB is more than 16 MiB.
        #expect(try counters(bench).overBudget > 0)
        small.send(" goes on\n".utf8)
        bench.run { bench.texts.contains("<13>small goes on") }
        #expect(bench.texts.contains("<13>small goes on"))
    }

    @Test("a socket that an earlier run left is replaced, one that is in use is not")
    func stale() throws {
        let path = directory.path + "/s"
        let first = try SyslogSocket.bind(.unix(path: path), receiveBuffer: 1 << 16)
        #expect(throws: SystemError("listen on unix:\(path)", code: EADDRINUSE)) {
            try SyslogSocket.bind(.unix(path: path), receiveBuffer: 1 << 16)
        }
        withExtendedLifetime(first) {}
        // What a killed process leaves: a socket that nobody listens on.
        let left = directory.path + "/left"
        let bytes = try #require(SocketAddress.local(left).bytes)
        do {
            let dead = FileDescriptor(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
            _ = unsafe bytes.withUnsafeBytes { bytes in
                unsafe bytes.withMemoryRebound(to: sockaddr.self) {
                    unsafe bind(dead.number, $0.baseAddress, socklen_t(bytes.count))
                }
            }
        }
        _ = try SyslogSocket.bind(.unix(path: left), receiveBuffer: 1 << 16)
        try directory.write("not a socket", to: "file")
        #expect(throws: SystemError.self) {
            try SyslogSocket.bind(.unix(path: directory.path + "/file"), receiveBuffer: 1 << 16)
        }
        #expect(directory.lines(of: "file") == ["not a socket"])
    }

    @Test("the pool keeps what a new configuration still wants, with what the kernel holds in it")
    func reload() throws {
        let path = directory.path + "/d"
        let endpoint = SyslogEndpoint.unixDatagram(path: path)
        let sender: LoopbackSender
        do {
            let first = try bench([endpoint, .unix(path: directory.path + "/s")])
            first.turn()
            sender = try LoopbackSender(.local(path), SOCK_DGRAM)
            sender.send("<13>between".utf8)
        }
        pool.closeOthers(than: [endpoint])
        #expect(!FileManager.default.fileExists(atPath: directory.path + "/s"))
        let second = try bench([endpoint])
        second.run { second.records.count == 1 }
        #expect(second.texts == ["<13>between"])
    }

    @Test("a barrier passes once what the kernel held has been handed out")
    func barrier() throws {
        let path = directory.path + "/s"
        let bench = try bench([.unix(path: path)], recordBytesMax: 1_024, ringBytes: 4_096)
        let sender = try LoopbackSender(.local(path), SOCK_STREAM)
        bench.turn()
        let line = "<13>" + String(repeating: "x", count: 500) + "\n"
        for _ in 0..<40 { sender.send(line.utf8) }
        bench.source.markBarrier()
        bench.turn()
        #expect(!bench.source.hasReachedBarrier, "the ring holds a few of forty")
        bench.run { bench.source.hasReachedBarrier }
        #expect(bench.records.count == 40)
    }
}
