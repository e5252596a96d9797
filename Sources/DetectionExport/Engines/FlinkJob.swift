import CIM
package import RiskDetection
package import SPL

/// Detections as jobs of Apache Flink: one groups the events of all of them (``FlinkMatcher``), the
/// other goes on with the groups, which are few.
///
/// Two jobs rather than one: what stands behind a view is planned anew for each query that names
/// it, so that hundreds of detections over one view of groups would take hours to plan.
package struct FlinkJob: Sendable {
    package let matcher: FlinkMatcher
    private let detections: [Detection]

    package init(_ detections: [Detection]) {
        self.detections = detections
        matcher = FlinkMatcher(detections)
    }

    /// By the number of a rule, the detection that it is of.
    package var detectionsByRule: [Int] {
        var result = Array(repeating: 0, count: matcher.rules.count)
        for (place, first) in matcher.firstRules.enumerated() {
            guard let first else { continue }
            for index in detections[place].plan.scans.indices { result[first + index] = place }
        }
        return result
    }

    /// Statements that group the events in files, over the windows that are given.
    ///
    /// - Parameter groups: The directory that the groups are written to.
    package func batch(
        events: String, windows: [(schedule: String, window: Window)], groups: String
    ) throws(EngineRefusal) -> [String] {
        matcher.dataSets.flatMap { EngineEvents(.flink, $0).statements(files: events) }
            + [EngineWindows.statement(.flink, windows)]
            + (try matcher.batchStatements())
            + writing(groups: groups)
    }

    /// Statements that group a stream of events.
    package func stream(
        _ transport: FlinkStream.Transport, groups: String
    ) throws(EngineRefusal) -> [String] {
        try FlinkStream(self, detections, transport).statements() + writing(groups: groups)
    }

    /// The last statements of the first job and the first of the second.
    private func writing(groups: String) -> [String] {
        [
            groupsTable(
                "'connector' = 'filesystem', 'format' = 'json', "
                    + "'path' = \(EngineDialect.flink.literal(groups))"), insertion,
        ]
    }

    /// The table that both jobs know.
    func groupsTable(_ options: String) -> String {
        "CREATE TEMPORARY TABLE \(EngineNames.groupsTable) (\n  \(matcher.definitions)) "
            + "WITH (\(options))"
    }

    /// What the first job does.
    var insertion: String {
        "INSERT INTO \(EngineNames.groupsTable) SELECT \(matcher.columnList) "
            + "FROM \(EngineNames.groups)"
    }

    /// Detections that go into one query: what planning takes grows faster than their number.
    private static let partsPerQuery = 12

    /// The rows of all detections, as queries over the groups: the number of a rule of the
    /// detection, the run in nanoseconds since the epoch, and the texts of each cell.
    package func rows() throws(EngineRefusal) -> [String] {
        let parts = try parts(rowwiseOnly: false) { query, first in
            let cells = query.columns.indices.map { "`v\($0)`" }.joined(separator: ", ")
            return "SELECT \(query.isRowwise ? "rule" : "\(first)") AS rule, "
                + "`\(EngineQuery.tickColumn)` AS tick, ARRAY[\(cells)] AS cells FROM (\n"
                + "\(query.sql)) AS t"
        }
        return Self.united(parts.map(\.sql))
    }

    static func united(_ parts: [String]) -> [String] {
        stride(from: 0, to: parts.count, by: partsPerQuery).map { start in
            parts[start..<min(start + partsPerQuery, parts.count)]
                .joined(separator: "\nUNION ALL\n")
        }
    }

    /// What detections do with their groups, those that do the same together.
    ///
    /// - Parameters:
    ///   - rowwiseOnly: Leaves out those that look at more than one group.
    ///   - body: The query around that of a detection.
    /// - Returns: Queries with the rules that they are for.
    func parts(
        rowwiseOnly: Bool, _ body: (_ query: EngineQuery, _ first: Int) -> String
    ) throws(EngineRefusal) -> [(sql: String, rules: [Int])] {
        var order: [String] = []
        var rules: [String: [Int]] = [:]
        for (place, detection) in detections.enumerated() {
            guard let first = matcher.firstRules[place] else { continue }
            let query = try EngineQuery(
                detection, .flink, source: .groups(firstRule: first), cells: .texts)
            guard query.isRowwise || !rowwiseOnly else { continue }
            let sql = body(query, first)
            let key =
                query.isRowwise ? sql.replacing("WHERE rule = \(first)", with: Self.mark) : sql
            if rules[key] == nil { order.append(key) }
            rules[key, default: []].append(first)
        }
        return order.map { key in
            let numbers = rules[key] ?? []
            let list = numbers.map(String.init).joined(separator: ", ")
            return (key.replacing(Self.mark, with: "WHERE rule IN (\(list))"), numbers)
        }
    }

    /// Where the rules of a query stand that several detections share.
    private static let mark = "WHERE rule = :rules"
}
