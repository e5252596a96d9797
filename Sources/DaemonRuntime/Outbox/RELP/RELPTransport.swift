import CCurl
import SecurityContent

/// Sends syslog messages by RELP, over TCP or TLS: a message counts as delivered when the
/// receiver's program has said that it has it, and not before.
///
/// As many messages as the window has are on their way at once. What was on its way when a
/// connection broke goes again; what was confirmed until then does not.
final class RELPTransport: SinkTransport {
    /// Bytes that are made ready to be sent at once, beside one message.
    private static let readyBytesMax = 64 << 10
    /// A message that the receiver refuses so often, while it takes others, is set aside.
    static let refusalsMax = 3

    private let settings: RELPOutput
    private let interruption: Interruption
    private var connection: (stream: ClientStream, session: RELPSession)?
    /// Messages that the receiver has, behind one that it does not have: no more than a batch.
    private var takenAhead: Set<Int64> = []
    private var suspect: Suspect?

    private struct Suspect {
        var number: Int64
        var refusals = 0
        var wereOthersTaken = false
    }

    init(_ settings: RELPOutput, interruption: Interruption) {
        self.settings = settings
        self.interruption = interruption
    }

    deinit { leave() }

    func probe() -> ProbeFailure? {
        do throws(ClientStream.Failure) {
            try connect()
            return nil
        } catch {
            connection = nil
            return error.isRefusal ? .refused(error.reason) : .unavailable(error.reason)
        }
    }

    func startOver() { connection = nil }

    /// Says good-bye where that takes no time: the receiver's log is then without an error.
    private func leave() {
        guard connection?.session.isOpen == true else { return }
        var bytes: [UInt8] = []
        connection?.session.close(into: &bytes)
        // The session ends in any case.
        _ = try? connection?.stream.send(bytes[...])
        connection = nil
    }

    // MARK: - Sending

    func send(_ entries: [OutboxEntry]) -> SendOutcome {
        var delivery = RELPDelivery(count: entries.count) {
            takenAhead.contains(entries[$0].number)
        }
        var failure: ClientStream.Failure?
        do throws(ClientStream.Failure) {
            try connect()
            try exchange(entries, &delivery)
        } catch {
            connection = nil
            failure = error
        }
        return outcome(of: delivery, entries, failure)
    }

    private func outcome(
        of delivery: RELPDelivery, _ entries: [OutboxEntry], _ failure: ClientStream.Failure?
    ) -> SendOutcome {
        let count = delivery.takenAtStart
        takenAhead = Set(delivery.takenAhead.map { entries[$0].number })
        if count == entries.count { return .delivered }
        let rest: SendOutcome
        if let (place, reason) = delivery.firstRefused, place == count {
            let isSetAside = note(entries[place].number, wereOthersTaken: delivery.taken > 0)
            rest =
                isSetAside
                ? .rejected(index: 0, isRestTaken: true, reason) : .refused(reason)
        } else if let failure {
            rest = failure.isRefusal ? .refused(failure.reason) : .unavailable(failure.reason)
        } else {
            // An exchange without a failure ends when everything has an answer.
            rest = .unavailable("the receiver left messages without an answer")
        }
        return count == 0 ? rest : .partly(delivered: count, then: rest)
    }

    /// A message was refused.
    ///
    /// - Returns: Whether it alone is to blame: a receiver whose disk is full refuses all.
    private func note(_ number: Int64, wereOthersTaken: Bool) -> Bool {
        var suspect = suspect.flatMap { $0.number == number ? $0 : nil } ?? Suspect(number: number)
        suspect.refusals += 1
        suspect.wereOthersTaken = suspect.wereOthersTaken || wereOthersTaken
        self.suspect = suspect
        return suspect.refusals >= Self.refusalsMax && suspect.wereOthersTaken
    }

    /// Sends messages, no more at once than the window has, until each has its answer.
    private func exchange(
        _ entries: [OutboxEntry], _ delivery: inout RELPDelivery
    ) throws(ClientStream.Failure) {
        guard let stream = connection?.stream else { return }
        var ready: [UInt8] = []
        var sent = 0
        var deadline = stream.deadline
        while true {
            if sent == ready.count {
                ready = []
                sent = 0
                fill(&ready, entries, &delivery)
            }
            if ready.isEmpty, connection?.session.unanswered == 0 { return }
            try stream.check(deadline, "the receiver confirms nothing")
            let count = sent < ready.count ? try stream.send(ready[sent...]) : 0
            sent += count
            let hasAnswered = try receive { answer in
                switch answer {
                case .taken(let place): delivery.take(place)
                case .refused(let place, let reason): delivery.refuse(place, reason)
                case .opened, .notOpened: break
                }
            }
            if count > 0 || hasAnswered {
                deadline = stream.deadline
            } else {
                stream.wait(
                    sent < ready.count ? RISKD_STREAM_TO_DO_EITHER : RISKD_STREAM_TO_RECEIVE)
            }
        }
    }

    private func fill(
        _ ready: inout [UInt8], _ entries: [OutboxEntry], _ delivery: inout RELPDelivery
    ) {
        while ready.count < Self.readyBytesMax,
            connection?.session.unanswered ?? .max < settings.window,
            let place = delivery.next()
        {
            connection?.session.syslog(entries[place].bytes, place: place, into: &ready)
        }
    }

    /// Takes the answers that have arrived.
    ///
    /// - Returns: Whether there was one.
    private func receive(
        _ answer: (RELPSession.Answer) -> Void
    ) throws(ClientStream.Failure) -> Bool {
        guard let stream = connection?.stream else { return false }
        let bytes = try stream.receive()
        guard !bytes.isEmpty else { return false }
        var hasAnswered = false
        do throws(RELPProtocolError) {
            try connection?.session.receive(bytes) {
                hasAnswered = true
                answer($0)
            }
        } catch {
            throw ClientStream.Failure(reason: error.reason)
        }
        return hasAnswered
    }

    // MARK: - Connecting

    /// Opens a session where there is none, or where the receiver has ended the one that there was.
    private func connect() throws(ClientStream.Failure) {
        // Between batches a receiver has nothing to say but that it goes, and a connection that is
        // broken is made anew.
        if let stream = connection?.stream, let news = try? stream.receive(), news.isEmpty {
            return
        }
        connection = nil
        let stream = try ClientStream(to: target, interruption: interruption)
        var session = RELPSession()
        var hello: [UInt8] = []
        session.open(into: &hello)
        connection = (stream, session)
        try open(stream, hello)
    }

    private func open(_ stream: ClientStream, _ hello: [UInt8]) throws(ClientStream.Failure) {
        var sent = 0
        let deadline = stream.deadline
        while true {
            try stream.check(deadline, "the receiver does not answer the opening of a RELP session")
            if sent < hello.count { sent += try stream.send(hello[sent...]) }
            var refusal: String?
            _ = try receive { if case .notOpened(let reason) = $0 { refusal = reason } }
            if let refusal { throw ClientStream.Failure(reason: refusal, isRefusal: true) }
            if connection?.session.isOpen == true { return }
            stream.wait(sent < hello.count ? RISKD_STREAM_TO_DO_EITHER : RISKD_STREAM_TO_RECEIVE)
        }
    }

    private var target: ClientStream.Target {
        let scheme = settings.usesTLS ? "https" : "http"
        return ClientStream.Target(
            url: "\(scheme)://\(SyslogDestination.bracketed(settings.host)):\(settings.port)",
            caFile: settings.caFile, certificateFile: settings.certificateFile,
            keyFile: settings.keyFile, timeout: settings.timeout)
    }
}
