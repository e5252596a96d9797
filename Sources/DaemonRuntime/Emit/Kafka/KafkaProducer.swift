import CKafka

/// A producer of records, of which each is reported by its number. Confined to one queue.
@safe final class KafkaProducer {
    private let kafka: OpaquePointer

    /// What kept a producer from being made.
    struct Failure: Error, Equatable, CustomStringConvertible {
        var description: String
    }

    /// What came of handing out a record.
    enum Sending: Equatable {
        case taken
        /// There is no room before others are delivered.
        case full
        /// It can never be sent.
        case rejected
        case failed
    }

    /// What became of a record that was taken.
    enum Report: Equatable {
        case delivered(UInt64)
        case rejected(UInt64)
        /// It was not delivered, or nobody knows.
        case lost
    }

    init(_ properties: KafkaProperties) throws(Failure) {
        guard let made = unsafe riskd_kafka_create() else {
            throw Failure(description: "no librdkafka, or no memory")
        }
        unsafe kafka = made
        for (name, value) in properties.list {
            let error = unsafe Self.message { bytes in
                unsafe riskd_kafka_set(kafka, name, value, bytes.baseAddress, bytes.count)
            }
            if let error { throw Failure(description: "\(name): \(error)") }
        }
        let error = unsafe Self.message { bytes in
            unsafe riskd_kafka_open(kafka, bytes.baseAddress, bytes.count)
        }
        if let error { throw Failure(description: error) }
    }

    deinit { unsafe riskd_kafka_destroy(kafka) }

    /// Runs what writes an error into a buffer and returns whether all is well.
    ///
    /// - Returns: The error; nil where all is well.
    static func message(_ body: (UnsafeMutableBufferPointer<CChar>) -> Int32) -> String? {
        var isWell = false
        let bytes = unsafe [CChar](unsafeUninitializedCapacity: 512) { buffer, count in
            unsafe buffer.initialize(repeating: 0)
            isWell = unsafe body(buffer) != 0
            count = buffer.count
        }
        guard !isWell else { return nil }
        return String(
            decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// - Parameters:
    ///   - partition: Nil: by the key.
    ///   - key: A place in the bytes.
    func send(
        _ bytes: [UInt8], _ line: Range<Int>, key: Range<Int>?, topic: String, partition: Int32?,
        number: UInt64
    ) -> Sending {
        let result = unsafe bytes.withUnsafeBufferPointer { buffer in
            let base = buffer.baseAddress
            return unsafe riskd_kafka_send(
                kafka, topic, partition ?? -1,
                key.flatMap { key in unsafe base.map { unsafe $0 + key.lowerBound } },
                key?.count ?? 0, base.map { unsafe $0 + line.lowerBound }, line.count, number)
        }
        return switch result {
        case RISKD_KAFKA_TAKEN: .taken
        case RISKD_KAFKA_FULL: .full
        case RISKD_KAFKA_REJECTED: .rejected
        default: .failed
        }
    }

    /// Waits so long at most for reports.
    func poll(milliseconds: Int32) { unsafe riskd_kafka_poll(kafka, milliseconds) }

    /// The next report; nil where there is none.
    func report() -> Report? {
        var number: UInt64 = 0
        return switch unsafe riskd_kafka_report(kafka, &number) {
        case RISKD_KAFKA_DELIVERED: .delivered(number)
        case RISKD_KAFKA_REFUSED: .rejected(number)
        case RISKD_KAFKA_LOST: .lost
        default: nil
        }
    }

    /// - Returns: Nil where the brokers do not say within the time.
    func partitions(of topic: String, milliseconds: Int32) -> Int32? {
        var count: Int32 = 0
        let isKnown = unsafe riskd_kafka_partitions(kafka, topic, milliseconds, &count) != 0
        return isKnown ? count : nil
    }

    /// The last error since a record was delivered.
    var error: String { unsafe String(cString: riskd_kafka_error(kafka)) }

    /// Whether no broker can be reached.
    var isDown: Bool { unsafe riskd_kafka_is_down(kafka) != 0 }
}
