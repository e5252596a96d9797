import Foundation
package import Sigma

/// Correlation rules word by word, over documents as trees of YAML and records with times: every
/// instant is asked by itself, over all matches before.
///
/// Source: Sigma correlation rules specification 2.1.
package struct NaiveCorrelation {
    package struct Record {
        /// Seconds since the epoch.
        package var time: Int
        package var values: NaiveSigma.Record

        package init(time: Int, values: NaiveSigma.Record) {
            self.time = time
            self.values = values
        }
    }

    /// One match of a rule, or of a correlation at one instant.
    private struct Match {
        var time: Int
        var values: (String) -> [String]
    }

    /// What the matches of one group come to that complete within some time.
    package struct Group: Equatable {
        package var key: [String]
        package var rules: [String]
        package var count: Int
        package var first: Int
        package var last: Int
    }

    private let documents: [RuleNode]
    private let records: [Record]

    package init(_ documents: [RuleNode], _ records: [Record]) {
        self.documents = documents
        self.records = records
    }

    /// The groups of a correlation, sorted by key.
    ///
    /// - Parameter times: When a match must complete to count.
    package func groups(_ name: String, completing times: Range<Int>) throws -> [Group] {
        let found = try instants(document(name))
        return found.compactMap { key, events, instants in
            let told = instants.filter(times.contains)
            guard let last = told.last else { return nil }
            let seconds = try? span(document(name))
            let taken = events.filter { event in
                told.contains { event.match.time <= $0 && $0 - event.match.time <= seconds ?? 0 }
            }
            let names = references(document(name))
            let places = Set(taken.map(\.place)).sorted()
            return Group(
                key: key, rules: places.map { title(names[$0]) }, count: taken.count,
                first: taken.map(\.match.time).min() ?? 0, last: last)
        }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    // MARK: - Documents

    private func document(_ name: String) -> RuleNode {
        documents.first { [$0["name"]?.text, $0["title"]?.text].contains(name) } ?? documents[0]
    }

    private func title(_ name: String) -> String { document(name)["title"]?.text ?? "" }

    /// A list, or one text alone.
    private func texts(_ node: RuleNode?) -> [String] {
        if case .sequence(let items)? = node?.content { return items.compactMap(\.text) }
        return node?.text.map { [$0] } ?? []
    }

    private func references(_ node: RuleNode) -> [String] {
        texts(node["correlation"]?["rules"])
    }

    private func keys(_ node: RuleNode) -> [String] {
        texts(node["correlation"]?["group-by"])
    }

    private func span(_ node: RuleNode) throws -> Int {
        let text = node["correlation"]?["timespan"]?.text ?? ""
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Int(text.dropLast()) else {
            throw NaiveSigma.Unreadable(what: "timespan \(text)")
        }
        return unit * number
    }

    private func field(_ name: String, _ node: RuleNode, of rule: String) -> String {
        node["correlation"]?["aliases"]?[name]?[rule]?.text ?? name
    }

    // MARK: - Matches

    private func matches(_ name: String) throws -> [Match] {
        let node = document(name)
        guard node["correlation"] != nil else {
            guard let detection = node["detection"] else { return [] }
            return try records.filter { try NaiveSigma().matches(detection, $0.values) }.map {
                record in
                Match(time: record.time) { record.values[$0] ?? [] }
            }
        }
        let seconds = try span(node)
        return try instants(node).flatMap { key, events, instants in
            instants.map { instant in
                let taken = events.filter {
                    $0.match.time <= instant && instant - $0.match.time <= seconds
                }
                return Match(time: instant) { name in
                    if let place = self.keys(node).firstIndex(of: name) { return [key[place]] }
                    return Set(
                        taken.flatMap { event in
                            event.match.values(
                                self.field(name, node, of: self.references(node)[event.place]))
                        }
                    ).sorted()
                }
            }
        }
    }

    private typealias Event = (place: Int, match: Match)

    private func instants(
        _ node: RuleNode
    ) throws -> [(key: [String], events: [Event], instants: [Int])] {
        let names = references(node)
        var groups: [[String]: [Event]] = [:]
        for (place, name) in names.enumerated() {
            for match in try matches(name) {
                let combinations = keys(node).reduce([[]] as Set<[String]>) { sofar, key in
                    let values = match.values(field(key, node, of: name))
                    return Set(sofar.flatMap { before in values.map { before + [$0] } })
                }
                for key in combinations { groups[key, default: []].append((place, match)) }
            }
        }
        let seconds = try span(node)
        return try groups.map { key, events in
            let instants = try Set(events.map(\.match.time)).sorted().filter { instant in
                try holds(
                    node,
                    events.filter { $0.match.time <= instant && instant - $0.match.time <= seconds }
                )
            }
            return (key, events, instants)
        }
    }

    private func holds(_ node: RuleNode, _ events: [Event]) throws -> Bool {
        let block = node["correlation"]
        let names = references(node)
        let condition = block?["condition"]
        let fields = texts(condition?["field"])
        func values(_ event: Event, _ name: String) -> [String] {
            event.match.values(field(name, node, of: names[event.place]))
        }
        let numbers = events.compactMap { event -> Double? in
            guard let name = fields.first, values(event, name).count == 1 else { return nil }
            return Double(values(event, name)[0])
        }
        let value: Double
        switch block?["type"]?.text {
        case "event_count": value = Double(events.count)
        case "value_count":
            let all = events.map { event in fields.map { values(event, $0) } }
            value = Double(Set(all.filter { !$0.contains([]) }).count)
        case "temporal": value = Double(Set(events.map(\.place)).count)
        case "temporal_ordered": value = Double(longest(events))
        case "value_sum" where !numbers.isEmpty: value = numbers.reduce(0, +)
        case "value_avg" where !numbers.isEmpty:
            value = numbers.reduce(0, +) / Double(numbers.count)
        case "value_percentile" where !numbers.isEmpty:
            let share = Double(condition?["percentile"]?.text ?? "50") ?? 50
            let place = Int(share / 100 * Double(numbers.count))
            value = numbers.sorted()[min(place, numbers.count - 1)]
        default: return false
        }
        let relations: [String: (Double, Double) -> Bool] = [
            "gt": (>), "gte": (>=), "lt": (<), "lte": (<=), "eq": (==), "neq": (!=),
        ]
        guard let condition else { return value >= Double(names.count) }
        return (condition.entries ?? []).allSatisfy { entry in
            relations[entry.key]?(value, Double(entry.value.text ?? "") ?? 0) ?? true
        }
    }

    private func longest(_ events: [Event]) -> Int {
        let steps = events.map { (rule: $0.place, time: $0.match.time) }
            .sorted { $0.rule < $1.rule }
        var lengths: [Int] = []
        for (place, step) in steps.enumerated() {
            let before = (0..<place).filter {
                steps[$0].rule < step.rule && steps[$0].time <= step.time
            }
            lengths.append((before.map { lengths[$0] }.max() ?? 0) + 1)
        }
        return lengths.max() ?? 0
    }
}
