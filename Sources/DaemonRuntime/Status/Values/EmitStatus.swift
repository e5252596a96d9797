/// Events that go to other engines.
package struct EmitStatus: Codable, Equatable, Sendable {
    package var directory: String
    package var collector: String
    /// Since the start of the daemon or its last reload.
    package var events: Int
    package var heartbeats: Int
    /// Segments that nobody has taken away.
    package var closedSegments: Int
    /// Of all segments, open ones included.
    package var spoolBytes: UInt64
    package var spoolBytesMax: Int
    /// Removed because the spool was full, since the start of the daemon or its last reload.
    package var droppedSegments: Int
    package var droppedBytes: UInt64
    /// Nil where nothing is sent to Kafka.
    package var kafka: KafkaStatus?
}

/// How segments of events get to Kafka. Counts are since the start of the daemon or its last reload.
package struct KafkaStatus: Codable, Equatable, Sendable {
    package var servers: [String]
    /// Records that brokers have confirmed; a heartbeat is one for each partition.
    package var delivered: Int
    /// Records that can never be delivered, and were left out.
    package var rejected: Int
    /// Segments of which every record was confirmed.
    package var segments: Int
    /// Lines that are on their way.
    package var underway: Int
    package var lastDeliverySecondsAgo: Double?
    /// How long brokers have been taking nothing; nil when they do.
    package var stoppedSeconds: Double?
    package var error: String?
}
