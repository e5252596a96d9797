package import CIM
package import RiskDetection
import SPL

/// The scans of many detections as one pass over the events of Apache Flink: an event is held
/// against all conditions, unfolds into a row for each scan that it matches, and one grouping for
/// each schedule counts the rows of all scans. A query a detection would read the events as often as
/// there are detections.
///
/// - Shape: a row has the number of its `rule`, which is a scan of a detection, the keys of the scan
///   in `k0`, `k1` …, and the inputs of its aggregates in `a0`, `a1` …; what a rule does not have is
///   null. Groups have an aggregate for each function and input that some rule needs.
package struct FlinkMatcher: Sendable {
    /// A scan of a detection.
    struct Rule: Sendable {
        let number: Int
        let scan: Scan
        let schedule: String
        let isUTC: Bool
    }

    /// An aggregate of the groups.
    struct Measure: Hashable, Sendable {
        let function: AggregateFunction
        /// Which input; nil for the time of the event.
        let slot: Int?
        /// Whether rows are counted, rather than values of an input.
        let countsRows: Bool

        var column: String {
            countsRows ? "m_rows" : "m_\(function.rawValue)_\(slot.map { "a\($0)" } ?? "time")"
        }
    }

    private(set) var rules: [Rule] = []
    /// Of each detection, by its place, the number of its first rule; nil where it is refused.
    package private(set) var firstRules: [Int?] = []
    package private(set) var refused: [(detection: Int, refusal: EngineRefusal)] = []
    private let dialect = EngineDialect.flink

    /// Conditions that go into one expression; more make methods that Java does not compile.
    private static let rulesPerExpression = 25

    package init(_ detections: [Detection]) {
        for (place, detection) in detections.enumerated() {
            let zone = detection.schedule.zone
            let new = detection.plan.scans.enumerated().map { index, scan in
                Rule(
                    number: rules.count + index, scan: scan,
                    schedule: EngineNames.schedule(detection.schedule),
                    isUTC: zone == .utc || zone.name == "Etc/UTC")
            }
            do {
                for rule in new { _ = try row(of: rule, keys: 0, inputs: 0) }
                _ = try EngineQuery(
                    detection, dialect, source: .groups(firstRule: rules.count), cells: .texts)
                firstRules.append(rules.count)
                rules += new
            } catch {
                firstRules.append(nil)
                refused.append((place, error.at("tstats")))
            }
        }
    }

    // MARK: - Statements

    /// Views that make ``EngineNames/groups`` of the tables of events, with `w` for the run.
    ///
    /// - Parameters:
    ///   - columns: Of events, which matches keep.
    ///   - grouping: Gives the query that groups a view of matches by run, for a schedule.
    func statements(
        passing columns: [String] = [],
        grouping: (_ schedule: String, _ matches: String) throws(EngineRefusal) -> String
    ) throws(EngineRefusal) -> [String] {
        var statements: [String] = []
        var groups: [String] = []
        for (number, schedule) in schedules.enumerated() {
            var views: [String] = []
            for dataSet in DataModel.all {
                let rules = rules.filter { $0.schedule == schedule && $0.scan.dataSet == dataSet }
                for chunk in Self.chunks(rules) {
                    let view = "riskd_matches_\(number)_\(views.count)"
                    statements.append(
                        "CREATE TEMPORARY VIEW \(view) AS\n"
                            + (try matches(
                                chunk, of: EngineNames.events(dataSet), passing: columns)))
                    views.append(view)
                }
            }
            let matches = "riskd_matches_\(number)"
            statements.append(
                "CREATE TEMPORARY VIEW \(matches) AS\n"
                    + views.map { "SELECT * FROM \($0)" }.joined(separator: " UNION ALL "))
            let group = "\(EngineNames.groups)_\(number)"
            statements.append(
                "CREATE TEMPORARY VIEW \(group) AS\n\(try grouping(schedule, matches))")
            groups.append(group)
        }
        statements.append(
            "CREATE TEMPORARY VIEW \(EngineNames.groups) AS\n"
                + groups.map { "SELECT * FROM \($0)" }.joined(separator: " UNION ALL "))
        return statements
    }

    /// Views for files, each window of `riskd_windows` grouped for itself.
    package func batchStatements() throws(EngineRefusal) -> [String] {
        try statements { schedule, matches throws(EngineRefusal) in
            "SELECT s.tick_ns AS w, \(self.keyList), \(self.measureList)\nFROM \(matches) AS m "
                + "CROSS JOIN \(EngineNames.windows) AS s\n"
                + "WHERE s.schedule = \(self.dialect.literal(schedule)) "
                + "AND m.ns >= s.start_ns AND m.ns < s.end_ns\n"
                + "GROUP BY s.tick_ns, \(self.keyList)"
        }
    }

    var schedules: [String] { Set(rules.map(\.schedule)).sorted() }

    /// The data sets that rules read.
    package var dataSets: [DataSet] {
        let used = Set(rules.map(\.scan.dataSet))
        return DataModel.all.filter(used.contains)
    }

    private static func chunks(_ rules: [Rule]) -> [[Rule]] {
        stride(from: 0, to: rules.count, by: rulesPerExpression).map {
            Array(rules[$0..<min($0 + rulesPerExpression, rules.count)])
        }
    }

    // MARK: - Matching

    private var keyCount: Int { rules.map(\.scan.keys.count).max() ?? 0 }
    private var inputCount: Int { rules.map { Self.inputs(of: $0.scan).count }.max() ?? 0 }

    private func matches(
        _ rules: [Rule], of events: String, passing columns: [String]
    ) throws(EngineRefusal) -> String {
        let rows = try rules.map { rule throws(EngineRefusal) in
            try row(of: rule, keys: keyCount, inputs: inputCount)
        }
        let names = (columns.map { "e.\($0)" } + rowNames.map { "r.\($0)" })
            .joined(separator: ", ")
        return "SELECT e.\(dialect.name(EngineNames.time)) AS ns, \(names)\n"
            + "FROM \(events) AS e CROSS JOIN UNNEST(ARRAY[\n  "
            + rows.joined(separator: ",\n  ")
            + "]) AS r(\(rowNames.joined(separator: ", ")))\nWHERE r.rule IS NOT NULL"
    }

    /// The row that an event unfolds into where it matches a rule.
    private func row(
        of rule: Rule, keys: Int, inputs: Int
    ) throws(EngineRefusal) -> String {
        let fields = ScanTranslator(
            dialect: dialect, dataSet: rule.scan.dataSet, isUTC: rule.isUTC)
        let null = dialect.null(.text)
        var cells = ["CAST(\(rule.number) AS INT)"]
        for key in rule.scan.keys {
            let value = try fields.key(key, fill: rule.scan.nullFill)
            cells.append("CAST(\(value.sql) AS STRING)")
        }
        let missing = max(0, keys - rule.scan.keys.count)
        cells += Array(repeating: null, count: missing)
        let own = Self.inputs(of: rule.scan)
        cells += own.map { "CAST(\(fields.value(of: $0).sql) AS STRING)" }
        cells += Array(repeating: null, count: max(0, inputs - own.count))
        let condition = try fields.condition(of: rule.scan)
        return "CASE WHEN \(condition) THEN ROW(\(cells.joined(separator: ", "))) END"
    }

    private var rowNames: [String] {
        ["rule"] + (0..<keyCount).map { "k\($0)" } + (0..<inputCount).map { "a\($0)" }
    }

    /// The inputs of a scan's aggregates other than the time, each once.
    private static func inputs(of scan: Scan) -> [ScanField] {
        var inputs: [ScanField] = []
        for aggregate in scan.aggregates {
            guard let input = aggregate.input, input != .time, !inputs.contains(input) else {
                continue
            }
            inputs.append(input)
        }
        return inputs
    }

    // MARK: - Grouping

    /// What rows are grouped by beside the run.
    var keyList: String {
        (["rule"] + (0..<keyCount).map { "k\($0)" }).joined(separator: ", ")
    }

    /// The aggregates that some rule needs.
    private var measures: [(column: String, value: SQLExpression)] {
        var measures: Set<Measure> = []
        for rule in rules {
            for aggregate in rule.scan.aggregates {
                measures.insert(Self.measure(aggregate, of: rule.scan))
            }
        }
        let translator = AggregateTranslator(dialect: dialect)
        return measures.sorted { $0.column < $1.column }.compactMap { measure in
            let input: SQLExpression? =
                measure.countsRows
                ? nil
                : measure.slot.map { SQLExpression("a\($0)", .text) }
                    ?? SQLExpression("ns", .time)
            // What has no translation was refused with its detection.
            let value = try? translator.scanned(measure.function, input, time: "ns", place: "")
            return value.map { (measure.column, $0) }
        }
    }

    var measureList: String {
        measures.map { "\($0.value.sql) AS \($0.column)" }.joined(separator: ", ")
    }

    /// The columns of the groups, as a table has them.
    var definitions: String {
        let columns =
            ["w BIGINT", "rule INT"] + (0..<keyCount).map { "k\($0) STRING" }
            + measures.map { "\($0.column) \(dialect.type($0.value.kind))" }
        return columns.joined(separator: ", ")
    }

    var columnList: String {
        (["w", keyList] + measures.map(\.column)).joined(separator: ", ")
    }

    private static func measure(_ aggregate: Aggregate, of scan: Scan) -> Measure {
        guard let input = aggregate.input else {
            return Measure(function: .count, slot: nil, countsRows: true)
        }
        return Measure(
            function: aggregate.function, slot: inputs(of: scan).firstIndex(of: input),
            countsRows: false)
    }

    /// The groups of a scan as the table that its plan goes on with.
    static func table(
        of scan: Scan, _ rule: Int, _ translator: inout QueryTranslator
    ) throws(EngineRefusal) -> SQLTable {
        var result = SQLTable(name: "", columns: [])
        var selected = ["w", "rule"]
        for (place, key) in scan.keys.enumerated() {
            let name = translator.freshColumn()
            let kind: SQLKind = key.field == .time ? .time : .text
            selected.append(
                kind == .time ? "CAST(k\(place) AS BIGINT) AS \(name)" : "k\(place) AS \(name)")
            result.columns.append(
                SQLColumn(name: key.column, value: SQLExpression(name, kind)))
        }
        for aggregate in scan.aggregates {
            let measure = measure(aggregate, of: scan)
            let input =
                measure.countsRows
                ? nil : SQLExpression("x", aggregate.input == .time ? .time : .text)
            let kind = try AggregateTranslator(dialect: .flink).scanned(
                aggregate.function, input, time: "ns", place: aggregate.column
            ).kind
            let name = translator.freshColumn()
            selected.append("\(measure.column) AS \(name)")
            result.columns.append(
                SQLColumn(name: aggregate.column, value: SQLExpression(name, kind)))
        }
        result.name = translator.step(
            "SELECT \(selected.joined(separator: ", ")) FROM \(EngineNames.groupsTable) AS g "
                + "WHERE rule = \(rule)")
        return result
    }
}
