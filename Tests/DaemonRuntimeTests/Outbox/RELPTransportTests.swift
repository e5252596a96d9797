import SecurityContent
import Synchronization
import TestSupport
import Testing

@testable import DaemonRuntime

/// The RELP transport against a receiver that answers as each test says.
struct RELPTransportTests {
    private static func transport(
        _ receiver: RELPReceiver, window: Int = 128, _ interruption: Interruption = Interruption()
    ) -> RELPTransport {
        var settings = RELPOutput(host: "127.0.0.1")
        settings.port = receiver.port
        settings.window = window
        // Long where a test does not wait for it: a machine may be busy.
        settings.timeout = .seconds(30)
        return RELPTransport(settings, interruption: interruption)
    }

    private static func entries(_ numbers: ClosedRange<Int64>) -> [OutboxEntry] {
        numbers.map { OutboxEntry(number: $0, added: 0, bytes: Array("<1>m\($0)".utf8)) }
    }

    private static func texts(_ numbers: ClosedRange<Int64>) -> [String] {
        numbers.map { "<1>m\($0)" }
    }

    @Test("what the receiver confirms is delivered, over one session")
    func delivers() {
        let receiver = RELPReceiver()
        let transport = Self.transport(receiver)
        #expect(transport.probe() == nil)
        #expect(transport.send(Self.entries(1...300)) == .delivered)
        #expect(transport.send(Self.entries(301...302)) == .delivered)
        #expect(receiver.messages == Self.texts(1...302))
        #expect(receiver.connections == 1)
    }

    @Test("large messages and answers that come late cross on the way")
    func large() {
        let receiver = RELPReceiver()
        let transport = Self.transport(receiver)
        let text = String(repeating: "x", count: 100_000)
        let entries = (1...40).map {
            OutboxEntry(number: $0, added: 0, bytes: Array("\($0) \(text)".utf8))
        }
        #expect(transport.send(entries) == .delivered)
        #expect(receiver.messages.map(\.utf8.count) == entries.map(\.bytes.count))
    }

    @Test("no more is on its way than the window has, and answers may come in any order")
    func window() {
        let held = Mutex<(waiting: [RELPReceiver.Request], most: Int)>(([], 0))
        let receiver = RELPReceiver { request in
            guard request.command == "syslog" else { return RELPReceiver.ordinary(request) }
            return held.withLock { held in
                held.waiting.append(request)
                held.most = max(held.most, held.waiting.count)
                guard held.waiting.count >= 4, request.isLastForNow else { return [] }
                defer { held.waiting = [] }
                return held.waiting.reversed().flatMap { RELPReceiver.ordinary($0) }
            }
        }
        #expect(Self.transport(receiver, window: 4).send(Self.entries(1...12)) == .delivered)
        #expect(held.withLock { $0.most } == 4)
    }

    @Test("after a broken connection only what was not confirmed goes again")
    func broken() {
        let receiver = RELPReceiver { request in
            request.command == "syslog" && request.number == 3
                ? [.cut] : RELPReceiver.ordinary(request)
        }
        let transport = Self.transport(receiver, window: 1)
        guard case .partly(3, .unavailable) = transport.send(Self.entries(1...10)) else {
            Issue.record("three were confirmed")
            return
        }
        transport.startOver()
        #expect(transport.send(Self.entries(4...10)) == .delivered)
        #expect(receiver.messages == Self.texts(1...4) + Self.texts(4...10))
    }

    @Test(
        "what is no answer breaks the session and confirms nothing, and the next one goes well",
        arguments: [
            ("HTTP/1.1 400 Bad Request\r\n\r\n", "is no RELP"),
            ("9 rsp 6 200 OK\n", "transaction 9"),
            ("2 rsp 6 2OO OK\n", "no status"), ("2 rsp 999999 ", "more than"),
            ("2 reply 6 200 OK\n", "command reply"), ("0 serverclose 0\n", "closed the session"),
            ("2 rsp 6 20", "closed the connection"), ("", "closed the connection"),
            ("\u{0}\u{0}\u{0}", "is no RELP"),
        ])
    func garbage(text: String, reason: String) {
        let receiver = RELPReceiver { request in
            request.command == "syslog" && request.number == 0
                ? [.write(text), .cut] : RELPReceiver.ordinary(request)
        }
        let transport = Self.transport(receiver)
        guard case .unavailable(let said) = transport.send(Self.entries(1...1)) else {
            Issue.record("\(text) was taken for an answer")
            return
        }
        // A cut with bytes of ours unread is a reset.
        #expect(said.contains(reason) || said.contains("reset"), "\(said)")
        #expect(transport.send(Self.entries(1...1)) == .delivered)
    }

