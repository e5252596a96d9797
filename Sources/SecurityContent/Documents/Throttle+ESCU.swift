import RiskDetection

extension Throttle {
    /// `throttling: {fields, period}` of a detection file, which stands in `tags`.
    ///
    /// Source: contentctl, `objects/throttling.py`: a period is a number and one of s, m, h.
    static func read(_ file: YAMLMapping, tags: YAMLMapping?) -> Throttle? {
        guard let mapping = mapping(file, tags: tags),
            let period = mapping.required("period", hint: "write how long, such as 86400s"),
            mapping.required(list: "fields", hint: "write the columns that make rows alike")
        else { return nil }
        guard let duration = Quantity.duration(period.value), duration >= .seconds(1) else {
            mapping.problems.add(
                period.problem(
                    .error,
                    "throttling.period is \"\(period.value)\": write a number and s, m or h, such "
                        + "as 86400s"))
            return nil
        }
        return Throttle(
            columns: mapping.strings("fields"), periodSeconds: duration.components.seconds)
    }

    /// Its columns, where they stand.
    static func fields(_ file: YAMLMapping, tags: YAMLMapping?) -> [LocatedText] {
        mapping(file, tags: tags)?.texts("fields") ?? []
    }

    private static func mapping(_ file: YAMLMapping, tags: YAMLMapping?) -> YAMLMapping? {
        [tags, file].compactMap { $0 }.first { $0.node("throttling") != nil }?
            .mapping("throttling")
    }
}

extension YAMLMapping {
    /// Whether a list is there and has an entry; reports where not.
    fileprivate func required(list key: String, hint: String) -> Bool {
        if !strings(key).isEmpty { return true }
        report(key: key, "\(name(of: key)) is missing: \(hint)")
        return false
    }
}
