import CIM
import SPL
import Testing

@testable import DetectionExport

struct StreamScheduleTests {
    private func schedule(
        _ cron: String, _ earliest: String, _ latest: String, zone: TimeZoneRules = .utc
    ) throws -> StreamSchedule {
        try StreamSchedule(
            Schedule(
                cron: CronSchedule(cron), earliest: TimeModifier(earliest),
                latest: TimeModifier(latest), zone: zone))
    }

    @Test("an hourly search tumbles, its windows end ten minutes before the hour")
    func tumbling() throws {
        let hourly = try schedule("0 * * * *", "-70m@m", "-10m@m")
        #expect(hourly.period == 3_600_000)
        #expect(hourly.range == 3_600_000)
        #expect(hourly.slide == hourly.range)
        #expect(hourly.grace == 600_000)
        #expect(hourly.endOffset == 3_000_000)
    }

    @Test("windows that overlap, or leave gaps, go by what divides period and length")
    func hopping() throws {
        let rolling = try schedule("*/5 * * * *", "-60m@m", "now")
        #expect(rolling.slide == 300_000)
        #expect(rolling.range == 3_600_000)
        #expect(rolling.grace == 0)
        let uneven = try schedule("*/20 * * * *", "-70m@m", "-10m@m")
        #expect(uneven.slide == 1_200_000)
        let gaps = try schedule("0 * * * *", "-25m@m", "-10m@m")
        #expect(gaps.slide == 900_000)
        #expect(gaps.period == 3_600_000)
    }

    @Test(
        "runs at uneven distances, and windows beyond their run, are refused",
        arguments: [
            ("0 9,17 * * *", "-70m@m", "-10m@m"), ("0 * * * *", "@d", "now"),
            ("0 0 1 * *", "-1d@d", "@d"), ("0 * * * *", "-70m@m", "+10m@m"),
        ])
    func refused(_ cron: String, _ earliest: String, _ latest: String) {
        #expect(throws: EngineRefusal.self) { try schedule(cron, earliest, latest) }
    }
}
