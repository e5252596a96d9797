import Foundation
import TestSupport
import Testing

/// Syslog as a sink of the real program, over each transport.
@Suite(.serialized)
struct SyslogSinkTests {
    private static func sink(_ to: String, _ more: String = "") -> String {
        "sinks: [{name: relay, syslog: {to: \"\(to)\", hostname: edge\(more)}}]"
    }

    /// Identities of what arrived, each message looked at.
    private static func arrived(_ receiver: SyslogReceiver) throws -> [String] {
        try receiver.messages.map { message in
            let match = try #require(
                message.wholeMatch(
                    of: /<13[0-7]>1 [0-9T:.\-]+Z edge riskd - (risk|notable) - (\{.*\})/),
                "\(message.prefix(200))")
            let object = try #require(
                JSONSerialization.jsonObject(with: Data(match.output.2.utf8)) as? [String: Any])
            #expect(object["event_type"] as? String == String(match.output.1))
            return try #require(object["event_id"] as? String)
        }
    }

    /// Feeds records and waits until they arrived.
    private static func deliver(
        _ daemon: RunningDaemon, to receiver: SyslogReceiver
    ) async throws {
        try daemon.feed(hour: 8, count: 40)
        try daemon.start()
        try await daemon.wait("all arrived") {
            receiver.messages.count >= 120
        }
        try await daemon.wait("the backlog is empty") {
            try daemon.sink("relay")["backlog_entries"] as? Int == 0
        }
        #expect(daemon.stop() == 0)
        let isSame = try arrived(receiver) == daemon.written
        #expect(isSame)
        #expect(daemon.written.count == 120)
    }

    @Test("by TCP each record arrives once, counted as RFC 6587 says")
    func tcp() async throws {
        let receiver = SyslogReceiver(.tcp(port: 0))
        let daemon = try RunningDaemon(output: Self.sink("tcp://127.0.0.1:\(receiver.port)"))
        try await Self.deliver(daemon, to: receiver)
    }

    @Test("by UDP each record is one datagram")
    func udp() async throws {
        let receiver = SyslogReceiver(.udp)
        let daemon = try RunningDaemon(output: Self.sink("udp://localhost:\(receiver.port)"))
        try await Self.deliver(daemon, to: receiver)
    }

    @Test("by unix sockets, as a stream of lines and as datagrams", arguments: [true, false])
    func unix(isStream: Bool) async throws {
        let directory = try TemporaryDirectory(holding: "logs")
        let path = directory.path + "/log.sock"
        let receiver = SyslogReceiver(isStream ? .unix(path: path) : .unixDatagram(path: path))
        let daemon = try RunningDaemon(
            output: Self.sink("\(isStream ? "unix" : "unix-datagram"):\(path)"))
        try await Self.deliver(daemon, to: receiver)
    }

    @Test(
        "by TLS each record arrives once, and the certificate is verified",
        .enabled(if: TLSProxy.isPossible, "needs python3 and openssl"))
    func tls() async throws {
        let receiver = SyslogReceiver(.tcp(port: 0))
        let proxy = try TLSProxy(to: receiver.port)
        let to = "tls://127.0.0.1:\(proxy.port)"
        let daemon = try RunningDaemon(output: Self.sink(to))
        try daemon.feed(hour: 8, count: 2)
        try daemon.start()
        try await daemon.wait("the certificate was refused") {
            daemon.messages.contains { $0.contains("certificate") }
        }
        daemon.stop()
        #expect(receiver.messages.isEmpty)
        try daemon.configure(output: Self.sink(to, ", ca_file: \(proxy.certificate)"))
        try daemon.start()
        try await daemon.wait("all arrived") { receiver.messages.count >= 6 }
        daemon.stop()
        #expect(try Self.arrived(receiver) == daemon.written)
    }

    @Test(
        "a relay that is down, comes up, and is started anew with nothing on its way misses nothing"
    )
    func down() async throws {
        let reserved = ReservedPort()
        let daemon = try RunningDaemon(output: Self.sink("tcp://127.0.0.1:\(reserved.number)"))
        try daemon.feed(hour: 8, count: 10)
        try daemon.start()
        try await daemon.wait("it was told") {
            daemon.messages.contains { $0.hasPrefix("sink relay:") }
        }
        try await daemon.wait("the file has all") { daemon.writtenCount >= 30 }
        let first = SyslogReceiver(.tcp(port: reserved.number))
        try await daemon.wait("all arrived") { first.messages.count >= 30 }
        #expect(try Self.arrived(first) == daemon.written)
        try await Self.waitUntilEmpty(daemon)
        first.stop()
        let second = SyslogReceiver(.tcp(port: reserved.number))
        try daemon.feed(hour: 11, count: 10)
        try await daemon.wait("the rest arrived") { second.messages.count >= 30 }
        daemon.stop()
        #expect(try Self.arrived(first) + Self.arrived(second) == daemon.written)
    }

    private static func waitUntilEmpty(_ daemon: RunningDaemon) async throws {
        try await daemon.wait("the backlog is empty") {
            try daemon.sink("relay")["backlog_entries"] as? Int == 0
        }
    }

    @Test("over TCP what the receiver's kernel has not confirmed when it closes comes again")
    func unconfirmed() async throws {
        let reserved = ReservedPort()
        let daemon = try RunningDaemon(output: Self.sink("tcp://127.0.0.1:\(reserved.number)"))
        try daemon.feed(hour: 8, count: 30)
        // The kernel takes a few kilobytes of more than a hundred, and the program nothing.
        let stuck = SyslogReceiver(
            .tcp(port: reserved.number), readsNothing: true, receiveBufferBytes: 4_096)
        try daemon.start()
        try await daemon.wait("the file has all") { daemon.writtenCount >= 90 }
        try await daemon.wait("some of it is on its way") { stuck.holdsSomething }
        #expect(try daemon.sink("relay")["delivered"] as? Int == 0)
        stuck.stop()
        try await daemon.wait("the end of the connection was told") {
            daemon.messages.contains { $0.hasPrefix("sink relay:") }
        }
        let second = SyslogReceiver(.tcp(port: reserved.number))
        try await daemon.wait("all arrived") { second.messages.count >= 90 }
        daemon.stop()
        #expect(try Self.arrived(second) == daemon.written)
    }

    @Test(
        "over TCP a record is done once the receiver's kernel has it, whether it is ever read or not"
    )
    func unread() async throws {
        let reserved = ReservedPort()
        let daemon = try RunningDaemon(output: Self.sink("tcp://127.0.0.1:\(reserved.number)"))
        try daemon.feed(hour: 8, count: 10)
        let deaf = SyslogReceiver(
            .tcp(port: reserved.number), readsNothing: true, receiveBufferBytes: 1 << 20)
        try daemon.start()
        try await daemon.wait("the file has all") { daemon.writtenCount >= 30 }
        try await daemon.wait("all count as delivered") {
            try daemon.sink("relay")["delivered"] as? Int == 30
        }
        deaf.stop()
        let second = SyslogReceiver(.tcp(port: reserved.number))
        try daemon.feed(hour: 11, count: 10)
        try await daemon.wait("the next arrived") { second.messages.count >= 30 }
        try await Self.waitUntilEmpty(daemon)
        daemon.stop()
        // The first thirty are nowhere but in the file: what RELP is for.
        #expect(try Self.arrived(second) == Array(daemon.written.suffix(30)))
    }

    @Test("messages are no longer than the sink says")
    func short() async throws {
        let directory = try TemporaryDirectory(holding: "logs")
        let path = directory.path + "/log.sock"
        let receiver = SyslogReceiver(.unixDatagram(path: path))
        let daemon = try RunningDaemon(
            output: Self.sink("unix-datagram:\(path)", ", message_bytes: 4KiB"))
        try await Self.deliver(daemon, to: receiver)
        #expect(receiver.messages.allSatisfy { $0.utf8.count <= 4_096 })
    }

    @Test("a relay by UDP that nobody listens on is told of, where its machine says so")
    func nobody() async throws {
        let reserved = ReservedPort()
        let daemon = try RunningDaemon(output: Self.sink("udp://127.0.0.1:\(reserved.number)"))
        try daemon.feed(hour: 8, count: 1)
        try daemon.start()
        try await daemon.wait("it was told") {
            daemon.messages.contains { $0.contains("Connection refused") }
        }
        #expect(try daemon.sink("relay")["backlog_entries"] as? Int == 3)
        daemon.stop()
    }
}
