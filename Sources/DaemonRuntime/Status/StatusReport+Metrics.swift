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

    /// Every reason, so that a rate exists before the first one happens.
    private static func byReason(
        _ sources: [SourceStatus], _ counts: (SourceStatus) -> [String: Int]
    ) -> [(labels: PrometheusText.Labels, value: Double)] {
        sources.flatMap { source in
            let counts = counts(source)
            return SkipReason.allCases.map { reason in
                (
                    labels: [("source", source.name), ("reason", reason.rawValue)],
                    value: Double(counts[reason.rawValue] ?? 0)
                )
            }
        }
    }

    private func addSources(_ text: inout PrometheusText) {
        let all = self.sources
        let silence = seconds(since: subject.watchedSince)
        let sources = PrometheusText.Subjects("source", all, \.name)
        text.add(
            "riskd_records_total", .counter, "Records that came, those passed over among them.",
            all.map {
                (labels: [("source", $0.name), ("format", $0.format)], value: Double($0.records))
            })
        text.add(
            "riskd_events_total", .counter, "Records that are events of a data model.", sources,
            \.events)
        text.add("riskd_read_bytes_total", .counter, "Bytes of these records.", sources) {
            Double($0.bytes)
        }
        text.add(
            "riskd_skipped_total", .counter, "Records that could not be read.",
            Self.byReason(all, \.skipped))
        text.add(
            "riskd_passed_over_total", .counter, "Records not read, as no detection needs them.",
            sources
        ) { $0.passedOver ?? 0 }
        text.add(
            "riskd_sampled_total", .counter, "Of those, records looked at all the same.", sources
        ) { $0.sampled ?? 0 }
        text.add(
            "riskd_sampled_skipped_total", .counter, "Of those, records that could not be read.",
            Self.byReason(all) { $0.sampledSkipped ?? [:] })
        let observed: [(String, String, (SourceStatus) -> Int?)] = [
            (
                "too_late_events", "Events that matched and whose windows are kept no more.",
                \.tooLate
            ),
            (
                "hosts_by_id_events", "Events with the id of a sensor for a computer.",
                \.hostsById
            ),
            (
                "hosts_unknown_events", "Events that do not say which computer they are from.",
                \.hostsUnknown
            ),
            ("users_by_id_events", "Events with a SID for a user.", \.usersById),
        ]
        for (name, help, value) in observed {
            text.add("riskd_source_\(name)_total", .counter, help, sources) {
                Double(value($0) ?? 0)
            }
        }
        text.add(
            "riskd_source_clock_shifted", .gauge,
            "1 where times look like those of a clock in another zone.", sources
        ) { ($0.clockShifts ?? []).isEmpty ? 0 : 1 }
        text.add(
            "riskd_ingest_lag_bytes", .gauge, "Bytes that open files hold beyond what is read.",
            sources
        ) { Double($0.lagBytes) }
        text.add(
            "riskd_ingest_lag_seconds", .gauge,
            "Age of the newest event while there is something to read, else 0.", sources,
            \.lagSeconds)
        text.add(
            "riskd_last_record_age_seconds", .gauge,
            "Since the last record of a source came, or since the start where none has.", sources
        ) { $0.lastRecordSecondsAgo ?? silence }
        text.add(
            "riskd_source_streams", .gauge, "Open files, journals and connections.", sources,
            \.streams)
        text.add(
            "riskd_source_unreadable", .gauge, "Paths that cannot be read.", sources,
            \.unreadable.count)
        text.add(
            "riskd_ring_full", .gauge, "1 while reading waits for detecting.",
            sample.map { $0.ingest.isFull ? 1 : 0 })
    }

    private func addDetections(_ text: inout PrometheusText) {
        let detections = PrometheusText.Subjects(
            "detection", sample?.detection.detections ?? [], \.name)
        let counters: [(String, String, (DetectionStatus) -> Int)] = [
            ("detection_matched_events", "Events that a scan matched.", \.matched),
            ("detection_rows", "Rows emitted, amendments included.", \.rows),
            (
                "detection_excepted_rows", "Rows that exceptions of the configuration kept back.",
                \.excepted
            ),
            (
                "detection_throttled_rows", "Rows kept back as their like had been told of.",
                \.throttled
            ),
            ("detection_overflow", "What limits kept out.", \.overflow),
            ("window_fired", "Windows evaluated, amendments included.", \.firedWindows),
            ("window_late_events", "Events that amended a fired window.", \.late),
            ("window_too_late_events", "Late events that changed nothing.", \.tooLate),
        ]
        text.add("riskd_detections", .gauge, "Enabled detections.", subject.detections)
        for (name, help, value) in counters {
            text.add("riskd_\(name)_total", .counter, help, detections, value)
        }
        // Only those that happened: twelve for each of thousands of detections would be a flood.
        text.add(
            "riskd_detection_losses_total", .counter, "What a limit kept out, by limit.",
            (sample?.detection.detections ?? []).flatMap { detection in
                (detection.losses ?? []).map { loss in
                    (
                        labels: [("detection", detection.name), ("limit", loss.limit)],
                        value: Double(loss.count)
                    )
                }
            })
        text.add(
            "riskd_window_open", .gauge, "Windows that hold something and have not fired.",
            detections, \.openWindows)
        text.add(
            "riskd_window_open_rows", .gauge, "Rows that open windows would give by now.",
            detections, \.openRows)
        text.add(
            "riskd_next_trigger_timestamp_seconds", .gauge, "The next run of any detection.",
            (sample?.detection.nextTick).map { Double($0.nanoseconds) / 1e9 })
    }

    private func addSinks(_ text: inout PrometheusText, _ output: OutputStatus) {
        let sinks = PrometheusText.Subjects("sink", output.sinks, \.name)
        text.add(
            "riskd_sink_delivered_total", .counter, "Records that the receiver confirmed.", sinks,
            \.delivered)
        text.add(
            "riskd_sink_set_aside_total", .counter, "Records that the receiver can never take.",
            sinks, \.setAside)
        text.add(
            "riskd_sink_dropped_total", .counter, "Records dropped as the backlog was full.", sinks,
            \.dropped)
        text.add(
            "riskd_sink_backlog_records", .gauge, "Records that wait for the receiver.", sinks,
            \.backlogEntries)
        text.add("riskd_sink_backlog_bytes", .gauge, "Their bytes.", sinks, \.backlogBytes)
        text.add(
            "riskd_sink_backlog_limit_bytes", .gauge, "How many may wait.", sinks,
            \.backlogBytesMax)
        text.add(
            "riskd_sink_oldest_seconds", .gauge, "Age of the record that waits longest, else 0.",
            sinks
        ) { $0.oldestSeconds ?? 0 }
        text.add(
            "riskd_sink_failing_seconds", .gauge, "How long sending has been failing, else 0.",
            sinks
        ) { $0.failedSeconds ?? 0 }
        text.add(
            "riskd_output_held_seconds", .gauge,
            "How long a full backlog has kept records from being read, else 0.",
            output.heldSeconds ?? 0)
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
        addSinks(&text, output)
        let state = state
        text.add("riskd_state_bytes", .gauge, "Size of the state.", state.sizeBytes)
        text.add(
            "riskd_checkpoints_total", .counter, "Times the state was saved.", state.checkpoints)
        text.add(
            "riskd_checkpoint_age_seconds", .gauge, "Since the state was saved.",
            state.lastCheckpointSecondsAgo)
    }
}
