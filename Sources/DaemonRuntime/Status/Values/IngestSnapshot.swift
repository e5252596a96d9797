/// The ingest side at one moment.
struct IngestSnapshot: Sendable {
    /// An open file, journal or connection.
    struct Stream: Sendable {
        /// Index into the sources of the configuration.
        var source: Int
        var status: StreamStatus
    }

    /// A path that cannot be read at the moment.
    struct Unreadable: Sendable {
        var source: Int
        var path: String
    }

    /// Files of a source that are not named.
    struct Others: Sendable {
        var count: Int
        var lagBytes: UInt64
    }

    /// Journals, connections, and of files those that are most behind.
    var streams: [Stream] = []
    /// What there is beside them, by source.
    var others: [Int: Others] = [:]
    var unreadable: [Unreadable] = []
    /// What was passed over, by source of the configuration.
    var passed: [Int: PassedTraffic] = [:]
    /// Why files are only looked at once a second; nil if the kernel reports changes.
    var unwatched: String?
    /// Whether reading waits for room in the ring.
    var isFull = false

    var streamCount: Int { others.values.reduce(streams.count) { $0 + $1.count } }
}
