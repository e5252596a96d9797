import Foundation
import TestSupport
import Testing

/// RELP as a sink of the real program, with rsyslog's own RELP input as the receiver.
@Suite(
    .serialized,
    .enabled(if: RsyslogReceiver.isPossible, "needs Debian's rsyslog and rsyslog-relp"))
struct RELPSinkTests {
    private static func identities(_ messages: [String]) -> [String] {
        messages.compactMap { message in
            message.firstMatch(of: /"event_id":"([0-9a-f]{32})"/).map { String($0.output.1) }
        }
    }

    @Test("rsyslog gets each record once, as a syslog message, and its log has no complaint")
    func delivery() async throws {
        let reserved = ReservedPort()
        let receiver = try RsyslogReceiver(port: reserved.number)
        let daemon = try RunningDaemon(
            output: "sinks: [{name: relay, relp: {host: localhost, port: \(reserved.number), "
                + "hostname: edge}}]")
        try receiver.start()
        try daemon.feed(hour: 8, count: 100)
        try daemon.start()
        try await daemon.wait("all arrived") { receiver.messages.count >= 300 }
        try await daemon.wait("the backlog is empty") {
            try daemon.sink("relay")["backlog_entries"] as? Int == 0
        }
        #expect(daemon.stop() == 0)
        #expect((Self.identities(receiver.messages) == daemon.written) as Bool)
        #expect(
            receiver.messages.allSatisfy {
                $0.contains(/^<13[0-7]>1 [0-9T:.\-]+Z edge riskd - (risk|notable) - \{.*\}$/)
            })
        #expect(!receiver.log.contains { $0.contains("relp") || $0.contains("error") })
    }

    /// Kills of the receiver.
    private static let kills = 12
    private static let window = 16
    private static let records = 900

    @Test("a receiver that is killed again and again, in the midst of what comes, loses nothing")
    func kills() async throws {
        let reserved = ReservedPort()
        let receiver = try RsyslogReceiver(port: reserved.number)
        let daemon = try RunningDaemon(
            output: "sinks: [{name: relay, relp: {host: 127.0.0.1, port: \(reserved.number), "
                + "window: \(Self.window), timeout: 5s}}]")
        for hour in 0..<12 { try daemon.feed(hour: hour, count: 25) }
        try daemon.start()
        try await daemon.wait("the file has all") { daemon.writtenCount >= Self.records }
        // Started anew it tries at once, however long the receiver was not there.
        daemon.stop()
        try daemon.start()
        var inTheMidst = 0
        for _ in 0..<Self.kills {
            // More than the window holds, so that each time some is confirmed and some is not.
            let enough = receiver.size + Self.window * 2_500
            try receiver.start()
            try await daemon.wait("something arrived") {
                receiver.grows(beyond: enough) || receiver.messages.count >= Self.records
            }
            receiver.kill()
            if receiver.messages.count < Self.records { inTheMidst += 1 }
        }
        try receiver.start()
        try await daemon.wait("the backlog is empty") {
            try daemon.sink("relay")["backlog_entries"] as? Int == 0
        }
        daemon.stop()
        let arrived = Self.identities(receiver.messages)
        var seen: Set<String> = []
        let first = arrived.filter { seen.insert($0).inserted }
        // None lost, and in order; what comes again was on its way at a kill.
        #expect((first == daemon.written) as Bool)
        #expect(daemon.written.count == Self.records)
        let repeats = arrived.count - first.count
        print(
            "\(Self.kills) kills of the receiver, \(inTheMidst) of them before it had all: "
                + "0 lost, \(repeats) of \(first.count) repeated")
        #expect(repeats <= Self.kills * Self.window)
    }

    @Test("a record waits while nobody confirms it, through restarts of the daemon")
    func unconfirmed() async throws {
        let deaf = RELPReceiver { request in
            request.command == "syslog" ? [] : RELPReceiver.ordinary(request)
        }
        let daemon = try RunningDaemon(
            output:
                "sinks: [{name: relay, relp: {host: 127.0.0.1, port: \(deaf.port), timeout: 1s}}]")
        try daemon.feed(hour: 8, count: 10)
        try daemon.start()
        try await daemon.wait("the records came") { deaf.messages.count >= 30 }
        try await daemon.wait("it was told") {
            daemon.messages.contains { $0.contains("confirms nothing") }
        }
        #expect(try daemon.sink("relay")["backlog_entries"] as? Int == 30)
        daemon.kill()
        let reserved = ReservedPort()
        let receiver = try RsyslogReceiver(port: reserved.number)
        try receiver.start()
        try daemon.configure(
            output: "sinks: [{name: relay, relp: {host: 127.0.0.1, port: \(reserved.number)}}]")
        try daemon.start()
        try await daemon.wait("all arrived") { receiver.messages.count >= 30 }
        daemon.stop()
        #expect(Self.identities(receiver.messages) == daemon.written)
    }

    @Test(
        "over TLS both sides are verified: without a certificate of its own nothing is sent",
        .enabled(if: TestAuthority.isPossible, "needs openssl"))
    func tls() async throws {
        let authority = try TestAuthority()
        let server = try authority.issue("relay.example", address: "127.0.0.1")
        let client = try authority.issue("riskd.example")
        let reserved = ReservedPort()
        let receiver = try RsyslogReceiver(
            port: reserved.number,
            input: "tls=\"on\" tls.cacert=\"\(authority.certificate)\" "
                + "tls.mycert=\"\(server.certificate)\" tls.myprivkey=\"\(server.key)\" "
                + "tls.authmode=\"name\" tls.permittedpeer=[\"riskd.example\"]")
        try receiver.start()
        func sink(_ more: String) -> String {
            "sinks: [{name: relay, relp: {host: 127.0.0.1, port: \(reserved.number), tls: true, "
                + "timeout: 2s\(more)}}]"
        }
        let daemon = try RunningDaemon(output: sink(""))
        try daemon.feed(hour: 8, count: 10)
        try daemon.start()
        try await daemon.wait("the certificate was refused") {
            daemon.messages.contains { $0.contains("certificate") }
        }
        // It knows the receiver, and the receiver does not know it.
        try daemon.configure(output: sink(", ca_file: \(authority.certificate)"))
        daemon.reload()
        try await daemon.wait("the receiver refused it") {
            let sink = try daemon.sink("relay")
            return sink["failed_by"] != nil
                && (sink["failed_by"] as? String)?.contains("certificate verify") != true
                || (sink["failed_by"] as? String)?.contains("alert") == true
        }
        #expect(receiver.messages.isEmpty)
        try daemon.configure(
            output: sink(
                ", ca_file: \(authority.certificate), cert_file: \(client.certificate), "
                    + "key_file: \(client.key)"))
        daemon.reload()
        try await daemon.wait("all arrived") { receiver.messages.count >= 30 }
        daemon.stop()
        #expect(Self.identities(receiver.messages) == daemon.written)
    }
}
