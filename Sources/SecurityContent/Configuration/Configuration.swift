package import CIM
package import RiskDetection
package import SPL
package import Sigma

/// What an operator may decide, with the defaults where nothing was decided.
///
/// ``ConfigurationDocument`` reads it from `riskd.yaml`, which describes every key.
package struct Configuration: Equatable, Sendable {
    package var profile = Profile.splunk
    /// IANA name of the zone of schedules and of times that a search writes.
    package var timezone = LocatedText("UTC")
    /// Directories of detection content, the later over the earlier.
    package var content: [String] = ["."]
    package var sources: [Source] = []
    /// Files that say what sensors and users are called.
    package var identities = Identities()
    package var detections = DetectionSelection()
    /// What is decided about rules of Sigma.
    package var sigma = SigmaSettings()
    /// Macros over those of the content, in the order of the file.
    package var macros: [Macro] = []
    /// Their names, where they stand.
    package var macroNames: [LocatedText] = []
    package var output = Output()
    /// Events for other engines.
    package var emit = EmitSettings()
    /// Where segments of them are sent.
    package var kafka = KafkaSettings()
    package var state = State()
    package var lateEvents = LateEvents()
    /// How long a trigger waits at most for a backlog to be read.
    package var maxTriggerDelay = Duration.seconds(300)
    /// Where `riskd status` asks.
    package var statusSocket = ListenAddress.unix(path: "/run/riskd/status.sock")
    /// Where Prometheus asks.
    package var metricsAddress = ListenAddress.off
    package var limits = Limits()
    package var unknownRiskObjects = UnknownRiskObjects.unscored
    package var prefilter = PrefilterMode.auto

    package init() {}

    /// What is read: log files, standard input, the journal or syslog.
    package struct Source: Equatable, Sendable {
        /// Where reading starts in a file or journal that is there when it is first seen.
        package enum Start: String, CaseIterable, Sendable { case start, end }

        /// For messages and metrics; the first path when the file gives none.
        package var name: String
        /// Paths or globs; none for a source that reads no files.
        package var paths: [String]
        package var input = SourceInput.files
        package var format = RecordFormat.automatic
        package var readFrom = Start.end
        /// Of times that name no zone: an IANA name, or a distance from UTC; nil for UTC.
        package var timezone: LocatedText?
        /// What searches over whole records call the source, beside what the records say.
        package var raw = RawSource()

        package init(
            name: String, paths: [String], format: RecordFormat = .automatic,
            readFrom: Start = .end
        ) {
            self.name = name
            self.paths = paths
            self.format = format
            self.readFrom = readFrom
        }
    }

    /// Names that records do not hold.
    package struct Identities: Equatable, Sendable {
        /// Paths and globs of files that name computers by `aid`.
        package var sensors: [String] = []
        /// Likewise users by SID.
        package var users: [String] = []

        package init(sensors: [String] = [], users: [String] = []) {
            self.sensors = sensors
            self.users = users
        }

        package var isEmpty: Bool { sensors.isEmpty && users.isEmpty }
    }

    /// Where risk events and notables go.
    package struct Output: Equatable, Sendable {
        /// Whether they also go to the journal; `auto` when the daemon was started by systemd.
        package enum Journal: String, CaseIterable, Sendable { case on, off, auto }

        package var file = "/var/log/riskd/events.ndjson"
        /// Permission bits.
        package var mode: UInt32 = 0o640
        /// Name of the group that owns the file; nil leaves the daemon's own.
        package var group: String?
        package var journal = Journal.auto
        /// How the records look in the file.
        package var schema = OutputSchema.splunk
        /// Where they go beside.
        package var sinks: [Sink] = []
        /// Names of sinks that there are no more, whose backlogs are thrown away.
        package var discard: [String] = []
    }

    /// Where the daemon keeps what must survive a restart.
    package struct State: Equatable, Sendable {
        package var directory = "/var/lib/riskd"
        package var checkpointInterval = Duration.seconds(5)
    }

    /// What becomes of events whose windows have fired.
    package struct LateEvents: Equatable, Sendable {
        package enum Policy: String, CaseIterable, Sendable {
            /// The row is emitted again, with the new totals.
            case amend
            /// They are counted, as Splunk would not see them either.
            case count
        }

        package var policy = Policy.amend
        /// How long a fired window is kept for amending.
        package var keep = Duration.seconds(24 * 3_600)
    }

    package struct Limits: Equatable, Sendable {
        /// Longest record; longer ones are counted and skipped.
        package var recordBytes = 1 << 20
        /// Memory between reading and detecting.
        package var ringBytes = 4 << 20
        package var groupsPerWindow = 100_000
        /// Entries of one `values()` list.
        package var valuesPerGroup = 10_000
        /// Memory of all open windows, and of fired ones that are kept for amending.
        package var stateBytes = 256 << 20
        /// How far ahead of the clock an event's time may be.
        package var futureEvents = Duration.seconds(24 * 3_600)
        /// After how long without growth an unfinished last line is taken as it is; 0 for never.
        package var partialLine = Duration.zero
    }

    /// Whether records that matter to no detection are told by words in the raw text.
    package enum PrefilterMode: String, CaseIterable, Sendable { case auto, off }

    /// What becomes of a row whose risk object is `unknown` or `null`.
    package enum UnknownRiskObjects: String, CaseIterable, Sendable {
        /// A risk event with a score of 0, which does not add up.
        case unscored
        /// A risk event like any other.
        case emit
        /// None.
        case suppress
    }
}
