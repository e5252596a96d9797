import TestSupport

/// Random correlation rules over three rules, and records that they match.
struct RandomCorrelations {
    private(set) var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private mutating func one<Element>(of list: [Element]) -> Element {
        list[Int.random(in: 0..<list.count, using: &random)]
    }

    private static let rules = """
        title: Rule A
        name: a
        logsource: {product: windows, service: security}
        detection: {s: {EventID: 1}, condition: s}
        ---
        title: Rule B
        name: b
        logsource: {product: windows, service: security}
        detection: {s: {EventID: [2, 3]}, condition: s}
        ---
        title: Rule C
        name: c
        logsource: {product: windows, service: security}
        detection: {s: {EventID: 3}, condition: s}

        """

    /// The documents of a correlation "Outer", over the rules or over another correlation.
    ///
    /// - Parameter monotone: Whether further matches never take one away.
    mutating func documents(monotone: Bool) -> String {
        // A late record changes which fields a match of the inner correlation has, and so may take one
        // of the outer one away.
        let isChained = one(of: [true, false, false]) && !monotone
        var text = Self.rules
        if isChained {
            text += "---\n" + correlation("Inner", name: "inner", ["a", "b"], monotone)
        }
        let parts =
            isChained
            ? ["inner", one(of: ["a", "c"])] : one(of: [["a"], ["a", "b"], ["b", "c", "a"]])
        return text + "---\n" + correlation("Outer", name: "outer", parts, monotone)
    }

    private mutating func correlation(
        _ title: String, name: String, _ rules: [String], _ monotone: Bool
    ) -> String {
        let keys = one(of: [[], ["User"], ["User", "Source"], ["who"], ["Computer"]])
        let isOfSeveral = rules.count > 1
        var types = ["event_count", "value_count", "value_sum"]
        if isOfSeveral { types += ["temporal", "temporal_ordered"] }
        if !monotone { types += ["value_avg", "value_percentile"] }
        let type = one(of: types)
        var lines = [
            "title: \(title)", "name: \(name)", "correlation:", "  type: \(type)",
            "  rules: [\(rules.joined(separator: ", "))]",
            "  group-by: [\(keys.joined(separator: ", "))]",
            "  timespan: \(one(of: ["5m", "10m", "90s", "1h"]))",
        ]
        if keys == ["who"] {
            let fields = ["a": "User", "b": "Account", "c": "Account", "inner": "User"]
            let aliases = rules.map { "\($0): \(fields[$0] ?? "")" }.joined(separator: ", ")
            lines.append("  aliases: {who: {\(aliases)}}")
        }
        let bound =
            monotone ? one(of: ["gt", "gte"]) : one(of: ["gt", "gte", "lt", "lte", "eq", "neq"])
        switch type {
        case "event_count": lines.append("  condition: {\(bound): \(one(of: [1, 2, 3, 5]))}")
        case "value_count":
            lines.append(
                "  condition: {field: \(one(of: ["User", "[User, Source]"])), \(bound): \(one(of: [1, 2]))}"
            )
        case "temporal", "temporal_ordered":
            if one(of: [true, false, false]) {
                lines.append("  condition: {\(bound): \(one(of: [1, 2]))}")
            }
        case "value_percentile":
            lines.append(
                "  condition: {field: Bytes, percentile: \(one(of: [50, 90])), \(bound): 5}")
        default: lines.append("  condition: {field: Bytes, \(bound): \(one(of: [5, 20, 12.5]))}")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Within some hours, often at the same instants and just a timespan apart.
    mutating func records(_ count: Int) -> [NaiveCorrelation.Record] {
        (0..<count).map { _ in
            let time = 1_704_913_200 + 30 * Int.random(in: 0..<300, using: &random)
            var values: NaiveSigma.Record = [
                "EventID": [one(of: ["1", "1", "2", "3", "4"])], "Channel": ["Security"],
                "Computer": [one(of: ["h1", "h2"])],
            ]
            values["User"] = one(of: [["u1"], ["u1"], ["u2"], ["U1"], nil, ["u1", "u2"]])
            values["Account"] = one(of: [["u1"], ["u2"], nil])
            values["Source"] = one(of: [["s1"], ["s2"], nil])
            values["Bytes"] = one(of: [["1"], ["10"], ["2.5"], ["x"], nil, ["7"]])
            return NaiveCorrelation.Record(time: time, values: values)
        }
    }
}
