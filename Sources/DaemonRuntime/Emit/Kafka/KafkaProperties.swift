import CKafka
import Foundation
import SecurityContent

/// The properties of a producer: those that delivery depends on, defaults, and the operator's own.
struct KafkaProperties {
    private(set) var list: [(name: String, value: String)]

    /// Source: CONFIGURATION.md of librdkafka.
    private static let defaults = [
        // Partitions as producers in Java choose them.
        ("partitioner", "murmur2_random"),
        ("enable.idempotence", "true"),
        // Nothing is given up: the spool bounds what waits.
        ("message.timeout.ms", "0"),
        ("queue.buffering.max.kbytes", "32768"),
        ("queue.buffering.max.messages", "50000"),
        ("linger.ms", "50"),
        ("compression.codec", "lz4"),
        ("socket.keepalive.enable", "true"),
        ("log_level", "0"),
    ]

    /// - Throws: Where the file of further properties cannot be read.
    init(_ settings: KafkaSettings, collector: String) throws {
        list = Self.defaults.map { (name: $0.0, value: $0.1) }
        list.append(("bootstrap.servers", settings.servers.joined(separator: ",")))
        list.append(("client.id", "riskd-\(collector)"))
        list += settings.properties.map { ($0.name.value, $0.value) }
        guard let path = settings.propertiesFile else { return }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmingPrefix { $0 == " " || $0 == "\t" }
            guard let equals = line.firstIndex(of: "="), !line.hasPrefix("#") else { continue }
            let name = line[..<equals].reversed().drop { $0 == " " }.reversed()
            let value = line[line.index(after: equals)...].drop { $0 == " " }
            guard !KafkaSettings.reserved.contains(String(name)) else { continue }
            list.append((String(name), String(value)))
        }
    }

    /// What is wrong with the properties of a configuration, each at its place.
    static func problems(of settings: KafkaSettings) -> [ContentProblem] {
        guard !settings.servers.isEmpty else { return [] }
        guard riskd_kafka_is_built() != 0 else {
            return [
                ContentProblem(
                    .error, file: "kafka.servers",
                    message: "this riskd is built without librdkafka: take the line out, or build "
                        + "it with librdkafka-dev")
            ]
        }
        return settings.properties.compactMap { property in
            let error = unsafe KafkaProducer.message { bytes in
                unsafe riskd_kafka_check(
                    property.name.value, property.value, bytes.baseAddress, bytes.count)
            }
            return error.map {
                property.name.problem(.error, "kafka.properties: \($0)")
            }
        }
    }
}
