import CIM

extension ConfigurationDocument {
    enum KafkaKey: String, ConfigurationKey {
        case servers
        case dataSets = "data_sets"
        case properties
        case propertiesFile = "properties_file"
    }

    /// - Parameter emits: Whether there are segments to send.
    static func kafka(_ section: ConfigurationSection<KafkaKey>, emits: Bool) -> KafkaSettings {
        var kafka = KafkaSettings()
        let servers = section.mapping.texts(KafkaKey.servers.rawValue)
        for server in servers where !KafkaSettings.isServer(server.value) {
            section.mapping.problems.add(
                server.problem(
                    .error,
                    "\"\(server.value)\" is no broker: write host:port, such as kafka1:9092"))
        }
        kafka.servers = servers.map(\.value)
        if !kafka.servers.isEmpty, !emits {
            section.report(
                .servers, "has nothing to send: set emit.directory, where events wait for it")
        }
        readDataSets(section, &kafka)
        readProperties(section, &kafka)
        section.path(.propertiesFile, &kafka.propertiesFile)
        return kafka
    }

    private static func readDataSets(
        _ section: ConfigurationSection<KafkaKey>, _ kafka: inout KafkaSettings
    ) {
        guard section.isGiven(.dataSets) else { return }
        let names = section.mapping.texts(KafkaKey.dataSets.rawValue)
        let known = DataModel.all.filter { $0 != AllRisk.dataSet }.map(\.qualifiedName)
        for name in names where !known.contains(name.value) {
            section.mapping.problems.add(
                name.problem(
                    .error,
                    "\"\(name.value)\" is no data set: write one of "
                        + known.joined(separator: ", ")))
        }
        kafka.dataSets = names.map(\.value)
    }

    private static func readProperties(
        _ section: ConfigurationSection<KafkaKey>, _ kafka: inout KafkaSettings
    ) {
        guard let mapping = section.mapping.mapping(KafkaKey.properties.rawValue) else { return }
        for entry in mapping.entries {
            let path = mapping.name(of: entry.key)
            guard let value = mapping.text(of: entry.value, name: path) else { continue }
            if KafkaSettings.reserved.contains(entry.key) {
                mapping.report(
                    key: entry.key, "\(path) is riskd's to decide: remove the line")
            }
            kafka.properties.append(
                KafkaSettings.Property(
                    name: LocatedText(
                        entry.key, source: mapping.source, offset: entry.keyOffset, style: .plain),
                    value: value.value))
        }
    }
}
