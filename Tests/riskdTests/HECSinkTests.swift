import Foundation
import TestSupport
import Testing

/// The HTTP Event Collector as a sink of the real program.
@Suite(.serialized)
struct HECSinkTests {
    private static func sink(_ server: HECServer, _ more: String = "") -> String {
        "sinks: [{name: splunk, hec: {url: \"\(server.url)\", token_credential: token, "
            + "batch_delay: 100ms, timeout: 5s\(more)}}]"
    }

    private static func server(
        isStarted: Bool = true, _ change: (inout HECServer.Settings) -> Void = { _ in }
    ) -> HECServer {
        var settings = HECServer.Settings()
        settings.token = "secret-token"
        change(&settings)
        return HECServer(settings, isStarted: isStarted)
    }

    /// Identities of what arrived.
    private static func arrived(_ server: HECServer) -> [String] {
        server.events.compactMap { event in
            event.event.firstMatch(of: /(?:risk|source)_event_id="([0-9a-f]{32})"/)
                .map { String($0.output.1) }
        }
    }

    @Test("each record arrives once, in order, as Enterprise Security would have written it")
    func delivery() async throws {
        let server = Self.server()
        let daemon = try RunningDaemon(output: Self.sink(server, ", batch_events: 50"))
        try daemon.feed(hour: 8, count: 100)
        try daemon.start()
        try await daemon.wait("all arrived") { server.events.count >= 300 }
        #expect(daemon.stop() == 0)
        #expect((Self.arrived(server) == daemon.written) as Bool)
        #expect(daemon.written.count == 300)
        #expect(server.requests >= 6 && server.compressed == server.requests)
        #expect(Set(server.events.map(\.index)) == ["risk", "notable"])
        #expect(Set(server.events.map(\.sourcetype)) == ["stash"])
        #expect(Set(server.events.map(\.source)) == ["ESCU - BITS Job Persistence - Rule"])
    }

    @Test("other schemas are sent as JSON events, with what the sink says of them")
    func schema() async throws {
        let server = Self.server { $0.indexes = ["findings"] }
        let daemon = try RunningDaemon(
            output: "sinks: [{name: lake, schema: ocsf, hec: {url: \"\(server.url)\", "
                + "token_file: \(NSTemporaryDirectory())riskd-no-such-token, gzip: false, "
                + "index: findings, source: riskd, batch_delay: 0}}]")
        try daemon.feed(hour: 8, count: 1)
        try daemon.configure(
            output: "sinks: [{name: lake, schema: ocsf, hec: {url: \"\(server.url)\", "
                + "token_file: \(daemon.directory.path)/token, gzip: false, "
                + "index: findings, source: riskd, batch_delay: 0}}]")
        try daemon.start()
        try await daemon.wait("all arrived") { server.events.count >= 3 }
        daemon.stop()
        #expect(server.compressed == 0)
        for event in server.events {
            let object = try JSONSerialization.jsonObject(with: Data(event.event.utf8))
            #expect((object as? [String: Any])?["class_uid"] as? Int == 2_004)
            #expect(event.index == "findings" && event.source == "riskd")
            #expect(event.sourcetype == "riskd:ocsf")
        }
    }

    @Test("with acknowledgements records wait until they are indexed, and arrive once")
    func acknowledgements() async throws {
        let server = Self.server {
            $0.usesAcknowledgement = true
            $0.asksUntilIndexed = 1_000_000
        }
        let daemon = try RunningDaemon(output: Self.sink(server, ", ack: true, batch_events: 100"))
        try daemon.feed(hour: 8, count: 100)
        try daemon.start()
        try await daemon.wait("all were taken") { server.events.count >= 300 }
        // Asked three times more, it has not confirmed any.
        let asked = server.asked
        try await daemon.wait("it was asked again") { server.asked >= asked + 3 }
        #expect(try daemon.sink("splunk")["backlog_entries"] as? Int == 300)
        server.change { $0.asksUntilIndexed = 0 }
        try await daemon.wait("the backlog is empty") {
            try daemon.sink("splunk")["backlog_entries"] as? Int == 0
        }
        daemon.stop()
        #expect((Self.arrived(server) == daemon.written) as Bool)
    }

