import CIM
import RiskDetection
import SPL

extension ConfigurationDocument {
    enum ExceptionKey: String, ConfigurationKey { case `where`, owner, reason, expires }
    enum ThrottleKey: String, ConfigurationKey { case fields, period }

    /// `exceptions:`, a list for each detection.
    static func exceptions(_ detections: YAMLMapping) -> [DetectionException] {
        guard let mapping = detections.mapping(DetectionsKey.exceptions.rawValue) else { return [] }
        return mapping.entries.filter { !$0.value.isNull }.flatMap { entry in
            let name = LocatedText(
                entry.key, source: mapping.source, offset: entry.keyOffset, style: .plain)
            return mapping.mappings(entry.key).compactMap { exception($0, of: name) }
        }
    }

    /// `search_name:`, a text with `%name%`.
    static func searchName(_ section: ConfigurationSection<DetectionsKey>) -> LocatedText? {
        guard let text = section.mapping.text(DetectionsKey.searchName.rawValue) else {
            return nil
        }
        guard text.value.contains("%name%"), !text.value.contains(where: \.isNewline) else {
            section.reject(
                .searchName,
                "write %name% where the name of a detection is to stand, such as "
                    + "\"Acme - %name% - Rule\"")
            return nil
        }
        return text
    }

    private static func exception(
        _ mapping: YAMLMapping, of detection: LocatedText
    ) -> DetectionException? {
        let section = ConfigurationSection<ExceptionKey>(mapping)
        let hints: [(ExceptionKey, String)] = [
            (.where, "write the columns and values it is for, such as {user: SYSTEM}"),
            (.owner, "write who decided it"), (.reason, "write why"),
        ]
        for (key, hint) in hints where !section.isGiven(key) {
            section.report(key, "is missing: \(hint)")
        }
        let conditions = self.conditions(mapping)
        let expires = mapping.text(ExceptionKey.expires.rawValue)
        let end = expires.flatMap { endOfDay($0.value) }
        if expires != nil, end == nil {
            section.reject(.expires, "write the last day on which it holds, such as 2027-01-31")
        }
        guard let owner = mapping.string(ExceptionKey.owner.rawValue),
            let reason = mapping.string(ExceptionKey.reason.rawValue), !conditions.isEmpty
        else { return nil }
        return DetectionException(
            detection: detection, conditions: conditions, owner: owner, reason: reason,
            expires: expires, end: end)
    }

    /// A pattern, or a list of them, for each column.
    private static func conditions(
        _ mapping: YAMLMapping
    ) -> [(column: LocatedText, values: [String])] {
        guard let columns = mapping.mapping(ExceptionKey.where.rawValue) else { return [] }
        if columns.entries.isEmpty {
            mapping.report(
                key: ExceptionKey.where.rawValue,
                "an exception without a column would be for every row: disable the detection for "
                    + "that")
        }
        return columns.entries.compactMap { entry in
            let values = columns.strings(entry.key)
            guard !values.isEmpty else {
                columns.report(
                    key: entry.key,
                    "\(columns.name(of: entry.key)) has no value: write one, or a list of them")
                return nil
            }
            let name = LocatedText(
                entry.key, source: columns.source, offset: entry.keyOffset, style: .plain)
            return (name, values)
        }
    }

    /// The first instant after a day, UTC.
    private static func endOfDay(_ text: String) -> Timestamp? {
        guard text.utf8.count == 10, let start = Timestamp.parse(text + "T00:00:00Z") else {
            return nil
        }
        return Timestamp(seconds: start.seconds + 86_400)
    }

    /// `throttle:` of an override; a period of 0 lets every row through, whatever the content says.
    static func throttle(_ override: YAMLMapping) -> Throttle? {
        guard let mapping = override.mapping(OverrideKey.throttle.rawValue) else { return nil }
        let section = ConfigurationSection<ThrottleKey>(mapping)
        var period = Duration.zero
        guard section.isGiven(.period) else {
            section.report(.period, "is missing: write how long like rows are kept quiet, or 0")
            return nil
        }
        section.duration(.period, in: .zero...(.seconds(366 * 86_400)), &period)
        let seconds = period.components.seconds
        let fields = mapping.strings(ThrottleKey.fields.rawValue)
        if fields.isEmpty, seconds > 0 {
            section.report(.fields, "is missing: write the columns that make rows alike")
            return nil
        }
        return Throttle(columns: fields, periodSeconds: seconds)
    }
}
