package import SecurityContent

/// What the daemon tells its operator: one case an observable fact, with its text, its message id
/// and its fields in one place.
package enum DaemonMessage: Sendable {
    case started(detections: [String], sources: [String])
    /// Some of the detections that run, by name.
    case enabled(detections: [String])
    case recovered(files: Int, panes: Int, deliveredBytes: Int)
    case stopping(signal: String)
    case stopped
    case fileEvent(text: String, path: String, isProblem: Bool)
    case skipped(reason: String, path: String, offset: UInt64, total: Int)
    /// A record that matters to no detection, and was looked at for whether it could be read.
    case sampleUnreadable(reason: String, path: String, offset: UInt64, total: Int, looked: Int)
    case foreignFile(path: String, format: ForeignFormat)
    case fileLost(path: String, read: UInt64)
    case triggered(tick: String, records: Int, late: Int)
    case triggerDelayed(tick: String, seconds: Double)
    case limitReached(detection: String, limit: String, what: String, total: Int)
    case startDelayed(error: String)
    case outputBlocked(error: String)
    case outputResumed(seconds: Double)
    case outputReopened(path: String)
    case journalRefused(error: Int32)
    case sinkFailed(sink: String, reason: String, isRefusal: Bool)
    case sinkResumed(sink: String, seconds: Double)
    case entrySetAside(sink: String, reason: String, entry: String)
    case backlogFull(sink: String, isPausing: Bool, total: Int)
    case backlogDiscarded(sink: String, entries: Int)
    case backlogLeft(sink: String, entries: Int)
    case stateDiscarded(detection: String, reason: String)
    case stateSetAside(path: String, reason: String, records: Int)
    case outputAhead(path: String, records: Int)
    case outputUnread(paths: [String])
    case identitiesRead(sensors: Int, users: Int)
    case hostsByID(source: String, total: Int)
    case hostsUnknown(source: String, total: Int)
    case usersByID(source: String, total: Int)
    case tooLate(source: String, total: Int, example: String)
    case clockShifted(source: String, text: String, distance: String, total: Int)
    case clockStepped(seconds: Double)
    case clockSuspected(records: Int, isPausing: Bool)
    case clockSet(records: Int)
    case reloaded(detections: Int, added: [String], removed: [String])
    case reloadRejected(problems: Int)
    case contentProblem(ContentProblem)
    case startRefused(problems: Int)
    case answersUnavailable(error: String)
    case shippingStopped(error: String)
    case shippingResumed(seconds: Double)
    case emittedRejected(error: String, total: Int)
    /// How the last run ended, and of which stretch; nil where it was of nothing that it read.
    case died(signal: String, stretch: FatalStretch?, list: String)
    case passedOver(path: String, start: UInt64, end: UInt64, total: Int)
    case problem(text: String)

    package var entry: Journal.Entry {
        Journal.Entry(text, id: id, priority: priority, fields: fields)
    }

    package var text: String {
        switch self {
        case .started(let detections, let sources):
            "started: \(detections.count) detection(s): \(Self.list(detections)); "
                + "\(sources.count) source(s): \(Self.list(sources))"
        case .enabled(let detections): "enabled: \(detections.joined(separator: "; "))"
        case .recovered(let files, let panes, let bytes):
            "went on where the last run ended: \(files) file(s), \(panes) pane(s)"
                + (bytes > 0 ? ", completed the output by \(bytes) bytes" : "")
        case .stopping(let signal): "stopping on \(signal)"
        case .stopped: "stopped; everything read is in the checkpoint"
        case .fileEvent(let text, let path, _): "\(path): \(text)"
        case .skipped(let reason, let path, let offset, let total):
            "skipped a record (\(reason)) in \(path) at byte \(offset); \(total) for this reason "
                + "so far"
        case .sampleUnreadable(let reason, let path, let offset, let total, let looked):
            "could not read a record (\(reason)) in \(path) at byte \(offset), which no detection "
                + "needs: \(total) for this reason of \(looked) such records that were looked at"
        case .foreignFile(let path, let format): "\(path) is not read: \(format.text)"
        case .fileLost(let path, let read):
            "\(path) was followed and is gone; \(read) bytes of it were read. What had been written "
                + "behind them is lost, unless the file or a copy of it turns up"
        case .triggered(let tick, let records, let late):
            "trigger of \(tick): \(records) record(s)" + (late > 0 ? ", \(late) late" : "")
        case .triggerDelayed(let tick, let seconds):
            "trigger of \(tick) did not wait longer than \(seconds) s for the sources' backlog; "
                + "what is read later counts as late"
        case .limitReached(let detection, let limit, let what, let total):
            "\(detection): \(limit): \(total) \(what) so far: its results are not complete"
        case .startDelayed(let error): "cannot start yet, and tries again: \(Self.oneLine(error))"
        case .outputBlocked(let error):
            "cannot write output or state, reading is paused: \(Self.oneLine(error))"
        case .outputResumed(let seconds):
            "output and state take records again after \(seconds) s"
        case .outputReopened(let path): "opened \(path) anew: it had been rotated or removed"
        case .journalRefused(let error): "the journal refused an entry (error \(error))"
        case .sinkFailed(let sink, let reason, let isRefusal):
            "sink \(sink): \(reason); records wait in the state and "
                + (isRefusal ? "go once that is mended" : "are tried again")
        case .sinkResumed(let sink, let seconds):
            "sink \(sink) takes records again after \(seconds) s"
        case .entrySetAside(let sink, let reason, let entry):
            "sink \(sink) can never take a record, which is left out there: \(reason): "
                + entry.prefix(200)
        case .backlogFull(let sink, let isPausing, let total):
            isPausing
                ? "the backlog of sink \(sink) is full: reading is paused until it takes records"
                : "the backlog of sink \(sink) is full: \(total) record(s) went to make room so far"
        case .backlogDiscarded(let sink, let entries):
            "threw \(entries) record(s) away that waited for sink \(sink), as output.discard says"
        case .backlogLeft(let sink, let entries):
            "\(entries) record(s) wait for sink \(sink), which output.sinks does not have: name a "
                + "sink so, or name it in output.discard to throw them away"
        case .stateSetAside(let path, let reason, let records):
            "\(reason); it is kept as \(path). A new one is made out of the log files, which are "
                + "read from their starts; the \(records) record(s) that the output holds are not "
                + "written again"
        case .outputAhead(let path, let records):
            "\(path) holds more than the state knows of: an older state was put back, or somebody "
                + "else wrote into it. The \(records) record(s) that it holds are not written again"
        case .outputUnread(let paths):
            "cannot read rotated files of the output to see what they hold: \(Self.list(paths)). "
                + "Records that only they hold may be written again, should the state be older than "
                + "they are"
        case .identitiesRead(let sensors, let users):
            "identities: the names of \(sensors) sensor(s) and \(users) user(s) are known"
        case .hostsByID(let source, let total):
            "source \(source): \(total) event(s) have the aid of a sensor for a computer, as no name "
                + "is known: name FDR's aidmaster or a CSV in identities.sensors"
        case .hostsUnknown(let source, let total):
            "source \(source): \(total) event(s) do not say which computer they are from"
        case .usersByID(let source, let total):
            "source \(source): \(total) event(s) have a SID for a user, as no name is known: name "
                + "FDR's userinfo or a CSV in identities.users"
        case .tooLate(let source, let total, let example):
            "source \(source): \(total) event(s) changed nothing so far, as their windows are over "
                + "and kept no more, the last of \(example): \"riskd replay\" reads old logs"
        case .clockShifted(let source, let text, _, _): "source \(source): \(text)"
        case .clockSuspected(let records, let isPausing):
            "the clock may be wrong: \(records) record(s) are further ahead of it than "
                + "limits.future_events; they wait until it is set, or other events show that it is "
                + "right" + (isPausing ? ", and reading is paused" : "")
        case .clockSet(let records):
            "the clock was set forward: \(records) record(s) that were ahead of it are taken in"
        case .clockStepped(let seconds):
            "the clock was set back by \(seconds) s: windows that have fired do not fire again, and "
                + "what still comes for them counts as late"
        case .stateDiscarded(let detection, let reason):
            "\(detection): the panes of the last run are not used: \(reason)"
        case .reloaded(let detections, let added, let removed):
            "reloaded: \(detections) detection(s)"
                + (added.isEmpty ? "" : "; new: \(Self.list(added))")
                + (removed.isEmpty ? "" : "; gone: \(Self.list(removed))")
        case .reloadRejected(let problems):
            "reload rejected: \(problems) problem(s); the running configuration stays"
        case .contentProblem(let problem): Self.text(of: problem)
        case .startRefused(let problems):
            "not started: \(problems) problem(s) in configuration and content"
        case .answersUnavailable(let error):
            "no answers on a socket of status or metrics: \(error)"
        case .shippingStopped(let error):
            "Kafka takes no events, segments wait in the spool: \(error)"
        case .shippingResumed(let seconds): "Kafka takes events again after \(seconds) s"
        case .emittedRejected(let error, let total):
            "Kafka can never take an event: \(error); \(total) so far are left out"
        case .died(let signal, let stretch, let list): Self.death(signal, stretch, list)
        case .passedOver(let path, let start, let end, let total):
            "passed over bytes \(start) to \(end) of \(path) unread, as riskd died of them twice: "
                + "no detection sees what they say; \(total) such stretch(es) so far"
        case .problem(let text): Self.oneLine(text)
        }
    }

    private static func death(_ signal: String, _ stretch: FatalStretch?, _ list: String) -> String
    {
        guard let stretch else {
            return "the last run died of \(signal), and not of a record that it read"
        }
        let place = "bytes \(stretch.start) to \(stretch.end) of \(stretch.path)"
        let next =
            if stretch.isPassedOver {
                "they are passed over from now on; to have them read again remove \(list)"
            } else if stretch.work == .record {
                "they are read once more, and passed over should riskd die again"
            } else {
                "they are read line by line, and the line is passed over that riskd dies of again"
            }
        return "the last run died of \(signal) while it read \(place), death \(stretch.deaths) "
            + "there: \(next)"
    }

    /// The lines of a file that a message is about, to be shown below it where there is room.
    var excerpt: [String] {
        guard case .contentProblem(let problem) = self else { return [] }
        return problem.excerpt.map { "    " + Journal.safe($0) }
    }

    /// Without the excerpt, which needs lines of its own.
    private static func text(of problem: ContentProblem) -> String {
        var problem = problem
        problem.excerpt = []
        return problem.description
    }

    /// What a library says may have several lines, such as the SQL that failed: a line feed would
    /// show as a character that was taken out.
    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix { $0.isWhitespace } }
            .joined(separator: " ")
    }

    /// The first ten.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(10).joined(separator: ", ")
        return names.isEmpty ? "none" : names.count > 10 ? shown + ", …" : shown
    }

    private var priority: Journal.Priority {
        switch self {
        case .started, .enabled, .recovered, .stopping, .stopped, .reloaded, .outputResumed,
            .shippingResumed, .identitiesRead, .clockSet,
            .outputReopened, .sinkResumed, .backlogDiscarded:
            .notice
        case .triggered: .informational
        case .fileEvent(_, _, let isProblem): isProblem ? .warning : .informational
        case .skipped, .foreignFile, .fileLost, .sampleUnreadable, .triggerDelayed, .limitReached,
            .journalRefused,
            .stateDiscarded,
            .outputAhead, .outputUnread, .backlogLeft, .hostsByID, .hostsUnknown, .usersByID,
            .tooLate,
            .clockShifted, .clockSuspected,
            .clockStepped, .answersUnavailable, .shippingStopped, .emittedRejected:
            .warning
        case .sinkFailed(_, _, let isRefusal): isRefusal ? .error : .warning
        case .stateSetAside, .entrySetAside, .backlogFull: .error
        case .died(_, let stretch, _): stretch?.isPassedOver ?? false ? .critical : .error
        case .passedOver: .critical
        case .contentProblem(let problem): problem.severity == .error ? .error : .warning
        case .startDelayed, .outputBlocked, .reloadRejected, .startRefused, .problem: .error
        }
    }

    private var id: String {
        switch self {
        case .started: "2c471389d3814e89bd03a795577a9969"
        case .enabled: "5f0a5c7c2bd04f6e8b4f0e5a3d6f9c21"
        case .recovered: "64d7c5aa7aab4985ac9338cc4ae940dd"
        case .stopping: "8d49262e61c54e32835f47601da5f8eb"
        case .stopped: "f73b5ccc45234791a283608b5a7b6ac8"
        case .fileEvent: "05b849e8590045259eff0d1cfcdd4fde"
        case .skipped: "d8eed2616e3e4add9109f713a8764733"
        case .sampleUnreadable: "4b5d8e0f7c0a4c62b9a1e3d25f6c7088"
        case .foreignFile: "6e0b57c2a4d94b3c8f61d7e09a25c384"
        case .fileLost: "d95c1a7b30e84f6fa2c70b84e61f3d59"
        case .triggered: "8fe10f0e6259487dbe87f9f2218daaf4"
        case .triggerDelayed: "f02efc3d117f446bb1127d1519bb6ba7"
        case .limitReached: "8b3f0c6a5d7e4f12a9c84e61d20b7f35"
        case .startDelayed: "7d1e8c0a94b64f8fa2b35e6d1c0f7a58"
        case .outputBlocked: "176bc7499960415790e4dab93fffb552"
        case .outputResumed: "067057fd11c54de88bfeed25621ef6db"
        case .outputReopened: "669ddbccd0ee45239bad13708577c742"
        case .journalRefused: "392fab5ae67a4f5c9b764f24f296694a"
        case .sinkFailed: "5d0e5f7a1b0c4a3f9c3e9a6f24b7d8c1"
        case .sinkResumed: "e2a4b97c63d14f0ea5b8c07d9f1e3a26"
        case .entrySetAside: "9b7c41d2e80f4c6fb15a3d0e7296f84a"
        case .backlogFull: "c38f0a6be5d24719a2470d5be98c1f63"
        case .backlogDiscarded: "71ad0c59e3b84a7f96d2e8f0143c5b60"
        case .backlogLeft: "4f61d8b3a97e4c0d8e25f1c60b3a972d"
        case .stateSetAside: "a6d0b8f53a0b4d0f9f3f1c6c7e2f4b11"
        case .outputAhead: "3b7be0d2f0c94bb48d0d6f0b7c1a9e52"
        case .outputUnread: "5e2c9a71f4d84b06a1b7c3e8d90f6425"
        case .identitiesRead: "5c0d9e7a41b84f2c8b6a1f3d27e95c04"
        case .hostsByID: "e81b6c2f94d04a3d8f57c0a9b3e2617d"
        case .hostsUnknown: "27f3a90d5b6e4c18b2d47e8a1c095f63"
        case .usersByID: "94c6e1b07d2f4a85a3b80f1d6e75c92a"
        case .tooLate: "b0d72e4a8c1f45f69e03d5b7a2684c1f"
        case .clockShifted: "6a95f0c3e7d84b21bf1c08e4d3725a9e"
        case .clockSuspected: "d27c91e5b0a34f6f8e14a95c3b7d0628"
        case .clockSet: "3e8f5a16c9d24b7780d1f42b6e9ca503"
        case .clockStepped: "c1f6d6b8e1a24f0b9c53a70d4f5b8e93"
        case .stateDiscarded: "0b7e2f90def8438297906024401ef20d"
        case .reloaded: "25f49b6744af48009849c27d28a80288"
        case .reloadRejected: "876420f1192f44d2a9d61ed9f39d5701"
        case .contentProblem: "35688ebc4ba447be80108641c4e818ba"
        case .startRefused: "5208745ca71e4894868f9ddd106f6ef4"
        case .answersUnavailable: "77f44a4de6674ecdb9dedff285bc7caf"
        case .shippingStopped: "0f45327078c646e296abfc1d7ba76ee6"
        case .shippingResumed: "453c6d57d288417a84ba7b52345fcd7e"
        case .emittedRejected: "37d646c5af8246009ca2e9c9332eeb20"
        case .died: "9c0f4b7e6a5d4d1c8e2f3a6b5d7c0e14"
        case .passedOver: "d3a81f60c7b24e95a0e6b9d48c5f1372"
        case .problem: "1fa93f221c6f437c95b63ac995e4653a"
        }
    }

    private var fields: [(name: String, value: String)] {
        switch self {
        case .fileEvent(_, let path, _): [("RISKD_FILE", path)]
        case .skipped(let reason, let path, let offset, let total):
            [
                ("RISKD_REASON", reason), ("RISKD_FILE", path), ("RISKD_OFFSET", String(offset)),
                ("RISKD_SKIPPED_TOTAL", String(total)),
            ]
        case .sampleUnreadable(let reason, let path, let offset, let total, let looked):
            [
                ("RISKD_REASON", reason), ("RISKD_FILE", path), ("RISKD_OFFSET", String(offset)),
                ("RISKD_SKIPPED_TOTAL", String(total)), ("RISKD_SAMPLED_TOTAL", String(looked)),
            ]
        case .foreignFile(let path, let format):
            [("RISKD_FILE", path), ("RISKD_FORMAT", format.rawValue)]
        case .fileLost(let path, let read):
            [("RISKD_FILE", path), ("RISKD_OFFSET", String(read))]
        case .died(let signal, let stretch, _):
            [("RISKD_SIGNAL", signal)]
                + (stretch.map {
                    [
                        ("RISKD_FILE", $0.path), ("RISKD_OFFSET", String($0.start)),
                        ("RISKD_END", String($0.end)), ("RISKD_DEATHS", String($0.deaths)),
                    ]
                } ?? [])
        case .passedOver(let path, let start, let end, let total):
            [
                ("RISKD_REASON", "fatal"), ("RISKD_FILE", path),
                ("RISKD_OFFSET", String(start)), ("RISKD_END", String(end)),
                ("RISKD_SKIPPED_TOTAL", String(total)),
            ]
        case .triggered(let tick, let records, let late):
            [
                ("RISKD_TICK", tick), ("RISKD_RECORDS", String(records)),
                ("RISKD_LATE_RECORDS", String(late)),
            ]
        case .triggerDelayed(let tick, _): [("RISKD_TICK", tick)]
        case .hostsByID(let source, let total), .hostsUnknown(let source, let total),
            .usersByID(let source, let total), .tooLate(let source, let total, _):
            [("RISKD_SOURCE", source), ("RISKD_EVENTS_TOTAL", String(total))]
        case .clockShifted(let source, _, let distance, let total):
            [
                ("RISKD_SOURCE", source), ("RISKD_DISTANCE", distance),
                ("RISKD_EVENTS_TOTAL", String(total)),
            ]
        case .limitReached(let detection, let limit, let what, let total):
            [
                ("RISKD_DETECTION", detection), ("RISKD_LIMIT", limit),
                ("RISKD_KEPT_OUT", what), ("RISKD_KEPT_OUT_TOTAL", String(total)),
            ]
        case .sinkFailed(let sink, let reason, _):
            [("RISKD_SINK", sink), ("RISKD_REASON", reason)]
        case .sinkResumed(let sink, _), .backlogLeft(let sink, _),
            .backlogDiscarded(let sink, _):
            [("RISKD_SINK", sink)]
        case .entrySetAside(let sink, let reason, let entry):
            [("RISKD_SINK", sink), ("RISKD_REASON", reason), ("RISKD_ENTRY", entry)]
        case .backlogFull(let sink, _, let total):
            [("RISKD_SINK", sink), ("RISKD_DROPPED_TOTAL", String(total))]
        case .contentProblem(let problem):
            [
                ("RISKD_FILE", problem.file), ("RISKD_LINE", String(problem.line)),
                ("RISKD_COLUMN", String(problem.column)),
            ] + (problem.detection.map { [("RISKD_DETECTION", $0)] } ?? [])
        default: []
        }
    }
}