    @Test("a collector that was restarted with acknowledgements open gets them again")
    func restartedCollector() async throws {
        let server = Self.server {
            $0.usesAcknowledgement = true
            $0.asksUntilIndexed = 1_000_000
        }
        // It asks for acknowledgements that the new one knows nothing of, or finds it down.
        let daemon = try RunningDaemon(
            output: Self.sink(server, ", ack: true, ack_timeout: 10s"))
        try daemon.feed(hour: 8, count: 20)
        try daemon.start()
        try await daemon.wait("all were taken") { server.events.count >= 60 }
        server.stop()
        server.change { $0.asksUntilIndexed = 0 }
        // Found down, or up again and without knowledge: both are ways to come back.
        server.start()
        try await daemon.wait("the backlog is empty") {
            try daemon.sink("splunk")["backlog_entries"] as? Int == 0
        }
        daemon.stop()
        #expect(Set(Self.arrived(server)) == Set(daemon.written))
        #expect(daemon.written.count == 60)
    }

    @Test("a token without acknowledgements is told of, and nothing is sent again and again")
    func noAcknowledgements() async throws {
        let server = Self.server()
        let daemon = try RunningDaemon(output: Self.sink(server, ", ack: true"))
        try daemon.feed(hour: 8, count: 1)
        try daemon.start()
        try await daemon.wait("it was told") {
            daemon.messages.contains { $0.contains("ACK is disabled") }
        }
        #expect(server.events.isEmpty)
        server.change { $0.usesAcknowledgement = true }
        try await daemon.wait("all arrived") { server.events.count >= 3 }
        daemon.stop()
        #expect((Self.arrived(server) == daemon.written) as Bool)
    }

    @Test("a collector that is down delays nothing else, and gets everything once it is up")
    func down() async throws {
        let server = Self.server(isStarted: false)
        let other = Self.server()
        let daemon = try RunningDaemon(
            output: """
                sinks:
                  - {name: dead, hec: {url: "\(server.url)", token_credential: token}}
                  - {name: alive, hec: {url: "\(other.url)", token_credential: token}}
                """)
        try daemon.feed(hour: 8, count: 30)
        try daemon.start()
        try await daemon.wait("the file and the other sink have all") {
            daemon.writtenCount >= 90 && other.events.count >= 90
        }
        let sink = try daemon.sink("dead")
        #expect(sink["backlog_entries"] as? Int == 90)
        #expect(sink["backlog_bytes"] as? Int ?? 0 > 90 * 500)
        #expect(sink["oldest_seconds"] as? Double != nil)
        #expect((sink["failed_by"] as? String)?.contains("onnect") ?? false, "\(sink)")
        try daemon.feed(hour: 11, count: 30)
        try await daemon.wait("the file goes on") { daemon.writtenCount >= 180 }
        server.start()
        try await daemon.wait("all arrived") { server.events.count >= 180 }
        daemon.stop()
        #expect((Self.arrived(server) == daemon.written) as Bool)
        #expect(daemon.messages.count { $0.hasPrefix("sink dead:") } == 1)
        #expect(daemon.messages.contains { $0.hasPrefix("sink dead takes records again") })
    }

    @Test("a busy collector and one that breaks off lose nothing")
    func faults() async throws {
        let server = Self.server { $0.faults = [.busy, .cutBefore, .busy, .cutWithinAnswer] }
        let daemon = try RunningDaemon(output: Self.sink(server))
        try daemon.feed(hour: 8, count: 30)
        try daemon.start()
        // Cut within the answer: all of them come again.
        try await daemon.wait("all arrived again") { server.events.count >= 180 }
        daemon.stop()
        let arrived = Self.arrived(server)
        #expect(arrived.count == 180)
        #expect(Array(arrived[..<90]) == daemon.written && Array(arrived[90...]) == daemon.written)
    }

