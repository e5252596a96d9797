import CIM
package import RiskDetection
import SPL

/// The first of the jobs of ``FlinkJob`` over a stream that does not end.
///
/// The clock is that of arrival: the watermark is the arrival of the last event less the time from
/// the end of a window to its run, so that a window is closed when its run is due. An event that
/// arrived after the run of a window is not of it, by a condition on what stands in the event, and
/// not by which of two came first within the engine.
///
/// An event that comes twice, as after a crash of what sends it, counts once: it has the same
/// collector and sequence number.
package struct FlinkStream: Sendable {
    /// Where events come from.
    package enum Transport: Sendable {
        /// Files, each ordered by arrival, and read by a source of its own.
        case files([String])
        /// A topic for each data set, whose timestamps are those of the broker (`LogAppendTime`).
        case kafka(servers: String)
    }

    private let job: FlinkJob
    private let transport: Transport
    private let dialect = EngineDialect.flink
    private let schedules: [String: StreamSchedule]
    /// Event and arrival time in milliseconds.
    private static let eventTime = "_time_ms"
    private static let arrival = "_arrival_ms"
    /// Columns of events that windows go by, and what tells an event from its repetition.
    private static let passed = [
        "rowtime", "arrived", "`\(EventSchema.collector)`", "`\(EventSchema.sequence)`",
    ]

    /// - Throws: ``EngineRefusal`` where a schedule has no windows in a stream.
    package init(
        _ job: FlinkJob, _ detections: [Detection], _ transport: Transport
    ) throws(EngineRefusal) {
        self.job = job
        self.transport = transport
        var schedules: [String: StreamSchedule] = [:]
        for (detection, first) in zip(detections, job.matcher.firstRules) where first != nil {
            let name = EngineNames.schedule(detection.schedule)
            if schedules[name] == nil { schedules[name] = try StreamSchedule(detection.schedule) }
        }
        self.schedules = schedules
    }

    /// Tables of events, views of matches and groups; the statement that runs them is the last of
    /// ``FlinkJob/writing(groups:)``.
    package func statements() throws(EngineRefusal) -> [String] {
        let graces = schedules.values.map(\.grace)
        // The watermark waits for the schedule that waits longest.
        let grace = graces.max() ?? 0
        var statements: [String] = []
        for dataSet in job.matcher.dataSets { statements += sources(dataSet, grace) }
        return statements
            + (try job.matcher.statements(passing: Self.passed) {
                schedule, matches throws(EngineRefusal) in
                guard let windows = self.schedules[schedule] else {
                    throw EngineRefusal("no schedule \(schedule)")
                }
                return self.groups(of: matches, windows)
            })
    }

    private func sources(_ dataSet: DataSet, _ grace: Int64) -> [String] {
        let table = EngineNames.events(dataSet)
        let names =
            [(EventSchema.dataSet, "STRING"), (EngineNames.time, "BIGINT")]
            + [(Self.eventTime, "BIGINT"), (EventSchema.collector, "STRING")]
            + [(EventSchema.sequence, "BIGINT")] + dataSet.fields.map { ($0, "STRING") }
        let columns = names.map { "\(dialect.name($0.0)) \($0.1)" }.joined(separator: ", ")
        let set =
            "\(dialect.name(EventSchema.dataSet)) = \(dialect.literal(dataSet.qualifiedName))"
        let time = "`rowtime` AS TO_TIMESTAMP_LTZ(`\(Self.eventTime)`, 3)"
        let watermark =
            "WATERMARK FOR `rowtime` AS `arrived` - \(interval(grace))"
        switch transport {
        case .files(let paths):
            let tables = paths.indices.map { "\(table)_\($0)" }
            return zip(tables, paths).map { name, path in
                "CREATE TEMPORARY TABLE \(name) (\(columns), `\(Self.arrival)` BIGINT, "
                    + "`arrived` AS TO_TIMESTAMP_LTZ(`\(Self.arrival)`, 3), \(time), "
                    + "\(watermark)) WITH ('connector' = 'filesystem', 'format' = 'json', "
                    + "'path' = \(dialect.literal(path)))"
            } + [
                "CREATE TEMPORARY VIEW \(table) AS\nSELECT * FROM ("
                    + tables.map { "SELECT * FROM \($0)" }.joined(separator: " UNION ALL ")
                    + ") AS t WHERE \(set)"
            ]
        case .kafka(let servers):
            return [
                "CREATE TEMPORARY TABLE \(table)_topic (\(columns), "
                    + "`arrived` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL, "
                    + "\(time), \(watermark)) WITH ('connector' = 'kafka', 'topic' = \(dialect.literal(table)), "
                    + "'properties.bootstrap.servers' = \(dialect.literal(servers)), "
                    + "'properties.group.id' = 'riskd', 'scan.startup.mode' = 'group-offsets', "
                    + "'properties.auto.offset.reset' = 'earliest', "
                    + "'properties.isolation.level' = 'read_committed', 'format' = 'json', "
                    + "'json.ignore-parse-errors' = 'false')",
                "CREATE TEMPORARY VIEW \(table) AS\nSELECT * FROM \(table)_topic WHERE \(set)",
            ]
        }
    }

    /// One grouping of the matches of a schedule.
    private func groups(of matches: String, _ schedule: StreamSchedule) -> String {
        let offset = interval(schedule.endOffset % schedule.slide)
        let range = interval(schedule.range)
        let windows =
            schedule.slide == schedule.range
            ? "TUMBLE(TABLE \(matches), DESCRIPTOR(rowtime), \(range), \(offset))"
            : "HOP(TABLE \(matches), DESCRIPTOR(rowtime), \(interval(schedule.slide)), "
                + "\(range), \(offset))"
        // The end of a window in milliseconds since the epoch.
        let end =
            "(1000 * UNIX_TIMESTAMP(DATE_FORMAT(window_end, 'yyyy-MM-dd HH:mm:ss')))"
        var conditions = [
            "arrived < CAST(window_end AS TIMESTAMP_LTZ(3)) + \(interval(schedule.grace))"
        ]
        if schedule.slide != schedule.period {
            conditions.append(
                "MOD(\(end) - \(schedule.endOffset), CAST(\(schedule.period) AS BIGINT)) = 0")
        }
        let once =
            "SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, rule, "
            + "`\(EventSchema.collector)`, `\(EventSchema.sequence)` ORDER BY rowtime) AS time_seen\n"
            + "FROM TABLE(\(windows))\nWHERE " + conditions.joined(separator: " AND ")
        return "SELECT (\(end) + \(schedule.grace)) * 1000000 AS w, \(job.matcher.keyList), "
            + "\(job.matcher.measureList)\nFROM (\(once)) AS e\nWHERE time_seen = 1\n"
            + "GROUP BY window_start, window_end, \(job.matcher.keyList)"
    }

    private func interval(_ milliseconds: Int64) -> String {
        func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
        let seconds = milliseconds / 1_000
        let clock = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map(two)
        return "INTERVAL '\(seconds / 86_400) \(clock.joined(separator: ":"))' DAY TO SECOND"
    }
}
