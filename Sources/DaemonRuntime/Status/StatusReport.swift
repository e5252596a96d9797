import CIM
import Glibc
import RiskDetection
import SecurityContent

/// The daemon at one moment, to be rendered as a status, as metrics or as one line.
package struct StatusReport: Sendable {
    /// A loop that does not answer.
    struct Silence: Sendable {
        var seconds: Double
        var isIngest: Bool
        var isDetect: Bool
    }

    let subject: StatusSubject
    /// Nil before the first answer of both loops.
    let sample: StatusMonitor.Sample?
    let rates: [RateMeter.Rate]
    let silence: Silence?
    /// Monotonic nanoseconds.
    let now: UInt64

    /// Both loops turn.
    package var isAlive: Bool { silence == nil }

    /// Records are read and written.
    package var isReady: Bool {
        silence == nil && sample != nil && sample?.detection.blockedSince == nil
            && sample?.detection.heldSince == nil
    }

    package var status: DaemonStatus {
        DaemonStatus(
            version: subject.version, pid: getpid(), time: DaemonClock.wallTime().rfc3339,
            uptimeSeconds: seconds(since: subject.started) ?? 0,
            configuration: subject.configurationPath,
            profile: subject.configuration.profile.rawValue, health: health,
            reload: subject.reload, process: .current, sources: sources,
            detections: sample?.detection.detections ?? [], output: output, state: state,
            emit: emit)
    }

    func seconds(since time: UInt64?) -> Double? {
        time.map { now > $0 ? (Double(now - $0) / 1e8).rounded() / 10 : 0 }
    }

    // MARK: - Parts

    var sources: [SourceStatus] {
        let wall = subject.clock.now()
        let traffic = sample?.traffic
        return subject.configuration.sources.enumerated().map { index, source in
            let streams = sample?.ingest.streams.filter { $0.source == index }.map(\.status) ?? []
            let seen =
                traffic.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                ?? SourceTraffic()
            let others = sample?.ingest.others[index]
            let lag = streams.reduce(others?.lagBytes ?? 0) { $0 + $1.lagBytes }
            let age = seen.newest.flatMap { newest in
                wall.map { max(0, Double($0.nanoseconds &- newest.nanoseconds) / 1e9) }
            }
            let rate = rates.indices.contains(index) ? rates[index] : RateMeter.Rate()
            let behind = streams.enumerated().sorted {
                ($0.element.lagBytes, $1.offset) > ($1.element.lagBytes, $0.offset)
            }
            return SourceStatus(
                name: source.name, format: source.format.rawValue,
                streams: streams.count + (others?.count ?? 0),
                lagBytes: lag, lagSeconds: lag == 0 ? age.map { _ in 0 } : age,
                records: seen.allRecords, events: seen.events, bytes: seen.allBytes,
                recordsPerSecond: rate.records, bytesPerSecond: rate.bytes,
                skipped: Self.named(seen.skipped),
                newestEvent: seen.newest?.rfc3339,
                lastRecordSecondsAgo: seconds(since: seen.lastArrival),
                files: behind.prefix(StreamStatus.listedMax).map(\.element),
                unreadable: Array(
                    (sample?.ingest.unreadable.filter { $0.source == index }.map(\.path) ?? [])
                        .prefix(StreamStatus.listedMax)),
                passedOver: seen.passed.records, sampled: seen.samples,
                sampledSkipped: Self.named(seen.sampleSkips), tooLate: seen.observed.tooLate,
                hostsById: seen.observed.hostsByID, hostsUnknown: seen.observed.hostsUnknown,
                usersById: seen.observed.usersByID,
                clockShifts: seen.observed.shifts.findings.map(\.text),
                envelopes: Dictionary(
                    seen.envelopes.map { ($0.key.description, $0.value) },
                    uniquingKeysWith: +))
        }
    }

    private static func named(_ counts: [SkipReason: Int]) -> [String: Int] {
        Dictionary(
            counts.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    var output: OutputStatus {
        let configured = subject.configuration.output
        let detection = sample?.detection
        let delivered = detection?.tally.delivered ?? DeliveredOutput()
        let journal =
            switch configured.journal {
            case .on: true
            case .off: false
            case .auto: Journal.ownsStandardError
            }
        return OutputStatus(
            file: configured.file, journal: journal, riskEvents: delivered.riskEvents,
            notables: delivered.notables, lateRecords: delivered.late,
            journalRefused: detection?.journalRefused ?? 0,
            lastWrite: delivered.lastWrite?.rfc3339,
            blockedSeconds: seconds(since: detection?.blockedSince),
            blockedBy: detection?.blockedSince == nil ? nil : detection?.tally.blockedBy,
            recent: delivered.recent, sinks: sinks,
            heldSeconds: seconds(since: detection?.heldSince))
    }

    /// Before the first answer of the loops nothing is known of them.
    private var sinks: [SinkStatus] {
        let tallies = sample?.detection.sinks ?? []
        return zip(subject.configuration.output.sinks, tallies).map { sink, known in
            let tally = known.tally
            let age = tally.oldest.map {
                Double(DaemonClock.wallTime().nanoseconds &- $0) / 1e9
            }
            return SinkStatus(
                name: sink.name, target: sink.target.text, schema: sink.schema.rawValue,
                backlogEntries: tally.amount.entries, backlogBytes: tally.amount.bytes,
                backlogBytesMax: sink.backlogBytes, overflow: sink.overflow.rawValue,
                oldestSeconds: age.map { max(0, ($0 * 10).rounded() / 10) },
                delivered: tally.delivered, setAside: tally.setAside, dropped: tally.dropped,
                lastDelivery: tally.lastDelivery.map { Timestamp(nanoseconds: $0).rfc3339 },
                failedBy: tally.failure?.reason,
                failedSeconds: seconds(since: tally.failure?.since),
                isRefused: tally.failure?.isRefusal ?? false)
        }
    }

    var state: StateStatus {
        StateStatus(
            directory: subject.configuration.state.directory, sizeBytes: subject.stateBytes,
            checkpoints: sample?.detection.tally.commits ?? 0,
            lastCheckpointSecondsAgo: seconds(since: sample?.detection.tally.lastCommit))
    }

    // MARK: - One line

    /// What `systemctl status` shows: the worst problem, or that all is well.
    var line: String {
        let health = health
        guard let sample else { return health.problems.first?.text ?? "starting" }
        if let worst = health.problems.first(where: { $0.level == health.level }) {
            return "\(health.level.rawValue): \(worst.text)"
        }
        let lag = sources.reduce(0) { $0 + $1.lagBytes }
        let next = sample.detection.nextTick.map {
            ", next run \($0.rfc3339.dropFirst(11).prefix(5)) UTC"
        }
        let delivered = sample.detection.tally.delivered
        let last = delivered.recent.first.map { " (last \($0.time.dropFirst(11).prefix(5)) UTC)" }
        return "\(sample.ingest.streamCount) file(s), "
            + (lag == 0 ? "read to their ends" : "\(lag) bytes to read")
            + ", \(delivered.riskEvents) risk event(s)\(last ?? "")\(next ?? "")"
    }
}