    @Test("a proxy's page with status 200 confirms nothing: it is told of, and all records arrive")
    func page() async throws {
        let server = Self.server { $0.faults = [.page, .page] }
        let daemon = try RunningDaemon(output: Self.sink(server))
        try daemon.feed(hour: 8, count: 10)
        try daemon.start()
        try await daemon.wait("all arrived") { server.events.count >= 30 }
        daemon.stop()
        #expect((Self.arrived(server) == daemon.written) as Bool)
        #expect(
            daemon.messages.count { $0.contains("no answer of an HTTP Event Collector") } == 1)
    }

    @Test("with acknowledgements a success without a number confirms nothing, and is told of")
    func noNumber() async throws {
        let server = Self.server {
            $0.usesAcknowledgement = true
            $0.faults = [.noAcknowledgement]
        }
        let daemon = try RunningDaemon(output: Self.sink(server, ", ack: true"))
        try daemon.feed(hour: 8, count: 10)
        try daemon.start()
        // Taken twice: nobody can know that the first time was one.
        try await daemon.wait("all arrived again") { server.events.count >= 60 }
        try await daemon.wait("the backlog is empty") {
            try daemon.sink("splunk")["backlog_entries"] as? Int == 0
        }
        daemon.stop()
        #expect(Set(Self.arrived(server)) == Set(daemon.written))
        #expect(daemon.messages.contains { $0.contains("no ackId") })
    }

    @Test("the backlog survives restarts and kills")
    func restarts() async throws {
        let server = Self.server(isStarted: false)
        let daemon = try RunningDaemon(output: Self.sink(server))
        try daemon.feed(hour: 8, count: 30)
        try daemon.start()
        try await daemon.wait("the file has all") { daemon.writtenCount >= 90 }
        daemon.kill()
        try daemon.start()
        try daemon.feed(hour: 11, count: 30)
        try await daemon.wait("the file has all") { daemon.writtenCount >= 180 }
        #expect(daemon.stop() == 0)
        server.start()
        try daemon.start()
        try await daemon.wait("all arrived") { server.events.count >= 180 }
        daemon.stop()
        #expect((Self.arrived(server) == daemon.written) as Bool)
        #expect(Set(daemon.written).count == 180)
    }

    @Test("what waits for a full batch goes when the daemon is stopped")
    func drains() async throws {
        let server = Self.server()
        let daemon = try RunningDaemon(
            output: "sinks: [{name: splunk, hec: {url: \"\(server.url)\", token_credential: token, "
                + "batch_delay: 60s}}]")
        try daemon.feed(hour: 8, count: 10)
        try daemon.start()
        try await daemon.wait("the file has all") { daemon.writtenCount >= 30 }
        #expect(server.requests == 0)
        #expect(daemon.stop() == 0)
        #expect(Self.arrived(server) == daemon.written)
    }

    @Test("after the state was lost a sink gets everything again, and the file nothing twice")
    func lostState() async throws {
        let server = Self.server()
        let daemon = try RunningDaemon(output: Self.sink(server))
        try daemon.feed(hour: 8, count: 10)
        try daemon.start()
        try await daemon.wait("all arrived") { server.events.count >= 30 }
        daemon.stop()
        let before = daemon.written
        try daemon.directory.write(String(repeating: "damage ", count: 9_999), to: "state/state.db")
        try daemon.start()
        // What of it the sink has got is not known any more.
        try await daemon.wait("all arrived again") { server.events.count >= 60 }
        daemon.stop()
        #expect(daemon.written == before)
        #expect(Set(Self.arrived(server)) == Set(before))
    }

    @Test("a wrong token or index is told of once, and once it is mended nothing is missing")
    func refusals() async throws {
        let server = Self.server {
            $0.token = "another"
            $0.indexes = ["risk"]
        }
        let daemon = try RunningDaemon(output: Self.sink(server))
        try daemon.start()
        // Before there is anything to send.
        try await daemon.wait("the token was told of") {
            daemon.messages.contains { $0.contains("Invalid token") }
        }
        try daemon.feed(hour: 8, count: 10)
        try await daemon.wait("the file has all") { daemon.writtenCount >= 30 }
        let asked = server.asked
        try await daemon.wait("it was tried again") { server.asked >= asked + 2 }
        #expect(daemon.messages.count { $0.contains("Invalid token") } == 1)
        try daemon.directory.write("another", to: "token")
        try await daemon.wait("the index was told of") {
            daemon.messages.contains { $0.contains("Incorrect index") }
        }
        server.change { $0.indexes = ["risk", "notable"] }
        try await daemon.wait("all arrived") {
            Set(Self.arrived(server)) == Set(daemon.written)
        }
        daemon.stop()
    }

    @Test("at the limit of its backlog a sink drops its oldest where it may, and the file has all")
    func dropOldest() async throws {
        let server = Self.server(isStarted: false)
        let daemon = try RunningDaemon(
            output: "sinks: [{name: splunk, backlog: 1MiB, overflow: drop-oldest, hec: {url: "
                + "\"\(server.url)\", token_credential: token}}]")
        try daemon.start()
        for hour in 0..<4 { try daemon.feed(hour: hour * 3, count: 150) }
        try await daemon.wait("the file has all") { daemon.writtenCount >= 1_800 }
        let sink = try daemon.sink("splunk")
        let kept = try #require(sink["backlog_entries"] as? Int)
        #expect(sink["backlog_bytes"] as? Int ?? .max <= 1 << 20)
        #expect(sink["dropped"] as? Int == 1_800 - kept && kept > 0 && kept < 1_800)
        server.start()
        try await daemon.wait("the rest arrived") { server.events.count >= kept }
        daemon.stop()
        #expect(Self.arrived(server) == Array(daemon.written.suffix(kept)))
        #expect(daemon.messages.contains { $0.contains("backlog of sink splunk is full") })
    }

    @Test(
        "at the limit of its backlog a sink that may not drop pauses reading, and nothing is lost")
    func pause() async throws {
        let server = Self.server(isStarted: false)
        let daemon = try RunningDaemon(
            output: "sinks: [{name: splunk, backlog: 1MiB, hec: {url: \"\(server.url)\", "
                + "token_credential: token}}]")
        try daemon.feed(hour: 0, count: 300)
        try daemon.start()
        try await daemon.wait("the backlog is full") {
            daemon.messages.contains { $0.contains("reading is paused") }
        }
        let before = daemon.written.count
        try daemon.feed(hour: 3, count: 300)
        // A status that is critical is of a loop that turned, and took nothing.
        let socket = daemon.directory.path + "/status.sock"
        try await daemon.wait("the status says so") {
            try Program.run(["status", "--socket", socket]).status == 2
        }
        #expect(daemon.written.count == before)
        server.start()
        try await daemon.wait("all arrived") { server.events.count >= 1_800 }
        daemon.stop()
        #expect((Self.arrived(server) == daemon.written) as Bool)
    }

    @Test("a sink that is not configured any more keeps its records until they are discarded")
    func removed() async throws {
        let server = Self.server(isStarted: false)
        let daemon = try RunningDaemon(output: Self.sink(server))
        try daemon.feed(hour: 8, count: 2)
        try daemon.start()
        try await daemon.wait("the file has all") { daemon.writtenCount >= 6 }
        try daemon.configure(output: "")
        daemon.reload()
        try await daemon.wait("it was told") {
            daemon.messages.contains { $0.hasPrefix("6 record(s) wait for sink splunk") }
        }
        let status = try Program.run([
            "status", "--oneline", "--socket", daemon.directory.path + "/status.sock",
        ])
        #expect(status.output.contains("6 record(s) wait for sink splunk"), "\(status.output)")
        try daemon.configure(output: "discard: [splunk]")
        daemon.reload()
        try await daemon.wait("they are gone") {
            daemon.messages.contains { $0.hasPrefix("threw 6 record(s) away") }
        }
        daemon.stop()
    }

    @Test(
        "TLS is verified: with the authority of the receiver records arrive, without it none is sent",
        .enabled(if: TLSProxy.isPossible, "needs python3 and openssl"))
    func tls() async throws {
        let server = Self.server()
        let proxy = try TLSProxy(to: server.port)
        let sink =
            "sinks: [{name: splunk, hec: {url: \"https://127.0.0.1:\(proxy.port)\", "
            + "token_credential: token, batch_delay: 0"
        let daemon = try RunningDaemon(output: sink + "}}]")
        try daemon.feed(hour: 8, count: 2)
        try daemon.start()
        try await daemon.wait("the certificate was refused") {
            daemon.messages.contains { $0.contains("certificate") }
        }
        #expect(server.requests == 0)
        #expect(try daemon.sink("splunk")["is_refused"] as? Bool == true)
        try daemon.configure(output: sink + ", ca_file: \(proxy.certificate)}}]")
        daemon.reload()
        try await daemon.wait("all arrived") { server.events.count >= 6 }
        daemon.stop()
        #expect((Self.arrived(server) == daemon.written) as Bool)
    }
}
