import Sigma

extension ConfigurationDocument {
    enum SigmaKey: String, ConfigurationKey { case scores, placeholders, logsources }
    enum LogSourceKey: String, ConfigurationKey {
        case product, category, service, channels
        case eventIDs = "event_ids"
        case fields
    }

    static func sigma(_ section: ConfigurationSection<SigmaKey>) -> SigmaSettings {
        var settings = SigmaSettings()
        if let scores = section.mapping.mapping(SigmaKey.scores.rawValue) {
            scores.check(keys: RuleLevel.allCases.map(\.rawValue))
            for level in RuleLevel.allCases {
                reportEmpty(level.rawValue, in: scores)
                settings.scores[level] = scores.integer(level.rawValue, in: 0...100)
            }
        }
        if let placeholders = section.mapping.mapping(SigmaKey.placeholders.rawValue) {
            for entry in placeholders.entries {
                reportEmpty(entry.key, in: placeholders)
                settings.placeholders.values[entry.key] = placeholders.strings(entry.key)
            }
        }
        settings.logSources.custom = section.mapping.mappings(SigmaKey.logsources.rawValue)
            .compactMap { logSource(ConfigurationSection<LogSourceKey>($0)) }
        return settings
    }

    /// A key without a value looks decided and is not.
    private static func reportEmpty(_ key: String, in mapping: YAMLMapping) {
        guard mapping.has(key) else { return }
        if case .sequence(let items)? = mapping.node(key)?.content, !items.isEmpty { return }
        guard mapping.node(key)?.text == nil else { return }
        mapping.report(
            key: key, "\(mapping.name(of: key)) has no value: write one, or remove the line")
    }

    /// Nil where something is missing, which is reported.
    private static func logSource(
        _ section: ConfigurationSection<LogSourceKey>
    ) -> LogSourceTable.Custom? {
        let mapping = section.mapping
        let logSource = LogSource(
            product: mapping.string(LogSourceKey.product.rawValue),
            category: mapping.string(LogSourceKey.category.rawValue),
            service: mapping.string(LogSourceKey.service.rawValue))
        guard logSource != LogSource() else {
            section.report(
                .category, "is missing: write the product, category or service that rules name")
            return nil
        }
        let channels = mapping.strings(LogSourceKey.channels.rawValue)
        let ids = eventIDs(section)
        guard !channels.isEmpty || !ids.isEmpty else {
            section.report(
                .channels,
                "is missing: write the channels or event_ids of the records, such as [Security]")
            return nil
        }
        let names = channels + ids.map(String.init)
        var records = RecordSource(names.joined(separator: ", "))
        records.channels = channels
        records.eventIDs = ids
        if let fields = mapping.mapping(LogSourceKey.fields.rawValue) {
            for entry in fields.entries {
                reportEmpty(entry.key, in: fields)
                records.renamed[entry.key] = fields.string(entry.key)
            }
        }
        return LogSourceTable.Custom(logSource, records)
    }

    private static func eventIDs(_ section: ConfigurationSection<LogSourceKey>) -> [Int] {
        let texts = section.mapping.texts(LogSourceKey.eventIDs.rawValue)
        let ids = texts.compactMap { UInt16($0.value) }.map { Int($0) }
        if ids.count < texts.count {
            section.report(.eventIDs, "are whole numbers from 0 to 65535: write [4663, 4656]")
        }
        return ids
    }
}
