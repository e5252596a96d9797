import CIM
import SecurityContent

extension StatusReport {
    /// What Prometheus is given. Names follow its conventions: base units, `_total` for counters.
    package var metrics: [UInt8] {
        var text = PrometheusText()
        text.add(
            "riskd_build_info", .gauge, "Always 1.",
            [(labels: [("version", subject.version)], value: 1)])
        let health = health.level
        text.add(
            "riskd_health", .gauge, "0 ok, 1 warning, 2 critical, as riskd status ends with.",
            health == .ok ? 0 : health == .warning ? 1 : 2)
        addProcess(&text)
        addSources(&text)
        addDetections(&text)
        addOutput(&text)
        addEmit(&text)
        return text.bytes
    }

    private func addProcess(_ text: inout PrometheusText) {
        let process = ProcessStatus.current
        text.add(
            "process_resident_memory_bytes", .gauge, "Resident memory.", process.residentBytes)
        text.add(
            "process_cpu_seconds_total", .counter, "User and system time.", process.cpuSeconds)
        text.add("process_open_fds", .gauge, "Open file descriptors.", process.openDescriptors)
        text.add(
            "riskd_uptime_seconds", .gauge, "Since the process started.",
            seconds(since: subject.started))
        text.add(
            "riskd_config_last_reload_successful", .gauge,
            "0 when the last reload was rejected and the configuration before it is in force.",
            subject.reload?.isAccepted == false ? 0 : 1)
    }

    private func addSources(_ text: inout PrometheusText) {
        let sources = sources
        func gauge(
            _ name: String, _ kind: PrometheusText.Kind, _ help: String,
            _ value: (SourceStatus) -> Double?
        ) {
            text.add(
                name, kind, help,
                sources.compactMap { source in
                    value(source).map { (labels: [("source", source.name)], value: $0) }
                })
        }
        text.add(
            "riskd_records_total", .counter, "Records read.",
            sources.map {
                (labels: [("source", $0.name), ("format", $0.format)], value: Double($0.records))
            })
        gauge("riskd_events_total", .counter, "Records that are events of a data model.") {
            Double($0.events)
        }
        gauge("riskd_read_bytes_total", .counter, "Bytes of the records read.") {
            Double($0.bytes)
        }
        // Every reason, so that a rate exists before the first one happens.
        text.add(
            "riskd_skipped_total", .counter, "Records that could not be read.",
            sources.flatMap { source in
                SkipReason.allCases.map { reason in
                    (
                        labels: [("source", source.name), ("reason", reason.rawValue)],
                        value: Double(source.skipped[reason.rawValue] ?? 0)
                    )
                }
            })
        gauge("riskd_ingest_lag_bytes", .gauge, "Bytes that open files hold beyond what is read.") {
            Double($0.lagBytes)
        }
        gauge(
            "riskd_ingest_lag_seconds", .gauge,
            "Age of the newest event while there is something to read, else 0."
        ) { $0.lagSeconds }
        gauge("riskd_last_record_age_seconds", .gauge, "Since the last record of a source.") {
            $0.lastRecordSecondsAgo
        }
        gauge("riskd_source_streams", .gauge, "Open files, journals and connections.") {
            Double($0.streams)
        }
        gauge("riskd_source_unreadable", .gauge, "Paths that cannot be read.") {
            Double($0.unreadable.count)
        }
        text.add(
            "riskd_ring_full", .gauge, "1 while reading waits for detecting.",
            sample.map { $0.ingest.isFull ? 1 : 0 })
    }

    private func addDetections(_ text: inout PrometheusText) {
        let detections = sample?.detection.detections ?? []
        func add(
            _ name: String, _ kind: PrometheusText.Kind, _ help: String,
            _ value: (DetectionStatus) -> Int
        ) {
            text.add(
                name, kind, help,
                detections.map { (labels: [("detection", $0.name)], value: Double(value($0))) })
        }
        text.add("riskd_detections", .gauge, "Enabled detections.", subject.detections)
        add("riskd_detection_matched_events_total", .counter, "Events that a scan matched.") {
            $0.matched
        }
        add("riskd_detection_rows_total", .counter, "Rows emitted, amendments included.") {
            $0.rows
        }
        add("riskd_detection_overflow_total", .counter, "Events and values beyond limits.") {
            $0.overflow
        }
        add("riskd_window_fired_total", .counter, "Windows evaluated, amendments included.") {
            $0.firedWindows
        }
        add("riskd_window_late_events_total", .counter, "Events that amended a fired window.") {
            $0.late
        }
        add("riskd_window_too_late_events_total", .counter, "Late events that changed nothing.") {
            $0.tooLate
        }
        add("riskd_window_open", .gauge, "Windows that hold something and have not fired.") {
            $0.openWindows
        }
        add("riskd_window_open_rows", .gauge, "Rows that open windows would give by now.") {
            $0.openRows
        }
        text.add(
            "riskd_next_trigger_timestamp_seconds", .gauge, "The next run of any detection.",
            (sample?.detection.nextTick).map { Double($0.nanoseconds) / 1e9 })
    }

    private func addOutput(_ text: inout PrometheusText) {
        let output = output
        text.add("riskd_risk_events_total", .counter, "Risk events written.", output.riskEvents)
        text.add("riskd_notables_total", .counter, "Notables written.", output.notables)
        text.add(
            "riskd_late_records_total", .counter, "Records written of amended windows.",
            output.lateRecords)
        text.add(
            "riskd_output_blocked_seconds", .gauge, "How long writing has been failing, else 0.",
            output.blockedSeconds ?? 0)
        text.add(
            "riskd_journal_refused_total", .counter, "Entries that the journal did not take.",
            output.journalRefused)
        let state = state
        text.add("riskd_state_bytes", .gauge, "Size of the state.", state.sizeBytes)
        text.add(
            "riskd_checkpoints_total", .counter, "Times the state was saved.", state.checkpoints)
        text.add(
            "riskd_checkpoint_age_seconds", .gauge, "Since the state was saved.",
            state.lastCheckpointSecondsAgo)
    }
}
