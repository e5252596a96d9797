/// The brokers that segments of events are sent to.
package struct KafkaSettings: Equatable, Sendable {
    /// `host:port`; none where nothing is sent.
    package var servers: [String] = []
    /// Qualified names of the data sets that are sent; nil for those that enabled detections look at,
    /// or for all where all events are emitted.
    package var dataSets: [String]?
    /// Over riskd's own; librdkafka judges them.
    package var properties: [Property] = []
    /// A file with further properties, `name=value` a line: for what is secret.
    package var propertiesFile: String?

    /// A property of librdkafka.
    package struct Property: Equatable, Sendable {
        package var name: LocatedText
        package var value: String

        package init(name: LocatedText, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init() {}

    /// Properties that delivery rests on.
    package static let reserved: Set<String> = [
        "bootstrap.servers", "metadata.broker.list", "enable.idempotence", "acks",
        "request.required.acks", "message.timeout.ms", "delivery.timeout.ms", "transactional.id",
        "partitioner",
    ]

    /// Whether a text can name a broker.
    static func isServer(_ text: String) -> Bool {
        guard let match = text.wholeMatch(of: /(\[[0-9A-Fa-f:.]+\]|[^\[\]:\/\s,]+):([0-9]{1,5})/),
            let port = Int(match.output.2)
        else { return false }
        return (1...65_535).contains(port)
    }
}
