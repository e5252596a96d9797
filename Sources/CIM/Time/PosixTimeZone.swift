/// The rule at the end of a TZif file: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// Source: POSIX, Base Definitions 8.3, `TZ`; RFC 8536 for hours −167 … 167.
struct PosixTimeZone: Hashable, Sendable {
    /// When a clock changes in any year.
    enum Day: Hashable, Sendable {
        /// `Mm.w.d`: weekday d of week w (5 = last) of month m.
        case weekday(month: Int, week: Int, weekday: Int)
        /// `Jn`, 1 … 365, 29 February never counts.
        case julian(Int)
        /// `n`, 0 … 365.
        case dayOfYear(Int)
    }

    struct Change: Hashable, Sendable {
        var day: Day
        /// Seconds after local midnight, before the change.
        var seconds: Int
    }

    let standard: Int
    let daylight: (offset: Int, start: Change, end: Change)?

    static func == (a: PosixTimeZone, b: PosixTimeZone) -> Bool {
        a.standard == b.standard && a.daylight?.offset == b.daylight?.offset
            && a.daylight?.start == b.daylight?.start && a.daylight?.end == b.daylight?.end
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(standard)
        hasher.combine(daylight?.offset)
    }

    /// Seconds east of UTC at seconds since the epoch.
    func offset(at seconds: Int64) -> Int {
        guard let daylight else { return standard }
        let year = CivilTime(secondsSinceEpoch: seconds + Int64(standard)).year
        let start = Self.instant(of: daylight.start, year: year, offset: standard)
        let end = Self.instant(of: daylight.end, year: year, offset: daylight.offset)
        let isDaylight =
            start < end ? (start..<end).contains(seconds) : !(end..<start).contains(seconds)
        return isDaylight ? daylight.offset : standard
    }

    private static func instant(of change: Change, year: Int, offset: Int) -> Int64 {
        let midnight: Int64
        switch change.day {
        case .weekday(let month, let week, let weekday):
            let first = CivilTime(year: year, month: month, day: 1)
            var day = 1 + (weekday - first.weekday + 7) % 7 + (week - 1) * 7
            while day > CivilTime.daysInMonth(month, of: year) { day -= 7 }
            midnight = CivilTime(year: year, month: month, day: day).secondsSinceEpoch
        case .julian(let day):
            let isLeap = CivilTime.daysInMonth(2, of: year) == 29
            midnight =
                CivilTime(year: year, month: 1, day: 1).secondsSinceEpoch
                + Int64(day - 1 + (isLeap && day >= 60 ? 1 : 0)) * 86_400
        case .dayOfYear(let day):
            midnight =
                CivilTime(year: year, month: 1, day: 1).secondsSinceEpoch + Int64(day) * 86_400
        }
        return midnight + Int64(change.seconds) - Int64(offset)
    }
}

extension PosixTimeZone {
    /// Reads the rule; nil where it is not one.
    init?(_ text: some Sequence<UInt8>) {
        var reader = Reader(rest: Array(text)[...])
        guard reader.skipName(), let west = reader.time() else { return nil }
        standard = -west
        guard !reader.rest.isEmpty else {
            daylight = nil
            return
        }
        guard reader.skipName() else { return nil }
        var offset = standard + 3_600
        if reader.rest.first != UInt8(ascii: ",") {
            guard let west = reader.time() else { return nil }
            offset = -west
        }
        guard let start = reader.change(), let end = reader.change(), reader.rest.isEmpty else {
            return nil
        }
        daylight = (offset, start, end)
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func take(_ character: Character) -> Bool {
            guard rest.first == character.asciiValue else { return false }
            rest.removeFirst()
            return true
        }

        mutating func skipName() -> Bool {
            let before = rest.count
            if take("<") {
                while let byte = rest.popFirst(), byte != UInt8(ascii: ">") { continue }
                return before - rest.count > 2
            }
            while let byte = rest.first, (byte | 0x20) >= 0x61, (byte | 0x20) <= 0x7A {
                rest.removeFirst()
            }
            return before - rest.count >= 3
        }

        mutating func number() -> Int? {
            var value: Int?
            while let byte = rest.first, byte >= 0x30, byte <= 0x39, (value ?? 0) < 1_000 {
                value = (value ?? 0) * 10 + Int(byte - 0x30)
                rest.removeFirst()
            }
            return value
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time() -> Int? {
            let isNegative = take("-")
            if !isNegative { _ = take("+") }
            guard let hours = number(), hours <= 167 else { return nil }
            var seconds = hours * 3_600
            for unit in [60, 1] where take(":") {
                guard let part = number(), part < 60 else { return nil }
                seconds += part * unit
            }
            return isNegative ? -seconds : seconds
        }

        mutating func change() -> Change? {
            guard take(","), let day = day() else { return nil }
            guard take("/") else { return Change(day: day, seconds: 7_200) }
            return time().map { Change(day: day, seconds: $0) }
        }

        private mutating func day() -> Day? {
            if take("M") {
                guard let month = number(), (1...12).contains(month), take("."),
                    let week = number(), (1...5).contains(week), take("."),
                    let weekday = number(), (0...6).contains(weekday)
                else { return nil }
                return .weekday(month: month, week: week, weekday: weekday)
            }
            let isJulian = take("J")
            guard let day = number(), day <= 365, !isJulian || day >= 1 else { return nil }
            return isJulian ? .julian(day) : .dayOfYear(day)
        }
    }
}
