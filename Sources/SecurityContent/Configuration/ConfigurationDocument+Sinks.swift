import RiskDetection

extension ConfigurationDocument {
    /// The keys that each sink has, beside the one that says what it is: a ``SinkTarget/Kind``.
    enum SinkKey: String, ConfigurationKey {
        case name, schema, backlog, overflow

        static var names: [String] {
            names(with: SinkTarget.Kind.self)
        }
    }

    private static let backlogRange = (1 << 20)...(1 << 40)

    static func sinks(_ output: YAMLMapping) -> [Configuration.Sink] {
        var sinks: [Configuration.Sink] = []
        for mapping in output.mappings(OutputKey.sinks.rawValue) {
            guard let sink = sink(mapping) else { continue }
            if sinks.contains(where: { $0.name == sink.name }) {
                mapping.report(
                    key: SinkKey.name.rawValue,
                    "the sink \"\(sink.name)\" stands above already: give each a name of its own, as "
                        + "its backlog is kept by name")
            }
            sinks.append(sink)
        }
        return sinks
    }

    private static func sink(_ mapping: YAMLMapping) -> Configuration.Sink? {
        let section = ConfigurationSection<SinkKey>(mapping)
        let names = SinkTarget.Kind.allCases.map(\.rawValue)
        let missing =
            "is missing: write where records go, as "
            + "\(names.dropLast().joined(separator: ", ")) or \(names[names.count - 1])"
        guard let kind = mapping.kind(SinkTarget.Kind.self, of: "sink", missing: missing),
            let inner = mapping.mapping(kind.rawValue), let (target, name) = kind.read(inner)
        else { return nil }
        var sink = Configuration.Sink(name: name, target: target, schema: target.usualSchema)
        section.string(.name, &sink.name)
        section.choice(.schema, &sink.schema)
        if sink.schema == .hec, !target.takesEnvelope {
            section.reject(
                .schema,
                "the envelope of the HTTP Event Collector has no use in syslog: write "
                    + "splunk, splunk-stash, ocsf or ecs")
        }
        section.bytes(.backlog, in: backlogRange, &sink.backlogBytes)
        section.choice(.overflow, &sink.overflow)
        return sink
    }
}
