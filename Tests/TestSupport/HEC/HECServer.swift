import Foundation
import Synchronization

/// Splunk's HTTP Event Collector as riskd meets it, with its errors, on a port of this machine.
///
/// Source: Splunk Enterprise, "Format events for HTTP Event Collector", "Troubleshoot HTTP Event
/// Collector", "About HTTP Event Collector Indexer Acknowledgment".
package final class HECServer: Sendable {
    /// What a test makes the collector do with the next requests for events, one each.
    package enum Fault: Sendable {
        /// 503, "Server is busy".
        case busy
        /// The connection ends before the events are taken.
        case cutBefore
        /// The events are taken, and the connection ends within the answer.
        case cutWithinAnswer
        /// A proxy answers 200 with a page, and the events are not taken.
        case page
        /// The events are taken, and the answer names no acknowledgement.
        case noAcknowledgement
    }

    package struct Settings: Sendable {
        package var token = "11111111-2222-3333-4444-555555555555"
        package var indexes: Set<String> = ["risk", "notable"]
        package var usesAcknowledgement = false
        /// How often a batch is asked about until it is indexed.
        package var asksUntilIndexed = 0
        package var faults: [Fault] = []

        package init() {}
    }

    /// An event as it came in.
    package struct Event: Sendable {
        package let index: String
        package let source: String
        package let sourcetype: String
        /// The text, or the object as JSON.
        package let event: String
    }

    private struct State {
        var settings: Settings
        var events: [Event] = []
        var requests = 0
        var compressed = 0
        /// By channel: what was taken, and how often it was asked about.
        var channels: [String: [Int: Int]] = [:]
        var acknowledgements: [String: Int] = [:]
        /// Requests of any kind, whatever they were answered.
        var asked = 0
        var listener: LoopbackListener?
    }

    private let state: Mutex<State>
    private let reserved = ReservedPort()
    package var port: UInt16 { reserved.number }

    package init(_ settings: Settings = Settings(), isStarted: Bool = true) {
        state = Mutex(State(settings: settings))
        if isStarted { start() }
    }

    package func start() {
        let listener = LoopbackListener(port: port) { self.serve($0) }
        state.withLock { $0.listener = listener }
    }

    /// Goes down: what it knew of acknowledgements is gone, events stay.
    package func stop() {
        state.withLock { state in
            state.listener?.stop()
            state.listener = nil
            state.channels = [:]
            state.acknowledgements = [:]
        }
    }

    deinit { state.withLock { $0.listener?.stop() } }

    package var url: String { "http://127.0.0.1:\(port)" }
    package var events: [Event] { state.withLock { $0.events } }
    /// Requests for events, and those of them that were compressed.
    package var requests: Int { state.withLock { $0.requests } }
    package var compressed: Int { state.withLock { $0.compressed } }

    /// Requests of any kind, also for health and acknowledgements, and those that were refused.
    package var asked: Int { state.withLock { $0.asked } }

    package func change(_ body: (inout Settings) -> Void) {
        state.withLock { body(&$0.settings) }
    }

    // MARK: - HTTP

    private func serve(_ connection: LoopbackConnection) {
        var bytes: [UInt8] = []
        while true {
            guard let request = HECRequest.read(&bytes, from: connection) else { return }
            // A server that is down answers on no connection that it had.
            let isUp = state.withLock { state in
                state.asked += 1
                return state.listener != nil
            }
            guard isUp else { return connection.cut() }
            let fault = takeFault(request)
            if case .cutBefore? = fault { return connection.cut() }
            var (status, body) =
                switch fault {
                case .busy?: (503, Self.reply("Server is busy", 9))
                case .page?: (200, "<html><body>Sign in</body></html>")
                default: answer(request)
                }
            if case .noAcknowledgement? = fault { (status, body) = (200, Self.reply("Success", 0)) }
            let text =
                "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            let answer = Array(text.utf8)
            if case .cutWithinAnswer? = fault {
                connection.write(Array(answer[..<(answer.count - 5)]))
                return connection.cut()
            }
            connection.write(answer)
        }
    }

    private func takeFault(_ request: HECRequest) -> Fault? {
        // A request without events only looks whether somebody is there.
        guard request.path.hasSuffix("/event"), !request.body.isEmpty else { return nil }
        return state.withLock { state in
            state.requests += 1
            if request.headers["content-encoding"] == "gzip" { state.compressed += 1 }
            return state.settings.faults.isEmpty ? nil : state.settings.faults.removeFirst()
        }
    }

    private static func reply(_ text: String, _ code: Int, _ more: String = "") -> String {
        "{\"text\":\"\(text)\",\"code\":\(code)\(more)}"
    }

    // MARK: - The collector

    private func answer(_ request: HECRequest) -> (Int, String) {
        if request.path == "/services/collector/health" {
            return (200, Self.reply("HEC is healthy", 17))
        }
        let settings = state.withLock { $0.settings }
        guard let authorization = request.headers["authorization"] else {
            return (401, Self.reply("Token is required", 2))
        }
        guard authorization.hasPrefix("Splunk ") else {
            return (401, Self.reply("Invalid authorization", 3))
        }
        guard authorization.dropFirst(7) == settings.token else {
            return (403, Self.reply("Invalid token", 4))
        }
        let channel = request.headers["x-splunk-request-channel"]
        switch request.path {
        case "/services/collector/event", "/services/collector":
            return take(request, settings, channel)
        case "/services/collector/ack": return acknowledge(request, settings, channel)
        default:
            return (
                404, "{\"text\":\"The requested URL was not found on this server.\",\"code\":404}"
            )
        }
    }

    private func take(
        _ request: HECRequest, _ settings: Settings, _ channel: String?
    ) -> (Int, String) {
        if settings.usesAcknowledgement, channel == nil {
            return (400, Self.reply("Data channel is missing", 10))
        }
        guard !request.body.isEmpty else { return (400, Self.reply("No data", 5)) }
        var taken: [Event] = []
        var failure: (text: String, code: Int)?
        for text in HECRequest.objects(in: request.body) {
            switch Self.event(text, settings) {
            case .success(let event): taken.append(event)
            case .failure(let problem): failure = (problem.text, problem.code)
            }
            if failure != nil { break }
        }
        return state.withLock { state in
            // Events before the first that is wrong are taken.
            state.events += taken
            if let failure {
                return (
                    400,
                    Self.reply(
                        failure.text, failure.code, ",\"invalid-event-number\":\(taken.count)")
                )
            }
            guard settings.usesAcknowledgement, let channel else {
                return (200, Self.reply("Success", 0))
            }
            let id = state.acknowledgements[channel, default: 0]
            state.acknowledgements[channel] = id + 1
            state.channels[channel, default: [:]][id] = 0
            return (200, Self.reply("Success", 0, ",\"ackId\":\(id)"))
        }
    }

    private struct Problem: Error {
        let text: String
        let code: Int
    }

    private static func event(_ text: String, _ settings: Settings) -> Result<Event, Problem> {
        guard
            let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        else { return .failure(Problem(text: "Invalid data format", code: 6)) }
        guard let event = object["event"] else {
            return .failure(Problem(text: "Event field is required", code: 12))
        }
        if (event as? String)?.isEmpty == true {
            return .failure(Problem(text: "Event field cannot be blank", code: 13))
        }
        let index = object["index"] as? String ?? "main"
        guard index == "main" || settings.indexes.contains(index) else {
            return .failure(Problem(text: "Incorrect index", code: 7))
        }
        if let fields = object["fields"] {
            let isFlat = (fields as? [String: Any])?.values.allSatisfy { !($0 is [String: Any]) }
            guard isFlat == true else {
                return .failure(Problem(text: "Error in handling indexed fields", code: 15))
            }
        }
        let body =
            event as? String
            ?? (try? JSONSerialization.data(withJSONObject: event)).map {
                String(decoding: $0, as: UTF8.self)
            } ?? ""
        return .success(
            Event(
                index: index, source: object["source"] as? String ?? "",
                sourcetype: object["sourcetype"] as? String ?? "", event: body))
    }

    /// Each batch is told of once, as Splunk does.
    private func acknowledge(
        _ request: HECRequest, _ settings: Settings, _ channel: String?
    ) -> (Int, String) {
        guard settings.usesAcknowledgement else {
            return (400, Self.reply("ACK is disabled", 14))
        }
        guard let channel else { return (400, Self.reply("Data channel is missing", 10)) }
        let object = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
        guard let numbers = object?["acks"] as? [Int] else {
            return (400, Self.reply("Invalid data format", 6))
        }
        let answers = state.withLock { state in
            numbers.map { number in
                guard let asked = state.channels[channel]?[number] else { return (number, false) }
                let isIndexed = asked >= settings.asksUntilIndexed
                state.channels[channel]?[number] = isIndexed ? nil : asked + 1
                return (number, isIndexed)
            }
        }
        let acks = answers.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",")
        return (200, "{\"acks\":{\(acks)}}")
    }
}
