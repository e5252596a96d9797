import Foundation
import SecurityContent

/// Takes entries to Splunk's HTTP Event Collector: several in one request, with an acknowledgement
/// channel where that is asked for.
final class HECTransport: SinkTransport {
    private let settings: HECOutput
    private let client: HTTPClient
    /// Directory of credentials that systemd passes on.
    private let credentials: String?
    /// Acknowledgements are numbered by channel.
    private var channel = UUID().uuidString

    init(_ settings: HECOutput, interruption: Interruption, credentials: String?) {
        self.settings = settings
        self.credentials = credentials
        client = HTTPClient(
            caFile: settings.caFile, proxy: settings.proxy,
            timeoutMilliseconds: settings.timeout.nanoseconds / 1_000_000,
            interruption: interruption)
    }

    func send(_ entries: [OutboxEntry]) -> SendOutcome {
        var body: [UInt8] = []
        for entry in entries {
            body += entry.bytes
            body.append(UInt8(ascii: "\n"))
        }
        switch post(body, to: "event", isCompressed: settings.isCompressed) {
        case .answered(let reply):
            return reply.outcome(awaitsAcknowledgement: settings.awaitsAcknowledgement)
        case .failed(let reason, let isRefusal):
            return isRefusal ? .refused(reason) : .unavailable(reason)
        }
    }

    /// Asks for acknowledgements, as without them a batch would be sent for ever; or sends no event,
    /// which tells about the token.
    func probe() -> ProbeFailure? {
        let response =
            settings.awaitsAcknowledgement
            ? post(Self.question([0]), to: "ack") : post([], to: "event")
        switch response {
        case .failed(let reason, let isRefusal):
            return isRefusal ? .refused(reason) : .unavailable(reason)
        case .answered(let reply):
            switch reply.status {
            case 200:
                // About acknowledgements, or as others than Splunk take no events.
                return reply.acknowledged != nil || reply.code == 0
                    ? nil : .refused(reply.foreign)
            // "No data", or as others than Splunk say it.
            case 400 where !settings.awaitsAcknowledgement: return nil
            case 408, 429, 500...: return .unavailable(reply.reason)
            default: return .refused(reply.reason)
            }
        }
    }

    func confirmed(_ confirmations: [Int64]) -> ConfirmOutcome {
        switch post(Self.question(confirmations), to: "ack") {
        case .answered(let reply):
            if reply.status == 200, let done = reply.acknowledged { return .confirmed(done) }
            if reply.status == 200 { return .refused(reply.foreign) }
            return reply.status >= 500 ? .busy(reply.reason) : .refused(reply.reason)
        case .failed(let reason, let isRefusal):
            return isRefusal ? .refused(reason) : .unavailable(reason)
        }
    }

    private static func question(_ numbers: [Int64]) -> [UInt8] {
        Array("{\"acks\":[\(numbers.map(String.init).joined(separator: ","))]}".utf8)
    }

    func startOver() { channel = UUID().uuidString }

    // MARK: - Requests

    private enum Response {
        case answered(HECReply)
        case failed(String, isRefusal: Bool)
    }

    private func post(_ body: [UInt8], to endpoint: String, isCompressed: Bool = false) -> Response
    {
        let token: String
        do throws(TokenFailure) { token = try readToken() } catch {
            return .failed(error.reason, isRefusal: true)
        }
        var headers = [
            "Authorization: Splunk \(token)", "X-Splunk-Request-Channel: \(channel)",
            "Content-Type: application/json", "User-Agent: riskd",
            // No round trip of its own before the body.
            "Expect:",
        ]
        if isCompressed { headers.append("Content-Encoding: gzip") }
        let answer = client.post(
            isCompressed ? GzipWriter.compress(body) : body,
            to: "\(settings.url)/services/collector/\(endpoint)", headers: headers)
        switch answer {
        case .reply(let status, let body):
            return .answered(HECReply(status: status, body: body))
        case .unreachable(let reason): return .failed(reason, isRefusal: false)
        case .wrong(let reason): return .failed(reason, isRefusal: true)
        }
    }

    private struct TokenFailure: Error {
        var reason: String
    }

    /// Read for each request, so that a new token needs no restart.
    private func readToken() throws(TokenFailure) -> String {
        let path: String
        switch settings.token {
        case .file(let file): path = file
        case .credential(let name):
            guard let credentials else {
                throw TokenFailure(
                    reason:
                        "the token is the credential \(name), and nobody passed credentials on: "
                        + "LoadCredential=\(name) in the unit (riskd-network.conf has it), or "
                        + "token_file")
            }
            path = credentials + "/" + name
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw TokenFailure(reason: "the token cannot be read from \(path)")
        }
        let token = String(decoding: data, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw TokenFailure(
                reason: "\(path) does not hold a token: one line of letters and digits")
        }
        return token
    }
}