    @Test("a receiver that never answers is given up after the time-out, at the opening and later")
    func silence() {
        for (command, reason) in [
            ("open", "does not answer the opening"), ("syslog", "confirms nothing"),
        ] {
            let receiver = RELPReceiver { request in
                request.command == command ? [] : RELPReceiver.ordinary(request)
            }
            var settings = RELPOutput(host: "127.0.0.1")
            settings.port = receiver.port
            settings.timeout = .milliseconds(300)
            let transport = RELPTransport(settings, interruption: Interruption())
            guard case .unavailable(let said) = transport.send(Self.entries(1...2)) else {
                Issue.record("something was confirmed")
                return
            }
            #expect(said.contains(reason), "\(said)")
        }
    }

    @Test("a call that waits for an answer is broken off")
    func interrupted() {
        let interruption = Interruption()
        let receiver = RELPReceiver { request in
            guard request.command == "syslog" else { return RELPReceiver.ordinary(request) }
            interruption.raise()
            return []
        }
        let transport = Self.transport(receiver, interruption)
        #expect(transport.send(Self.entries(1...1)) == .unavailable("broken off"))
    }

    @Test("a receiver that takes no syslog is refused until somebody changes that")
    func refusedOpening() {
        let receiver = RELPReceiver { [RELPReceiver.respond($0, "500 not for you")] }
        let transport = Self.transport(receiver)
        #expect(transport.probe() == .refused("the receiver answers 500: not for you"))
        #expect(
            transport.send(Self.entries(1...1))
                == .refused("the receiver answers 500: not for you"))
    }

    @Test("a session that the receiver ended between batches is opened anew without a word")
    func endedSession() {
        let receiver = RELPReceiver { request in
            guard request.command == "syslog", request.number == 0 else {
                return RELPReceiver.ordinary(request)
            }
            return [.write("2 rsp 6 200 OK\n0 serverclose 0\n"), .cut]
        }
        let transport = Self.transport(receiver)
        #expect(transport.send(Self.entries(1...1)) == .delivered)
        #expect(transport.send(Self.entries(2...2)) == .delivered)
        #expect(receiver.connections == 2)
    }

    @Test("one message that is refused while others are taken is set aside at the third time")
    func poison() {
        let receiver = RELPReceiver { request in
            request.data == "<1>m3"
                ? [RELPReceiver.respond(request, "500 no")] : RELPReceiver.ordinary(request)
        }
        let transport = Self.transport(receiver)
        let reason = "the receiver answers 500: no"
        #expect(
            transport.send(Self.entries(1...5)) == .partly(delivered: 2, then: .refused(reason)))
        #expect(transport.send(Self.entries(3...5)) == .refused(reason))
        #expect(
            transport.send(Self.entries(3...5))
                == .rejected(index: 0, isRestTaken: true, reason))
        #expect(transport.send(Self.entries(4...5)) == .delivered)
        // Those behind it are not sent again.
        #expect(
            receiver.messages.filter { $0 != "<1>m3" }
                == ["m1", "m2", "m4", "m5"].map { "<1>\($0)" })
    }

    @Test("a receiver that refuses everything, as one whose disk is full, loses nothing")
    func refusesAll() {
        let receiver = RELPReceiver { request in
            request.command == "syslog"
                ? [RELPReceiver.respond(request, "500 full")] : RELPReceiver.ordinary(request)
        }
        let transport = Self.transport(receiver)
        for _ in 0..<(RELPTransport.refusalsMax + 2) {
            #expect(
                transport.send(Self.entries(1...3)) == .refused("the receiver answers 500: full"))
        }
    }
}
