import CIM
import RiskDetection
import SPL
import TestSupport
import Testing

@testable import DetectionExport

struct FlinkScriptTests {
    private static let search =
        "| tstats count min(_time) as first values(Processes.process) as processes "
        + "from datamodel=Endpoint.Processes where Processes.process_name=\"it's*.exe\" "
        + "by Processes.dest Processes.user | rename Processes.* as *"

    @Test("a stream goes by the time of arrival, and leaves out what came after the run")
    func stream() throws {
        let script = FlinkScript([try .fixture(Self.search)], isStream: true)
        #expect(script.refused.isEmpty)
        let text = try script.text(.kafka(servers: "kafka:9092"))
        for part in [
            "`arrived` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL",
            "WATERMARK FOR `rowtime` AS `arrived` - INTERVAL '0 00:10:00' DAY TO SECOND",
            "TUMBLE(TABLE riskd_matches_0, DESCRIPTOR(rowtime), "
                + "INTERVAL '0 01:00:00' DAY TO SECOND, INTERVAL '0 00:50:00' DAY TO SECOND)",
            "WHERE arrived < CAST(window_end AS TIMESTAMP_LTZ(3)) + INTERVAL '0 00:10:00'",
            "LOWER(e.`process_name`) LIKE 'it''s%.exe'", "'topic' = 'riskd_endpoint_processes'",
            "'properties.isolation.level' = 'read_committed'",
            "'sink.transactional-id-prefix' = 'riskd_groups-'",
            "SET 'table.local-time-zone' = 'UTC'", "CASE rule WHEN 0 THEN 'Fixture' END",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        // What is null in a key is no group of its own in this search.
        #expect(text.contains("e.`dest` IS NOT NULL AND e.`user` IS NOT NULL"))
    }

    @Test("windows that overlap hop, and those without a run are left out")
    func hopping() throws {
        let detection = try Detection.fixture(
            Self.search, cron: "0 * * * *", earliest: "-25m@m", latest: "-10m@m")
        let text = try FlinkScript([detection], isStream: true).text(.kafka(servers: "k:1"))
        #expect(
            text.contains(
                "HOP(TABLE riskd_matches_0, DESCRIPTOR(rowtime), "
                    + "INTERVAL '0 00:15:00' DAY TO SECOND")
                || text.contains("TUMBLE(TABLE riskd_matches_0, DESCRIPTOR(rowtime), "))
        #expect(text.contains("CAST(3600000 AS BIGINT)) = 0"))
    }

    @Test("what needs all rows of a window is refused for a stream, not for a batch")
    func refused() throws {
        let detection = try Detection.fixture(Self.search + " | eventstats count as hosts")
        let stream = FlinkScript([detection], isStream: true)
        #expect(stream.exported.isEmpty)
        #expect(stream.refused.first?.refusal.reason.contains("--transport files") == true)
        let batch = FlinkScript([detection], isStream: false)
        #expect(batch.refused.isEmpty)
        let window = detection.schedule.window(at: Timestamp(seconds: 1_704_924_000))
        let text = try batch.text(
            .files(events: "events", groups: "groups", windows: [("a b", window)]))
        #expect(
            text.contains("('a b', 1704924000000000000, 1704919800000000000, 1704923400000000000)"))
        #expect(text.contains("m.ns >= s.start_ns AND m.ns < s.end_ns"))
        #expect(text.contains("CREATE TEMPORARY VIEW `ESCU - Fixture - Rule`"))
    }

    @Test("detections that do the same to their groups are one query")
    func shared() throws {
        let other = Self.search.replacing("it's", with: "other")
        let job = FlinkJob([try .fixture(Self.search), try .fixture(other)])
        #expect(try job.rows().count == 1)
        #expect(try job.rows()[0].contains("WHERE rule IN (0, 1)"))
        #expect(job.detectionsByRule == [0, 1])
    }
}
