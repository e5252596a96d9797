package import CIM

/// A cron expression: minute, hour, day of month, month, day of week.
///
/// Source: Splunk Alerting Manual, "Use cron expressions for alert scheduling". Where both day
/// fields are restricted either suffices, and clock changes are treated, as in Vixie cron: a time
/// that a change leaves out fires at the change, one that occurs twice fires the first time; a
/// schedule of every hour fires in every hour that passes.
package struct CronSchedule: Hashable, Sendable {
    package let text: String
    private let minute: CronField
    private let hour: CronField
    private let dayOfMonth: CronField
    private let month: CronField
    private let dayOfWeek: CronField

    /// - Throws: ``SPLError`` with the field, what is wrong and what to write; `range` is in `text`.
    package init(_ text: String) throws(SPLError) {
        let parts = text.split(whereSeparator: \.isWhitespace)
        guard parts.count == 5 else {
            throw SPLError(
                .invalidSchedule,
                "a cron schedule has five fields (minute hour day-of-month month day-of-week), "
                    + "\"\(text)\" has \(parts.count); hourly is 0 * * * *",
                range: 0..<text.utf8.count)
        }
        var fields: [CronField] = []
        for (part, kind) in zip(parts, CronField.Kind.all) {
            let offset = text.utf8.distance(from: text.startIndex, to: part.startIndex)
            fields.append(try CronField(part, kind, offset: offset))
        }
        self.text = text
        (minute, hour, dayOfMonth) = (fields[0], fields[1], fields[2])
        (month, dayOfWeek) = (fields[3], fields[4])
    }

    /// Years looked ahead: 29 February on a given weekday comes within 40.
    private static let yearsMax = 41

    /// The first tick strictly after an instant; nil when there is none within
    /// 41 years (30 February).
    package func next(after time: Timestamp, zone: TimeZoneRules) -> Timestamp? {
        guard time.nanoseconds < Int64.max - 400 * 86_400 * Timestamp.nanosecondsPerSecond else {
            return nil
        }
        let minute = time.seconds - ((time.seconds % 60) + 60) % 60
        var from = minute + 60
        // Each round passes at least one clock change or one repeated minute.
        for _ in 0..<1_000 {
            let offset = Int64(zone.utcOffsetSeconds(at: Timestamp(seconds: from)))
            guard let wall = nextWall(from: CivilTime(secondsSinceEpoch: from + offset)) else {
                return nil
            }
            let candidate = wall.secondsSinceEpoch - offset
            if let change = Self.change(after: from, through: candidate, zone) {
                let later = Int64(zone.utcOffsetSeconds(at: Timestamp(seconds: change)))
                // The wall time falls into the gap that the change opens.
                if candidate < change + later - offset, candidate >= change, !hour.isAny {
                    return Timestamp(seconds: change)
                }
                from = change
                continue
            }
            let tick = Timestamp(seconds: candidate)
            if hour.isAny || zone.instant(of: wall) == tick { return tick }
            from = candidate + 60
        }
        return nil
    }

    /// The last tick at or before an instant; nil when there is none within 9 years.
    package func previous(atOrBefore time: Timestamp, zone: TimeZoneRules) -> Timestamp? {
        for days: Int64 in [0, 1, 32, 366, 9 * 366] {
            let back = max(days * 86_400, 3_600)
            guard
                var tick = next(after: Timestamp(seconds: time.seconds - back), zone: zone),
                tick <= time
            else { continue }
            while let later = next(after: tick, zone: zone), later <= time { tick = later }
            return tick
        }
        return nil
    }

    /// The first second in (from, through] at which the zone's offset is another than at `from`.
    private static func change(after from: Int64, through: Int64, _ zone: TimeZoneRules) -> Int64? {
        func offset(_ second: Int64) -> Int {
            zone.utcOffsetSeconds(at: Timestamp(seconds: second))
        }
        let start = offset(from)
        var low = from
        // Steps of a week cannot jump over a pair of changes that cancel out unseen for long.
        while low < through {
            let high = min(low + 7 * 86_400, through)
            if offset(high) != start {
                var (a, b) = (low, high)
                while b - a > 1 {
                    let middle = a + (b - a) / 2
                    if offset(middle) == start { a = middle } else { b = middle }
                }
                return b
            }
            low = high
        }
        return nil
    }

    /// The first matching time on the wall at or after `start`.
    private func nextWall(from start: CivilTime) -> CivilTime? {
        var time = start
        let last = start.year + Self.yearsMax
        while time.year <= last {
            if !month.contains(time.month) {
                time = CivilTime(
                    year: time.month == 12 ? time.year + 1 : time.year,
                    month: time.month == 12 ? 1 : time.month + 1, day: 1)
            } else if !matchesDay(time) {
                time = CivilTime(
                    secondsSinceEpoch: CivilTime(
                        year: time.year, month: time.month, day: time.day + 1
                    ).secondsSinceEpoch)
            } else if let found = nextInDay(time) {
                return found
            } else {
                time = CivilTime(
                    secondsSinceEpoch: CivilTime(
                        year: time.year, month: time.month, day: time.day + 1
                    ).secondsSinceEpoch)
            }
        }
        return nil
    }

    private func matchesDay(_ time: CivilTime) -> Bool {
        let byMonth = dayOfMonth.contains(time.day)
        let byWeek = dayOfWeek.contains(time.weekday)
        return dayOfMonth.isAny || dayOfWeek.isAny ? byMonth && byWeek : byMonth || byWeek
    }

    private func nextInDay(_ time: CivilTime) -> CivilTime? {
        for hour in time.hour...23 where self.hour.contains(hour) {
            let first = hour == time.hour ? time.minute : 0
            for minute in first...59 where self.minute.contains(minute) {
                return CivilTime(
                    year: time.year, month: time.month, day: time.day, hour: hour, minute: minute)
            }
        }
        return nil
    }
}
