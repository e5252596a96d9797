/// How the daemon is, as `riskd status` shows it and `--json` prints it.
///
/// Names of members are part of the interface: the JSON has them with underscores. Times are
/// RFC 3339 in UTC; counts are since the start of the daemon or its last reload.
///
/// `riskd status` may be newer or older than the daemon: members are never taken away or given
/// another type, and one that is new is an optional, so that answers without it are read.
package struct DaemonStatus: Codable, Equatable, Sendable {
    package var version: String
    package var pid: Int32
    package var time: String
    package var uptimeSeconds: Double
    package var configuration: String
    package var profile: String
    package var health: HealthStatus
    package var reload: ReloadStatus?
    package var process: ProcessStatus
    package var sources: [SourceStatus]
    package var detections: [DetectionStatus]
    package var output: OutputStatus
    package var state: StateStatus
    /// Nil where no events go to other engines.
    package var emit: EmitStatus?
}

/// Whether somebody has to look.
package struct HealthStatus: Codable, Equatable, Sendable {
    package enum Level: String, Codable, Comparable, Sendable {
        case ok, warning, critical

        private var rank: Int { self == .ok ? 0 : self == .warning ? 1 : 2 }

        /// A level that only another version knows needs somebody at any rate.
        package init(from decoder: any Decoder) throws {
            let text = try decoder.singleValueContainer().decode(String.self)
            self = Self(rawValue: text) ?? .warning
        }

        package static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }
    }

    package struct Problem: Codable, Equatable, Sendable {
        package var level: Level
        package var text: String
    }

    package var problems: [Problem]

    package var level: Level { problems.map(\.level).max() ?? .ok }

    private enum CodingKeys: String, CodingKey { case level, problems }

    package init(_ problems: [Problem] = []) { self.problems = problems }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        problems = try container.decode([Problem].self, forKey: .problems)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(level, forKey: .level)
        try container.encode(problems, forKey: .problems)
    }
}

/// The last time that configuration and content were loaded anew.
package struct ReloadStatus: Codable, Equatable, Sendable {
    package var time: String
    package var isAccepted: Bool
    /// Errors that kept it from coming into force.
    package var errors: Int
}

/// What the process uses.
package struct ProcessStatus: Codable, Equatable, Sendable {
    package var residentBytes: Int
    package var cpuSeconds: Double
    package var openDescriptors: Int
}

/// One entry of `sources` in the configuration.
package struct SourceStatus: Codable, Equatable, Sendable {
    package var name: String
    /// What the configuration pins; `auto` looks at each record.
    package var format: String
    /// Open files, journals or connections.
    package var streams: Int
    /// Bytes that the open files hold and that have not been read.
    package var lagBytes: UInt64
    /// From the newest event taken in to now, while there is something to read; else 0. Nil where
    /// nothing came yet that has a time.
    package var lagSeconds: Double?
    /// All that came, whether they were read or passed over.
    package var records: Int
    /// Of those that were read.
    package var events: Int
    package var bytes: UInt64
    package var recordsPerSecond: Double
    package var bytesPerSecond: Double
    /// Records that could not be read, by reason.
    package var skipped: [String: Int]
    /// Time of the newest event.
    package var newestEvent: String?
    package var lastRecordSecondsAgo: Double?
    /// The streams that are most behind, at most ``StreamStatus/listedMax``.
    package var files: [StreamStatus]
    /// Paths that cannot be read, at most as many.
    package var unreadable: [String]
    /// Records that matter to no detection, and were not read.
    package var passedOver: Int?
    /// Those of them that were looked at all the same, and could not be read, by reason.
    package var sampled: Int?
    package var sampledSkipped: [String: Int]?
    /// Events that a detection matched and whose windows are over and kept no more.
    package var tooLate: Int?
    /// Events that call their computer by the id of its sensor, and those that do not name one.
    package var hostsById: Int?
    package var hostsUnknown: Int?
    /// Events that call their user by a SID.
    package var usersById: Int?
    /// What looks like a clock in another zone.
    package var clockShifts: [String]?
    /// Records that stood within others, by the keys that led to them, such as `result._raw`.
    package var envelopes: [String: Int]?
}

