import CIM
import Foundation
import SPL
import Testing

@testable import DaemonRuntime

/// Schedules in a zone whose clocks are put forward on 2025-03-30 and back on 2025-10-26.
struct DaylightSavingTests {
    /// Nil, saying so, where the machine has no time zones.
    private static func zone() -> TimeZoneRules? {
        let zone = TimeZoneDatabase.rules("Europe/Vienna")
        if zone == nil { print("skipped: no time zone database here") }
        return zone
    }

    private static func time(_ text: String) throws -> Timestamp {
        try #require(Timestamp.parse(text))
    }

    private static func ticks(
        _ cron: String, _ zone: TimeZoneRules, from: String, to: String
    ) throws -> [Timestamp] {
        let schedule = try CronSchedule(cron)
        var ticks: [Timestamp] = []
        var time = try Self.time(from)
        while let next = schedule.next(after: time, zone: zone), next < (try Self.time(to)) {
            ticks.append(next)
            time = next
        }
        return ticks
    }

    /// Times of a day in the zone, by another implementation.
    private static func wall(_ ticks: [Timestamp]) -> [String] {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "Europe/Vienna")
        format.dateFormat = "MM-dd HH:mm"
        return ticks.map { format.string(from: Date(timeIntervalSince1970: Double($0.seconds))) }
    }

    @Test(
        "an hourly run comes every hour, also in the hour that is missing and the one twice there")
    func hourly() throws {
        guard let zone = Self.zone() else { return }
        for (from, to) in [("2025-03-29", "2025-03-31"), ("2025-10-25", "2025-10-27")] {
            let ticks = try Self.ticks(
                "0 * * * *", zone, from: from + "T12:00:00Z", to: to + "T12:00:00Z")
            #expect(ticks.count == 47)
            for (tick, next) in zip(ticks, ticks.dropFirst()) {
                #expect(next.seconds - tick.seconds == 3_600)
            }
        }
    }

    @Test("a daily run comes once a day, where its time is missing and where it is twice there")
    func daily() throws {
        guard let zone = Self.zone() else { return }
        let spring = try Self.ticks(
            "30 2 * * *", zone, from: "2025-03-28T12:00:00Z", to: "2025-04-01T12:00:00Z")
        #expect(
            Self.wall(spring)
                == ["03-29 02:30", "03-30 03:00", "03-31 02:30", "04-01 02:30"])
        let autumn = try Self.ticks(
            "30 2 * * *", zone, from: "2025-10-24T12:00:00Z", to: "2025-10-28T12:00:00Z")
        #expect(
            Self.wall(autumn)
                == ["10-25 02:30", "10-26 02:30", "10-27 02:30", "10-28 02:30"])
    }

    @Test(
        "windows that tile the day leave nothing out and nothing twice",
        arguments: [
            ("0 * * * *", "-70m@m", "-10m@m"), ("0 * * * *", "-1h@h", "@h"),
            ("0 0 * * *", "-1d@d", "@d"), ("30 2 * * *", "-1d@d", "@d"),
        ])
    func tiles(cron: String, earliest: String, latest: String) throws {
        guard let zone = Self.zone() else { return }
        let schedule = Schedule(
            cron: try CronSchedule(cron), earliest: try TimeModifier(earliest),
            latest: try TimeModifier(latest), zone: zone)
        for day in ["2025-03-29", "2025-10-25"] {
            let start = try Self.time(day + "T00:00:00Z").seconds
            for step in 0..<(3 * 144) {
                let time = Timestamp(seconds: start + Int64(step) * 600 + 1)
                #expect(schedule.windows(containing: time).count == 1, "\(time.rfc3339)")
            }
        }
    }
}
