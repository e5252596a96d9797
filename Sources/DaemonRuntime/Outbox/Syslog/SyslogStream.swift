import CCurl
import SecurityContent

/// Sends messages over a connection that stays open: TCP, TLS or a unix socket.
///
/// Syslog has no answers. What counts as delivered is what the other side's kernel has confirmed
/// (or, of a unix socket, what its program has read) while the connection was still open. RELP
/// gives the program's word as well.
final class SyslogStream: SinkTransport {
    private let settings: SyslogOutput
    private let interruption: Interruption
    private var stream: ClientStream?

    init(_ settings: SyslogOutput, interruption: Interruption) {
        self.settings = settings
        self.interruption = interruption
    }

    func probe() -> ProbeFailure? {
        do throws(ClientStream.Failure) {
            _ = try connected()
            return nil
        } catch {
            stream = nil
            return error.isRefusal ? .refused(error.reason) : .unavailable(error.reason)
        }
    }

    func send(_ entries: [OutboxEntry]) -> SendOutcome {
        do throws(ClientStream.Failure) {
            let stream = try connected()
            var bytes: [UInt8] = []
            for entry in entries { append(entry.bytes, to: &bytes) }
            try write(bytes, to: stream)
            try waitUntilConfirmed(stream)
            return .delivered
        } catch {
            stream = nil
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

    func startOver() { stream = nil }

    // MARK: - Steps

    /// The open connection, or a new one where there is none or the other side has closed it.
    private func connected() throws(ClientStream.Failure) -> ClientStream {
        if let stream, !stream.isClosed { return stream }
        stream = nil
        let new = try ClientStream(to: target, interruption: interruption)
        stream = new
        return new
    }

    private var target: ClientStream.Target {
        let (url, path): (String, String?) =
            switch settings.destination {
            case .tcp(let host, let port):
                ("http://\(SyslogDestination.bracketed(host)):\(port)", nil)
            case .tls(let host, let port):
                ("https://\(SyslogDestination.bracketed(host)):\(port)", nil)
            case .unix(let path): ("http://localhost", path)
            case .udp, .unixDatagram: preconditionFailure("datagrams have no stream")
            }
        return ClientStream.Target(
            url: url, path: path, caFile: settings.caFile, timeout: settings.timeout)
    }

    private static let standstill = "the receiver takes nothing"

    private func write(_ bytes: [UInt8], to stream: ClientStream) throws(ClientStream.Failure) {
        var sent = 0
        var deadline = stream.deadline
        while sent < bytes.count {
            let count = try stream.send(bytes[sent...])
            sent += count
            if count > 0 {
                deadline = stream.deadline
                continue
            }
            try stream.check(deadline, Self.standstill)
            stream.wait(RISKD_STREAM_TO_SEND)
        }
    }

    private func waitUntilConfirmed(_ stream: ClientStream) throws(ClientStream.Failure) {
        let deadline = stream.deadline
        var wait: Int32 = 1
        while true {
            let underway = try stream.underway()
            if stream.isClosed {
                throw ClientStream.Failure(reason: "the receiver closed the connection")
            }
            if underway == 0 { return }
            try stream.check(deadline, Self.standstill)
            stream.wait(RISKD_STREAM_TO_RECEIVE, milliseconds: wait)
            wait = min(wait * 2, ClientStream.stepMilliseconds)
        }
    }
}
