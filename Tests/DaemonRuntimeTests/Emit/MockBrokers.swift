import CKafka
import CKafkaMock

/// Brokers of librdkafka's mock cluster, in this process.
@safe final class MockBrokers {
    /// Whether the build has librdkafka.
    static let arePossible = riskd_kafka_is_built() != 0

    private let mock: OpaquePointer

    init?(topics: [String: Int32], count: Int32 = 2) {
        guard let made = unsafe kafka_mock_create(count) else { return nil }
        unsafe mock = made
        for (topic, partitions) in topics {
            guard unsafe kafka_mock_add_topic(mock, topic, partitions) != 0 else { return nil }
        }
    }

    deinit { unsafe kafka_mock_destroy(mock) }

    var servers: [String] {
        unsafe String(cString: kafka_mock_servers(mock)).split(separator: ",").map(String.init)
    }

    func setDown(_ isDown: Bool) { unsafe kafka_mock_set_down(mock, isDown ? 1 : 0) }

    /// How long each broker takes to answer.
    func setDelay(milliseconds: Int32) { unsafe kafka_mock_set_delay(mock, milliseconds) }

    struct Record: Equatable {
        var key: String?
        var payload: String
    }

    /// What a partition holds, in order.
    func records(of topic: String, _ partition: Int32) -> [Record] {
        guard let reader = unsafe kafka_mock_read(mock, topic, partition) else { return [] }
        defer { unsafe kafka_mock_end(reader) }
        var records: [Record] = []
        var key: UnsafePointer<UInt8>?
        var payload: UnsafePointer<UInt8>?
        var keySize = 0
        var payloadSize = 0
        while unsafe kafka_mock_next(reader, &key, &keySize, &payload, &payloadSize) != 0 {
            records.append(
                Record(
                    key: unsafe key.map { unsafe Self.text($0, keySize) },
                    payload: unsafe payload.map { unsafe Self.text($0, payloadSize) } ?? ""))
        }
        return records
    }

    private static func text(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> String {
        unsafe String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
}
