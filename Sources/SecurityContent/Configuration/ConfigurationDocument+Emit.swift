extension ConfigurationDocument {
    enum EmitKey: String, ConfigurationKey {
        case directory, collector, events
        case segmentBytes = "segment_bytes"
        case segmentAge = "segment_age"
        case spoolBytes = "spool_bytes"
        case whenFull = "when_full"
        case heartbeat
    }

    static func emit(_ section: ConfigurationSection<EmitKey>) -> EmitSettings {
        var emit = EmitSettings()
        section.pathOrOff(.directory, &emit.directory)
        section.string(.collector, &emit.collector)
        if !emit.collector.isEmpty, !EmitSettings.isCollector(emit.collector) {
            section.reject(
                .collector,
                "write letters, digits, dots, hyphens and underscores, "
                    + "\(EmitSettings.collectorBytesMax) at most: it is a part of file names")
        }
        section.choice(.events, &emit.events)
        section.bytes(.segmentBytes, in: (64 << 10)...(1 << 30), &emit.segmentBytes)
        section.duration(.segmentAge, in: .seconds(1)...(.seconds(86_400)), &emit.segmentAge)
        section.bytes(.spoolBytes, in: (1 << 20)...(1 << 44), &emit.spoolBytes)
        section.choice(.whenFull, &emit.whenFull)
        section.duration(.heartbeat, in: .zero...(.seconds(3_600)), &emit.heartbeat)
        if emit.spoolBytes < 4 * emit.segmentBytes {
            section.report(
                section.isGiven(.spoolBytes) ? .spoolBytes : .segmentBytes,
                "leaves no room: spool_bytes (\(Quantity.text(bytes: emit.spoolBytes))) must be at "
                    + "least four times segment_bytes "
                    + "(\(Quantity.text(bytes: emit.segmentBytes)))")
        }
        return emit
    }
}
