import CIM
import RiskDetection
import SecurityContent

extension StatusReport {
    /// A sink that takes nothing for longer warns.
    private static let failedSecondsMax = 60.0
    /// A source that is further behind warns, and a sink for which records wait longer.
    private static let lagSecondsMax = 300.0

    /// What somebody has to look at, worst first.
    var health: HealthStatus {
        var problems: [HealthStatus.Problem] = []
        func add(_ level: HealthStatus.Level, _ text: String) {
            problems.append(HealthStatus.Problem(level: level, text: text))
        }
        if let silence {
            let loops = [silence.isIngest ? "reading" : nil, silence.isDetect ? "detecting" : nil]
            add(
                .critical,
                "\(loops.compactMap { $0 }.joined(separator: " and ")) has not answered for "
                    + "\(Int(silence.seconds)) s")
        }
        if let delay = subject.delay, let waited = seconds(since: delay.since) {
            add(.critical, "not started, for \(Int(waited)) s: \(delay.reason)")
        }
        for source in sources {
            guard let count = source.skipped[SkipReason.fatal.rawValue], count > 0 else { continue }
            add(
                .critical,
                "source \(source.name): passed over \(count) stretch(es) that riskd died of twice; "
                    + "its messages say where")
        }
        let output = output
        if let blocked = output.blockedSeconds {
            add(
                .critical,
                "output or state cannot be written for \(Int(blocked)) s, reading is paused: "
                    + (output.blockedBy ?? ""))
        }
        for sink in output.sinks {
            if let problem = sinkProblem(sink, isHolding: output.heldSeconds != nil) {
                problems.append(problem)
            }
        }
        for (name, entries) in (sample?.detection.leftOver ?? [:]).sorted(by: { $0.key < $1.key }) {
            add(.warning, "\(entries) record(s) wait for sink \(name), which is not configured")
        }
        if let tally = sample?.detection.tally, tally.heldAhead > 0 {
            add(
                tally.isPausedByClock ? .critical : .warning,
                "the clock may be wrong: \(tally.heldAhead) record(s) are far ahead of it and wait"
                    + (tally.isPausedByClock ? ", reading is paused" : ""))
        }
        for problem in configurationProblems { add(.warning, problem) }
        for source in sources { for problem in sourceProblems(source) { add(.warning, problem) } }
        if let reason = sample?.ingest.unwatched {
            add(.warning, "files are looked at once a second only: \(reason)")
        }
        if output.journalRefused > 0 {
            add(.warning, "the journal refused \(output.journalRefused) entries")
        }
        for problem in emitProblems { add(.warning, problem) }
        let overflowing = (sample?.detection.detections ?? []).filter { $0.overflow > 0 }
        if let first = overflowing.first {
            let others = overflowing.count > 1 ? " and \(overflowing.count - 1) others" : ""
            let loss = first.losses?.first.map { "\($0.limit): \($0.count) \($0.what)" }
            add(
                .warning,
                "\(first.name)\(others): results are not complete: "
                    + (loss ?? "\(first.overflow) left out at a limit"))
        }
        return HealthStatus(
            problems.enumerated().sorted {
                ($1.element.level, $0.offset) < ($0.element.level, $1.offset)
            }.map(\.element))
    }

    /// - Parameter isHolding: Whether a full backlog keeps records from being read.
    private func sinkProblem(_ sink: SinkStatus, isHolding: Bool) -> HealthStatus.Problem? {
        func problem(
            _ text: String, _ level: HealthStatus.Level = .warning
        ) -> HealthStatus.Problem {
            HealthStatus.Problem(level: level, text: "sink \(sink.name): \(text)")
        }
        let waiting = "\(sink.backlogEntries) record(s) wait"
        let reason = sink.failedBy.map { ": \($0)" } ?? ""
        let mayDrop = sink.overflow == Configuration.Sink.Overflow.dropOldest.rawValue
        if isHolding, !mayDrop, sink.backlogBytes >= sink.backlogBytesMax {
            return problem("its backlog is full, reading is paused\(reason)", .critical)
        }
        if sink.isRefused || sink.failedSeconds ?? 0 > Self.failedSecondsMax {
            return problem(
                "takes no records for \(Int(sink.failedSeconds ?? 0)) s, \(waiting)\(reason)")
        }
        if let age = sink.oldestSeconds, age > Self.lagSecondsMax {
            return problem("\(waiting), the oldest for \(Int(age)) s")
        }
        if sink.dropped > 0 {
            return problem("its backlog was full, \(sink.dropped) record(s) were dropped")
        }
        if sink.setAside > 0 { return problem("can never take \(sink.setAside) record(s)") }
        return nil
    }

    private var configurationProblems: [String] {
        var problems: [String] = []
        if let reload = subject.reload, !reload.isAccepted {
            problems.append(
                "the reload of \(reload.time) was rejected with \(reload.errors) error(s): "
                    + "run \"riskd check\"")
        }
        // Before the first answer of the loops nothing is known.
        guard sample != nil else { return problems }
        if subject.configuration.sources.isEmpty { problems.append("no sources are configured") }
        if subject.detections == 0 { problems.append("no detection is enabled") }
        return problems
    }

    private func sourceProblems(_ source: SourceStatus) -> [String] {
        guard sample != nil else { return [] }
        var problems = (source.clockShifts ?? []).map { "source \(source.name): \($0)" }
        if let count = source.tooLate, count > 0,
            subject.configuration.lateEvents.policy == .amend
        {
            problems.append(
                "source \(source.name): \(count) event(s) are older than the windows that are "
                    + "kept, and changed nothing")
        }
        if let path = source.unreadable.first {
            let count = source.unreadable.count
            problems.append(
                "source \(source.name): \(path)\(count > 1 ? " and \(count - 1) others" : "") "
                    + "cannot be read")
        } else if source.streams == 0, source.records == 0, isOfFiles(source) {
            problems.append("source \(source.name): no file is there")
        }
        if let lag = source.lagSeconds, lag > Self.lagSecondsMax {
            problems.append(
                "source \(source.name): \(source.lagBytes) bytes behind, at events of "
                    + "\(Int(lag)) s ago")
        }
        return problems + source.readabilityProblems.map { "source \(source.name): \($0)" }
    }

    private func isOfFiles(_ source: SourceStatus) -> Bool {
        subject.configuration.sources.contains { $0.name == source.name && !$0.paths.isEmpty }
    }
}
