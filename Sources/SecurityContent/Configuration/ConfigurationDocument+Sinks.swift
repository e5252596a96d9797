import RiskDetection

extension ConfigurationDocument {
    enum SinkKey: String, ConfigurationKey {
        case name, hec, syslog, relp, schema, backlog, overflow
    }

    /// The keys that say what a sink is; one of them stands in each.
    private static let targetKeys: [SinkKey] = [.hec, .syslog, .relp]
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
        let given = targetKeys.filter { section.isGiven($0) }
        guard let target = given.first else {
            section.report(
                targetKeys[0], "is missing: write where records go, as hec, syslog or relp")
            return nil
        }
        for other in given.dropFirst() {
            section.report(
                other,
                "does not go with \(mapping.name(of: target.rawValue)): write a sink of its own")
        }
        guard var sink = sink(section, target) else { return nil }
        section.string(.name, &sink.name)
        section.choice(.schema, &sink.schema)
        switch sink.target {
        case .syslog, .relp:
            if sink.schema == .hec {
                section.reject(
                    .schema,
                    "the envelope of the HTTP Event Collector has no use in syslog: write "
                        + "splunk, splunk-stash, ocsf or ecs")
            }
        case .hec: break
        }
        section.bytes(.backlog, in: backlogRange, &sink.backlogBytes)
        section.choice(.overflow, &sink.overflow)
        return sink
    }

    /// - Parameter target: The key that says what it is.
    private static func sink(
        _ section: ConfigurationSection<SinkKey>, _ target: SinkKey
    ) -> Configuration.Sink? {
        switch target {
        case .hec: hec(section)
        case .syslog: syslog(section)
        case .relp: relp(section)
        case .name, .schema, .backlog, .overflow:
            preconditionFailure("\(target.rawValue) does not say what a sink is")
        }
    }
}
