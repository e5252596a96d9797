import CCurl
import Dispatch
import SecurityContent

/// Sends messages over a connection that stays open: TCP, TLS or a unix socket.
///
/// Syslog has no answers. What counts as delivered is what the other side's kernel has confirmed
/// (or, of a unix socket, what its program has read) while the connection was still open.
@safe final class SyslogStream: SinkTransport {
    /// How long one step of waiting lasts at most, after which interruptions are looked for.
    private static let stepMilliseconds: Int32 = 100

    private let settings: SyslogOutput
    private let interruption: Interruption
    private var stream: OpaquePointer?

    init(_ settings: SyslogOutput, interruption: Interruption) {
        self.settings = settings
        self.interruption = interruption
    }

    deinit { close() }

    private struct Failure: Error {
        var reason: String
        var isRefusal = false
    }

    func probe() -> ProbeFailure? {
        do throws(Failure) {
            _ = try unsafe connected()
            return nil
        } catch {
            close()
            return error.isRefusal ? .refused(error.reason) : .unavailable(error.reason)
        }
    }

    func send(_ entries: [OutboxEntry]) -> SendOutcome {
        do throws(Failure) {
            let stream = try unsafe connected()
            var bytes: [UInt8] = []
            for entry in entries { append(entry.bytes, to: &bytes) }
            unsafe try write(bytes, to: stream)
            unsafe try waitUntilConfirmed(stream)
            return .delivered
        } catch {
            close()
            return error.isRefusal ? .refused(error.reason) : .unavailable(error.reason)
        }
    }

    private func append(_ message: [UInt8], to bytes: inout [UInt8]) {
        switch settings.framing {
        case .octetCounting:
            bytes += Array("\(message.count) ".utf8)
            bytes += message
        case .newline:
            bytes += message
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    func startOver() { close() }

    private func close() {
        if let stream = unsafe stream { unsafe riskd_stream_destroy(stream) }
        unsafe stream = nil
    }

    // MARK: - Steps

    private var deadline: DispatchTime { .now() + .nanoseconds(settings.timeout.nanoseconds) }

    /// The open connection, or a new one where there is none or the other side has closed it.
    private func connected() throws(Failure) -> OpaquePointer {
        if let stream = unsafe stream {
            if unsafe riskd_stream_is_closed(stream) == 0 { return unsafe stream }
            close()
        }
        let (url, path) = target
        let new = unsafe riskd_stream_create(
            url, path, settings.caFile, settings.timeout.nanoseconds / 1_000_000)
        guard let new = unsafe new else { throw Failure(reason: "no memory for a connection") }
        unsafe stream = new
        while unsafe riskd_stream_step(new, Self.stepMilliseconds) == 0 {
            if interruption.isRaised { throw Failure(reason: "broken off") }
        }
        switch unsafe riskd_stream_result(new) {
        case RISKD_HTTP_ANSWERED: return unsafe new
        case let result:
            throw Failure(reason: unsafe error(new), isRefusal: result == RISKD_HTTP_WRONG)
        }
    }

    /// As libcurl takes it, which knows ways to connect by the protocols that go over them.
    private var target: (url: String, path: String?) {
        switch settings.destination {
        case .tcp(let host, let port): ("http://\(SyslogDestination.bracketed(host)):\(port)", nil)
        case .tls(let host, let port):
            ("https://\(SyslogDestination.bracketed(host)):\(port)", nil)
        case .unix(let path): ("http://localhost", path)
        case .udp, .unixDatagram: preconditionFailure("datagrams have no stream")
        }
    }

    private func error(_ stream: OpaquePointer) -> String {
        FailureText.stable(unsafe String(cString: riskd_stream_error(stream)))
    }

    private func write(_ bytes: [UInt8], to stream: OpaquePointer) throws(Failure) {
        var sent = 0
        var deadline = deadline
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBufferPointer {
                unsafe riskd_stream_send(stream, $0.baseAddress, $0.count)
            }
            if count < 0 { throw Failure(reason: unsafe error(stream)) }
            sent += count
            if count > 0 {
                deadline = self.deadline
                continue
            }
            try checkTime(deadline)
            unsafe riskd_stream_wait(stream, 1, Self.stepMilliseconds)
        }
    }

    private func waitUntilConfirmed(_ stream: OpaquePointer) throws(Failure) {
        let deadline = deadline
        var wait: Int32 = 1
        while true {
            let underway = unsafe riskd_stream_underway(stream)
            if unsafe riskd_stream_is_closed(stream) != 0 {
                throw Failure(reason: "the receiver closed the connection")
            }
            if underway == 0 { return }
            try checkTime(deadline)
            unsafe riskd_stream_wait(stream, 0, wait)
            wait = min(wait * 2, Self.stepMilliseconds)
        }
    }

    private func checkTime(_ deadline: DispatchTime) throws(Failure) {
        if interruption.isRaised { throw Failure(reason: "broken off") }
        if DispatchTime.now() > deadline {
            throw Failure(reason: "the receiver takes nothing for \(settings.timeout)")
        }
    }
}
