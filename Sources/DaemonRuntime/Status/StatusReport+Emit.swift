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
            droppedSegments: spool.droppedSegments, droppedBytes: spool.droppedBytes,
            kafka: spool.shipping.map(kafka))
    }

    private func kafka(_ shipping: ShippingTally.Snapshot) -> KafkaStatus {
        KafkaStatus(
            servers: subject.configuration.kafka.servers, delivered: shipping.delivered,
            rejected: shipping.rejected, segments: shipping.segments,
            underway: shipping.underway,
            lastDeliverySecondsAgo: seconds(since: shipping.lastDelivery),
            stoppedSeconds: seconds(since: shipping.stoppedSince),
            error: shipping.error.isEmpty ? nil : shipping.error)
    }

    var emitProblems: [String] {
        guard let emit else { return [] }
        var problems: [String] = []
        let share = max(
            Double(emit.spoolBytes) / Double(emit.spoolBytesMax),
            Double(emit.closedSegments) / Double(EventSpool.segmentsMax))
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
        if let kafka = emit.kafka, let stopped = kafka.stoppedSeconds {
            problems.append(
                "Kafka has taken no events for \(Int(stopped)) s: \(kafka.error ?? "")")
        }
        if let rejected = emit.kafka?.rejected, rejected > 0 {
            problems.append("Kafka could never take \(rejected) event(s): they were left out")
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
        guard let kafka = emit.kafka else { return }
        text.add(
            "riskd_kafka_delivered_total", .counter, "Records that brokers have confirmed.",
            kafka.delivered)
        text.add(
            "riskd_kafka_rejected_total", .counter, "Records that can never be delivered.",
            kafka.rejected)
        text.add("riskd_kafka_underway", .gauge, "Lines that are on their way.", kafka.underway)
        text.add(
            "riskd_kafka_stopped_seconds", .gauge,
            "How long brokers have been taking nothing, else 0.", kafka.stoppedSeconds ?? 0)
    }
}
