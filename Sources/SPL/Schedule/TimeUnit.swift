import CIM

/// A unit of a time modifier.
enum TimeUnit: Hashable, Sendable {
    case microsecond, millisecond, centisecond, decisecond, second, minute, hour
    case day, week, month, quarter, year

    /// Source: Splunk Search Reference, "Time modifiers", list of time units.
    init?(_ name: some StringProtocol) {
        switch name {
        case "us": self = .microsecond
        case "ms": self = .millisecond
        case "cs": self = .centisecond
        case "ds": self = .decisecond
        case "s", "sec", "secs", "second", "seconds": self = .second
        case "m", "min", "mins", "minute", "minutes": self = .minute
        case "h", "hr", "hrs", "hour", "hours": self = .hour
        case "d", "day", "days": self = .day
        case "w", "week", "weeks": self = .week
        case "mon", "month", "months": self = .month
        case "q", "qtr", "qtrs", "quarter", "quarters": self = .quarter
        case "y", "yr", "yrs", "year", "years": self = .year
        default: return nil
        }
    }

    /// Nanoseconds of a unit that the clock counts; nil for one of the calendar.
    private var clockNanoseconds: Int64? {
        switch self {
        case .microsecond: 1_000
        case .millisecond: 1_000_000
        case .centisecond: 10_000_000
        case .decisecond: 100_000_000
        case .second: 1_000_000_000
        case .minute: 60_000_000_000
        case .hour: 3_600_000_000_000
        default: nil
        }
    }

    private static let dayNanoseconds: Int64 = 86_400_000_000_000

    /// The longest that one unit lasts, with a day to spare for clock changes.
    var longest: Int64 {
        switch self {
        case .day: 2 * Self.dayNanoseconds
        case .week: 8 * Self.dayNanoseconds
        case .month: 32 * Self.dayNanoseconds
        case .quarter: 93 * Self.dayNanoseconds
        case .year: 367 * Self.dayNanoseconds
        default: clockNanoseconds ?? 0
        }
    }

    /// The least and the most that so many units can make, in nanoseconds.
    func bounds(of amount: Int64) -> ClosedRange<Int64> {
        if let unit = clockNanoseconds {
            let exact = Self.product(amount, unit)
            return exact...exact
        }
        let shortest: Int64 =
            switch self {
            case .week: 7
            case .month: 28
            case .quarter: 89
            case .year: 365
            default: 1
            }
        let days: Int64 =
            switch self {
            case .week: 7
            case .month: 31
            case .quarter: 92
            case .year: 366
            default: 1
            }
        let a = Self.product(amount, shortest * Self.dayNanoseconds)
        let b = Self.product(amount, days * Self.dayNanoseconds)
        return Self.sum(
            min(a, b), -2 * Self.dayNanoseconds)...Self.sum(max(a, b), 2 * Self.dayNanoseconds)
    }

    func add(_ amount: Int64, to time: Timestamp, _ zone: TimeZoneRules) -> Timestamp {
        if let unit = clockNanoseconds {
            return Timestamp(
                nanoseconds: Self.sum(time.nanoseconds, Self.product(amount, unit)))
        }
        var civil = zone.civil(time)
        switch self {
        case .day, .week:
            let days = Self.product(amount, self == .week ? 7 : 1)
            let seconds = Self.sum(civil.secondsSinceEpoch, Self.product(days, 86_400))
            civil = CivilTime(secondsSinceEpoch: Self.clamp(seconds))
        default:
            let months = Self.product(amount, self == .year ? 12 : self == .quarter ? 3 : 1)
            let month = Self.sum(
                Int64(civil.year * 12 + civil.month - 1), min(max(months, -12_000), 12_000))
            civil.year = Int(month >= 0 ? month / 12 : (month - 11) / 12)
            civil.month = Int(month) - civil.year * 12 + 1
            civil.day = min(civil.day, CivilTime.daysInMonth(civil.month, of: civil.year))
        }
        return Self.instant(of: civil, zone, subsecond: time.subsecondNanoseconds)
    }

    func snap(_ time: Timestamp, _ zone: TimeZoneRules) -> Timestamp {
        if let unit = clockNanoseconds, unit <= 60_000_000_000 {
            let rest = time.nanoseconds % unit
            return Timestamp(
                nanoseconds: Self.sum(time.nanoseconds, -(rest < 0 ? rest + unit : rest)))
        }
        var civil = zone.civil(time)
        if self == .hour {
            // Back on the clock, not on the calendar: an hour that occurs twice stays itself.
            let past = Int64(civil.minute * 60 + civil.second)
            return Timestamp(seconds: time.seconds - past)
        }
        if self == .week { return Self.snap(time, toWeekday: 0, zone) }
        (civil.hour, civil.minute, civil.second) = (0, 0, 0)
        if self != .day { civil.day = 1 }
        if self == .quarter { civil.month = (civil.month - 1) / 3 * 3 + 1 }
        if self == .year { civil.month = 1 }
        return Self.instant(of: civil, zone, subsecond: 0)
    }

    static func snap(
        _ time: Timestamp, toWeekday day: Int, _ zone: TimeZoneRules
    ) -> Timestamp {
        let civil = zone.civil(time)
        let midnight = CivilTime(year: civil.year, month: civil.month, day: civil.day)
        let back = Int64((civil.weekday - day + 7) % 7) * 86_400
        return instant(
            of: CivilTime(secondsSinceEpoch: midnight.secondsSinceEpoch - back), zone, subsecond: 0)
    }

    /// Seconds that leave room for a zone's offset within ``Timestamp``.
    private static func clamp(_ seconds: Int64) -> Int64 {
        min(max(seconds, -9_223_000_000), 9_223_000_000)
    }

    private static func instant(
        of civil: CivilTime, _ zone: TimeZoneRules, subsecond: Int64
    ) -> Timestamp {
        let safe = CivilTime(secondsSinceEpoch: clamp(civil.secondsSinceEpoch))
        return Timestamp(nanoseconds: zone.instant(of: safe).nanoseconds + subsecond)
    }

    /// The product, or the end of the range that it would leave.
    private static func product(_ a: Int64, _ b: Int64) -> Int64 {
        let (result, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? ((a < 0) == (b < 0) ? .max : .min) : result
    }

    static func sum(_ a: Int64, _ b: Int64) -> Int64 {
        let (result, overflow) = a.addingReportingOverflow(b)
        return overflow ? (a < 0 ? .min : .max) : result
    }
}
