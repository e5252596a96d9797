import Foundation

/// An answer of Splunk's HTTP Event Collector, and what follows from it for what was sent.
///
/// Only a collector's own word counts: a proxy or a login page also says 200. Vector, Fluent Bit,
/// Cribl and the OpenTelemetry Collector answer `{"text":"Success","code":0}` as Splunk does.
///
/// Source: Splunk Enterprise, "Troubleshoot HTTP Event Collector", possible error codes.
struct HECReply {
    let status: Int
    private let body: Body
    /// The beginning of an answer that is not of the collector, such as a proxy's.
    private let text: String

    /// What a collector says. A value of another type than it gives is none: `"code":false` is not
    /// success.
    private struct Body: Decodable {
        var text: String?
        var code: Int?
        var acknowledgement: Int64?
        var acknowledgements: [String: Bool]?
        var invalidEvent: Int?

        private enum CodingKeys: String, CodingKey {
            case text, code
            case acknowledgement = "ackId"
            case acknowledgements = "acks"
            case invalidEvent = "invalid-event-number"
        }

        init() {}

        init(from decoder: any Decoder) throws {
            let keys = try decoder.container(keyedBy: CodingKeys.self)
            // A value that is not of its type counts as one that is not there.
            func value<T: Decodable>(_ key: CodingKeys) -> T? {
                try? keys.decode(T.self, forKey: key)
            }
            text = value(.text)
            code = value(.code)
            acknowledgement = value(.acknowledgement)
            acknowledgements = value(.acknowledgements)
            invalidEvent = value(.invalidEvent)
        }
    }

    init(status: Int, body: [UInt8]) {
        self.status = status
        // An answer that is no JSON says nothing.
        self.body = (try? JSONDecoder().decode(Body.self, from: Data(body))) ?? Body()
        text = String(decoding: body.prefix(200), as: UTF8.self)
    }

    var code: Int? { body.code }
    var acknowledgement: Int64? { body.acknowledgement }

    /// Batches that are indexed, of an answer about acknowledgements.
    var acknowledged: Set<Int64>? {
        body.acknowledgements.map { acks in
            Set(acks.compactMap { key, value in value ? Int64(key) : nil })
        }
    }

    /// Place of the first event that was not taken, from 0.
    private var invalidEvent: Int? { body.invalidEvent }

    /// What the collector says, for an operator.
    var reason: String {
        guard let said = body.text else {
            return "HTTP status \(status)" + (text.isEmpty ? "" : ": \(text)")
        }
        return "\(said) (HTTP status \(status)\(code.map { ", code \($0)" } ?? ""))"
            + (Self.advice[code ?? -1].map { ": \($0)" } ?? "")
    }

    private static let advice: [Int: String] = [
        1: "enable the token in Splunk",
        2: "put a token into the credential or file that the sink names",
        3: "the token is not in the form that Splunk takes: look at the credential or file",
        4: "Splunk does not know the token: look at the credential or file",
        7:
            "allow the indexes (risk and notable, unless index is set) in the settings of the token, "
            + "and make them where they are not there",
        14: "enable indexer acknowledgement for the token, or set ack: false",
    ]

    /// Codes that say that an event is no event that the collector takes.
    private static let eventCodes: Set<Int> = [5, 6, 12, 13, 15]

    /// - Parameter awaitsAcknowledgement: Whether a batch is done only once it is acknowledged.
    func outcome(awaitsAcknowledgement: Bool) -> SendOutcome {
        switch status {
        case 200: return success(awaitsAcknowledgement: awaitsAcknowledgement)
        case 400:
            guard let code, Self.eventCodes.contains(code) else { return .refused(reason) }
            // Where there are acknowledgements this answer has none, so nothing is known to be safe.
            return invalidEvent.map {
                .rejected(index: $0, isRestTaken: !awaitsAcknowledgement, reason)
            } ?? .rejectedSome(reason)
        case 413: return .rejectedSome(reason)
        case 408, 425, 429, 500...: return .busy(reason)
        default: return .refused(reason)
        }
    }

    private static let busyCode = 9

    private func success(awaitsAcknowledgement: Bool) -> SendOutcome {
        guard let code else { return .refused(foreign) }
        guard code == 0 else { return code == Self.busyCode ? .busy(reason) : .refused(reason) }
        guard awaitsAcknowledgement else { return .delivered }
        guard let acknowledgement else {
            return .refused(
                "\(reason), and no ackId: enable indexer acknowledgement for the token, or set "
                    + "ack: false")
        }
        return .taken(acknowledgement)
    }

    /// What an answer is called that a collector would not give.
    var foreign: String {
        "no answer of an HTTP Event Collector, which has a code: look what stands between, such as a "
            + "proxy. \(reason)"
    }
}
