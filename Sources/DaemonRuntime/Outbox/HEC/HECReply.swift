import Foundation

/// An answer of Splunk's HTTP Event Collector, and what follows from it for what was sent.
///
/// Source: Splunk Enterprise, "Troubleshoot HTTP Event Collector", possible error codes.
struct HECReply {
    let status: Int
    private let body: [String: Any]
    /// The beginning of an answer that is not of the collector, such as a proxy's.
    private let text: String

    init(status: Int, body: [UInt8]) {
        self.status = status
        // An answer that is no JSON has no code.
        let object = try? JSONSerialization.jsonObject(with: Data(body))
        self.body = object as? [String: Any] ?? [:]
        text = String(decoding: body.prefix(200), as: UTF8.self)
    }

    var code: Int? { body["code"] as? Int }
    var acknowledgement: Int64? { (body["ackId"] as? NSNumber)?.int64Value }

    /// Batches that are indexed, of an answer about acknowledgements.
    var acknowledged: Set<Int64>? {
        (body["acks"] as? [String: Any]).map { acks in
            Set(acks.compactMap { key, value in (value as? Bool) == true ? Int64(key) : nil })
        }
    }

    /// Place of the first event that was not taken, from 0.
    private var invalidEvent: Int? { body["invalid-event-number"] as? Int }

    /// What the collector says, for an operator.
    var reason: String {
        guard let said = body["text"] as? String else {
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
        case 200:
            guard awaitsAcknowledgement, let id = acknowledgement else { return .delivered }
            return .taken(id)
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
}
