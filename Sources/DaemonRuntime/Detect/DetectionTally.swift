import CIM
import RiskDetection
import SPL

/// What the detect side counts beside its work, for `riskd status` and the metrics.
struct DetectionTally: Sendable {
    /// By source of the configuration.
    private(set) var traffic: [SourceTraffic]
    var delivered = DeliveredOutput()
    private(set) var commits = 0
    /// Monotonic nanoseconds; nil before the first.
    private(set) var lastCommit: UInt64?
    /// Records of the future that wait for the clock, and whether they pause reading.
    var heldAhead = 0
    var isPausedByClock = false
    /// What keeps the output from being written.
    var blockedBy: String?
    /// The last run of each detection that had something to say.
    private(set) var lastResults: [Int: DetectionStatus.Result] = [:]

    init(sources: Int) { traffic = Array(repeating: SourceTraffic(), count: sources) }

    /// Runs once a record.
    ///
    /// - Parameter eventTime: Nil for a record that is no event of a data model.
    mutating func count(
        source: Int, bytes: Int, eventTime: Timestamp?, _ skip: SkipReason?,
        envelope: EnvelopePath? = nil
    ) {
        if let envelope { traffic[source].envelopes[envelope, default: 0] += 1 }
        traffic[source].records += 1
        traffic[source].bytes += UInt64(bytes)
        if let skip { traffic[source].skipped[skip, default: 0] += 1 }
        guard let eventTime else { return }
        traffic[source].events += 1
        traffic[source].newest = max(traffic[source].newest ?? eventTime, eventTime)
    }

    /// Notes what the event that was taken in last lacks.
    mutating func observe(
        _ event: SourceObservations.Event, source: Int, arrival: Timestamp?
    ) {
        traffic[source].observed.note(event, arrival: arrival)
    }

    /// A record that matters to no detection, and was looked at.
    mutating func countSample(source: Int, eventTime: Timestamp?, _ skip: SkipReason?) {
        traffic[source].samples += 1
        if let skip { traffic[source].sampleSkips[skip, default: 0] += 1 }
        guard let eventTime else { return }
        traffic[source].newest = max(traffic[source].newest ?? eventTime, eventTime)
    }

    /// A file of a source went before all of it was read.
    mutating func countLoss(source: Int) {
        traffic[source].skipped[.lostFile, default: 0] += 1
    }

    /// Notes when the last record of each source came: once a turn, as the clock costs time.
    mutating func noteArrivals(at now: UInt64) {
        for index in traffic.indices where traffic[index].records != traffic[index].noted {
            traffic[index].noted = traffic[index].records
            traffic[index].lastRecord = now
        }
    }

    mutating func noteCommit(at now: UInt64) {
        commits += 1
        lastCommit = now
    }

    mutating func note(_ firings: [Firing]) {
        for firing in firings where firing.earlyAt == nil {
            lastResults[firing.detection] = DetectionStatus.Result(
                trigger: firing.window.tick.rfc3339, rows: firing.rows.count,
                isLate: firing.isAmendment)
        }
    }
}

/// The records and events of one source, counted since the start.
struct SourceTraffic: Sendable {
    var records = 0
    var events = 0
    var bytes: UInt64 = 0
    var skipped: [SkipReason: Int] = [:]
    /// Where records stood within others.
    var envelopes: [EnvelopePath: Int] = [:]
    /// Records that matter to no detection and were looked at, and those that could not be read.
    var samples = 0
    var sampleSkips: [SkipReason: Int] = [:]
    /// Records that the prefilter passed over, and their bytes; `records` and `bytes` are of
    /// others.
    var passed = PassedTraffic()
    var newest: Timestamp?
    /// What its events lack.
    var observed = SourceObservations()
    /// Monotonic nanoseconds; nil before the first record.
    var lastRecord: UInt64?
    /// The records that ``lastRecord`` speaks of.
    var noted = 0
}

extension SourceTraffic {
    /// All records that came, whether they were read or passed over.
    var allRecords: Int { records + passed.records }

    var allBytes: UInt64 { bytes + passed.bytes }

    /// When the last of them came, monotonic nanoseconds.
    var lastArrival: UInt64? { [lastRecord, passed.lastRecord].compactMap(\.self).max() }
}

/// What was written, since the start.
struct DeliveredOutput: Sendable {
    var riskEvents = 0
    var notables = 0
    var late = 0
    var early = 0
    var lastWrite: Timestamp?
    /// Newest first.
    var recent: [OutputStatus.Finding] = []

    mutating func count(_ records: [OutputRecord], at time: Timestamp) {
        guard !records.isEmpty else { return }
        lastWrite = time
        for record in records {
            if record.result.isLate { late += 1 }
            if record.result.isEarly { early += 1 }
            switch record {
            case .notable: notables += 1
            case .risk(let event):
                riskEvents += 1
                recent.insert(
                    OutputStatus.Finding(
                        time: event.result.window.tick.rfc3339,
                        detection: event.result.detection.name, riskObject: event.riskObject,
                        riskScore: event.riskScore, isLate: event.result.isLate), at: 0)
            }
        }
        recent.removeLast(max(0, recent.count - OutputStatus.Finding.listedMax))
    }
}
