import CIM

/// A number that a time holds. A time that names no zone is taken as it stands, one with an offset as
/// the time in UTC.
package enum TimePart: String, CaseIterable, Sendable {
    case minute, hour, day, week, month, year

    package var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .day: 1...31
        // The last days of a year may be in a 53rd week.
        case .week: 1...53
        case .month: 1...12
        case .year: 1...9999
        }
    }

    /// The part of a time that a record holds; nil where the value is no time.
    package func of(_ value: String) -> Int? {
        guard let time = Timestamp.parse(value) else { return nil }
        let second = Timestamp.nanosecondsPerSecond
        let seconds = time.nanoseconds / second - (time.nanoseconds % second < 0 ? 1 : 0)
        let civil = CivilTime(secondsSinceEpoch: seconds)
        return switch self {
        case .minute: civil.minute
        case .hour: civil.hour
        case .day: civil.day
        case .month: civil.month
        case .year: civil.year
        case .week: Self.week(of: civil)
        }
    }

    /// The number of the week: weeks begin on Monday, and the first one has the first Thursday.
    ///
    /// Source: ISO 8601-1:2019, 4.2.2.
    private static func week(of civil: CivilTime) -> Int {
        let day = CivilTime(year: civil.year, month: civil.month, day: civil.day)
        let fromMonday = (day.weekday + 6) % 7
        let thursday = CivilTime(
            secondsSinceEpoch: day.secondsSinceEpoch + Int64(3 - fromMonday) * 86_400)
        let first = CivilTime(year: thursday.year, month: 1, day: 1)
        return Int((thursday.secondsSinceEpoch - first.secondsSinceEpoch) / 86_400) / 7 + 1
    }
}
