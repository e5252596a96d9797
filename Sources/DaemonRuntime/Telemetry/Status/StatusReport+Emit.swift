import SecurityContent

extension StatusReport {
    /// A spool that is fuller warns.
    private static let spoolShareMax = 0.8

    var emit: EmitStatus? {
        let settings = subject.configuration.emit
        guard let directory = settings.directory else { return nil }
        let spool = sample?.detection.spool ?? EventSpool.Snapshot()
        return EmitStatus(
            directory: directory, collector: spool.collector, events: spool.events,
            heartbeats: spool.heartbeats, closedSegments: spool.closedSegments,
            spoolBytes: spool.bytes, spoolBytesMax: settings.spoolBytes,
            droppedSegments: spool.droppedSegments, droppedBytes: spool.droppedBytes)
    }

    var emitProblems: [String] {
        guard let emit else { return [] }
        var problems: [String] = []
        let share = Double(emit.spoolBytes) / Double(emit.spoolBytesMax)
        if share > Self.spoolShareMax {
            problems.append(
                "the spool \(emit.directory) is \(Int(share * 100)) % full: "
                    + "\(emit.closedSegments) segment(s) wait to be taken")
        }
        if emit.droppedSegments > 0 {
            problems.append(
                "the spool \(emit.directory) was full: \(emit.droppedSegments) segment(s) were "
                    + "dropped")
        }
        return problems
    }

    /// Nothing where no events go to other engines.
    func addEmit(_ text: inout PrometheusText) {
        guard let emit else { return }
        text.add(
            "riskd_emitted_events_total", .counter, "Events written to the spool.", emit.events)
        text.add(
            "riskd_emitted_heartbeats_total", .counter, "Heartbeats written to the spool.",
            emit.heartbeats)
        text.add(
            "riskd_spool_segments", .gauge, "Closed segments that nobody has taken.",
            emit.closedSegments)
        text.add(
            "riskd_spool_bytes", .gauge, "Size of all segments.", Double(emit.spoolBytes))
        text.add(
            "riskd_spool_limit_bytes", .gauge, "What all segments may take.",
            emit.spoolBytesMax)
        text.add(
            "riskd_spool_dropped_segments_total", .counter,
            "Segments removed because the spool was full.", emit.droppedSegments)
    }
}
