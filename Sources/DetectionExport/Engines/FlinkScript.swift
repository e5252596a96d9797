package import RiskDetection
package import SPL

/// Detections as a script of Apache Flink's SQL client.
package struct FlinkScript: Sendable {
    /// Where events come from and rows go.
    package enum Transport: Sendable {
        /// A batch over files, of windows that are closed. A folder that files are added to is no
        /// log: its files are read in no order, so that a stream of them would lose events.
        case files(
            events: String, groups: String, windows: [(schedule: String, window: Window)])
        /// Topics, without an end.
        case kafka(servers: String)
    }

    package private(set) var exported: [Detection] = []
    package private(set) var refused: [EngineScript.Refused] = []
    private let job: FlinkJob
    private let detections: [Detection]
    private let dialect = EngineDialect.flink

    /// - Parameter isStream: Whether detections that look at more than one group at a time are
    ///   refused, as a stream of groups has no end.
    package init(_ detections: [Detection], isStream: Bool) {
        var possible: [Detection] = []
        for detection in detections {
            do throws(EngineRefusal) {
                let query = try EngineQuery(
                    detection, .flink, source: .groups(firstRule: 0), cells: .texts)
                if isStream {
                    _ = try StreamSchedule(detection.schedule)
                    guard query.isRowwise else {
                        throw EngineRefusal(
                            place: "behind the scan",
                            "needs all rows of a window, which a stream of groups does not give: "
                                + "export it with --transport files")
                    }
                }
                possible.append(detection)
            } catch {
                refused.append(EngineScript.Refused(detection: detection, refusal: error))
            }
        }
        job = FlinkJob(possible)
        self.detections = possible
        for (place, refusal) in job.matcher.refused {
            refused.append(EngineScript.Refused(detection: possible[place], refusal: refusal))
        }
        exported = possible.indices.filter { job.matcher.firstRules[$0] != nil }.map {
            possible[$0]
        }
    }

    package func text(_ transport: Transport) throws(EngineRefusal) -> String {
        switch transport {
        case .files(let events, let groups, let windows):
            let first = try job.batch(events: events, windows: windows, groups: groups)
            return Self.header + "SET 'execution.runtime-mode' = 'BATCH';\n"
                + "SET 'table.dml-sync' = 'true';\n" + Self.statements(first)
                + Self.statements(try views())
        case .kafka(let servers):
            return Self.header + "SET 'execution.runtime-mode' = 'STREAMING';\n"
                + "SET 'execution.checkpointing.interval' = '10s';\n"
                + Self.statements(
                    try FlinkStream(job, detections, .kafka(servers: servers)).statements()
                        + [job.groupsTable(options("riskd_groups", servers)), job.insertion])
                + Self.statements(try rows(servers))
        }
    }

    private static let header = """
        -- Detections for Apache Flink, written by `riskd export`. Events are those of riskd.
        -- riskd_groups_table has a row for each scan of a detection, run and group of events;
        -- the number of the scan is `rule`.
        SET 'table.local-time-zone' = 'UTC';

        """

    private static func statements(_ statements: [String]) -> String {
        statements.map { "\n\($0);\n" }.joined()
    }

    private func options(_ topic: String, _ servers: String) -> String {
        "'connector' = 'kafka', 'topic' = \(dialect.literal(topic)), "
            + "'properties.bootstrap.servers' = \(dialect.literal(servers)), "
            + "'properties.group.id' = 'riskd', 'scan.startup.mode' = 'group-offsets', "
            + "'properties.auto.offset.reset' = 'earliest', "
            + "'properties.isolation.level' = 'read_committed', 'format' = 'json', "
            + "'sink.delivery-guarantee' = 'exactly-once', "
            + "'sink.transactional-id-prefix' = \(dialect.literal("\(topic)-"))"
    }

    /// A view for each detection, over the groups.
    private func views() throws(EngineRefusal) -> [String] {
        var statements: [String] = []
        for (place, detection) in detections.enumerated() {
            guard let first = job.matcher.firstRules[place] else { continue }
            let query = try EngineQuery(
                detection, .flink, source: .groups(firstRule: first), cells: .values)
            statements.append(
                "-- \(EngineScript.comment(detection.name)) (\(EngineScript.comment(detection.id)))"
                    + "\nCREATE TEMPORARY VIEW \(dialect.name(detection.searchName)) AS\n"
                    + query.sql)
        }
        return statements
    }

    /// A table of rows of all detections, and what fills it.
    private func rows(_ servers: String) throws(EngineRefusal) -> [String] {
        var names: [Int: Detection] = [:]
        for (place, first) in job.matcher.firstRules.enumerated() {
            if let first { names[first] = detections[place] }
        }
        // A join with a table of names would keep all rows that ever were.
        let parts = try job.parts(rowwiseOnly: true) { query, _ in
            let cells = query.columns.enumerated().map { index, name in
                "\(dialect.literal(name)), `v\(index)`"
            }
            return "SELECT \(Self.mark) `\(EngineQuery.tickColumn)` AS tick, "
                + "MAP[\(cells.joined(separator: ", "))] AS cells FROM (\n\(query.sql)) AS t"
        }
        let insertions = FlinkJob.united(
            parts.map { sql, rules in
                sql.replacing(Self.mark, with: Self.naming(rules.map { ($0, names[$0]) }))
            }
        ).map { union in
            "INSERT INTO riskd_rows SELECT detection, id, tick, cells FROM (\n\(union)) AS r"
        }
        return [
            "CREATE TEMPORARY TABLE riskd_rows (detection STRING, detection_id STRING, "
                + "tick_ns BIGINT, cells MAP<STRING, ARRAY<STRING>>) WITH ("
                + options("riskd_rows", servers) + ")",
            "EXECUTE STATEMENT SET BEGIN\n" + insertions.joined(separator: ";\n") + ";\nEND",
        ]
    }

    private static let mark = ":names"

    /// Columns with the name and the id of the detection of a rule.
    private static func naming(_ rules: [(Int, Detection?)]) -> String {
        func choice(_ value: (Detection) -> String) -> String {
            let cases = rules.compactMap { rule, detection in
                detection.map { "WHEN \(rule) THEN \(EngineDialect.flink.literal(value($0)))" }
            }
            return "CASE rule \(cases.joined(separator: " ")) END"
        }
        return "\(choice(\.name)) AS detection, \(choice(\.id)) AS id,"
    }
}