/// One open file.
package struct StreamStatus: Codable, Equatable, Sendable {
    package static let listedMax = 20

    package var path: String
    package var sizeBytes: UInt64
    package var readBytes: UInt64

    package var lagBytes: UInt64 { sizeBytes > readBytes ? sizeBytes - readBytes : 0 }
}

/// One enabled detection.
package struct DetectionStatus: Codable, Equatable, Sendable {
    package struct Result: Codable, Equatable, Sendable {
        /// The scheduled time of the run.
        package var trigger: String
        package var rows: Int
        package var isLate: Bool
    }

    package var name: String
    package var id: String
    package var cron: String
    package var earliest: String
    package var latest: String
    package var nextTrigger: String?
    /// Rows that the windows which have not fired would give by now, before the rest of the search.
    package var openRows: Int
    /// Windows that hold something and have not fired.
    package var openWindows: Int
    package var matched: Int
    package var late: Int
    package var tooLate: Int
    /// What limits kept out, where somebody has to look: of `losses` nearly all.
    package var overflow: Int
    /// Rows that an exception of the configuration kept back.
    package var excepted: Int
    /// Rows that the throttle kept back, because their like had been reported lately.
    package var throttled: Int
    package var firedWindows: Int
    package var rows: Int
    package var lastResult: Result?

    /// What a limit kept out of the results, which are not complete for it.
    package struct Loss: Codable, Equatable, Sendable {
        package var limit: String
        package var what: String
        package var count: Int
    }

    package var losses: [Loss]?
    /// Matched events whose time no window contains, and those without a value in a `by` field.
    package var outsideWindows: Int?
    package var nullKeys: Int?
}

/// Where risk events and notables go.
package struct OutputStatus: Codable, Equatable, Sendable {
    package struct Finding: Codable, Equatable, Sendable {
        package static let listedMax = 10

        package var time: String
        package var detection: String
        package var riskObject: String
        package var riskScore: Int
        package var isLate: Bool
    }

    package var file: String
    package var journal: Bool
    package var riskEvents: Int
    package var notables: Int
    package var lateRecords: Int
    /// Entries that the journal did not take.
    package var journalRefused: Int
    package var lastWrite: String?
    /// How long writing has been failing; nil when it is not.
    package var blockedSeconds: Double?
    package var blockedBy: String?
    /// The last risk events, newest first.
    package var recent: [Finding]
    /// The receivers beside the file.
    package var sinks: [SinkStatus]
    /// How long a full backlog has kept records from being read; nil when none does.
    package var heldSeconds: Double?
}

/// One entry of `output.sinks` in the configuration.
package struct SinkStatus: Codable, Equatable, Sendable {
    package var name: String
    /// Where it sends to.
    package var target: String
    package var schema: String
    /// What waits, and what may.
    package var backlogEntries: Int
    package var backlogBytes: Int
    package var backlogBytesMax: Int
    package var overflow: String
    /// Age of the record that waits longest; nil when none does.
    package var oldestSeconds: Double?
    package var delivered: Int
    /// Records that the receiver can never take.
    package var setAside: Int
    /// Records that went to make room for newer ones.
    package var dropped: Int
    package var lastDelivery: String?
    /// Why and for how long sending has been failing; nil when it is not.
    package var failedBy: String?
    package var failedSeconds: Double?
    /// Whether somebody has to change something, here or at the receiver.
    package var isRefused: Bool
}

/// What would survive a crash.
package struct StateStatus: Codable, Equatable, Sendable {
    package var directory: String
    package var sizeBytes: Int
    package var checkpoints: Int
    package var lastCheckpointSecondsAgo: Double?
}
