package import CIM
import SPL

/// A `strftime` format.
///
/// Source: Splunk Search Reference, "Date and time format variables". English names; what is not
/// a variable stands as it is.
package struct TimeFormat: Sendable {
    let format: String

    package init(_ format: String) { self.format = format }

    package func text(of time: Timestamp, zone: TimeZoneRules) -> String {
        let civil = zone.civil(time)
        var text = ""
        var rest = Substring(format)
        while let character = rest.popFirst() {
            guard character == "%", let variable = TimeVariable(&rest) else {
                text.append(character)
                continue
            }
            switch variable {
            case .letter(let letter): text += Self.part(letter, time, civil, zone)
            case .fraction(let digits): text += Self.fraction(time, digits: digits)
            case .offset(let colons): text += Self.offset(time, zone, colons: colons)
            }
        }
        return text
    }

    private static func part(
        _ letter: Character, _ time: Timestamp, _ civil: CivilTime, _ zone: TimeZoneRules
    ) -> String {
        switch letter {
        case "Y": return pad(civil.year, 4)
        case "y": return pad(civil.year % 100, 2)
        case "C": return pad(civil.year / 100, 2)
        case "m": return pad(civil.month, 2)
        case "d": return pad(civil.day, 2)
        case "e": return pad(civil.day, 2, " ")
        case "H": return pad(civil.hour, 2)
        case "k": return pad(civil.hour, 2, " ")
        case "I": return pad((civil.hour + 11) % 12 + 1, 2)
        case "l": return pad((civil.hour + 11) % 12 + 1, 2, " ")
        case "M": return pad(civil.minute, 2)
        case "S": return pad(civil.second, 2)
        case "p": return civil.hour < 12 ? "AM" : "PM"
        case "s": return String(time.seconds)
        case "a": return String(weekdays[civil.weekday].prefix(3))
        case "A": return weekdays[civil.weekday]
        case "w": return String(civil.weekday)
        case "u": return String((civil.weekday + 6) % 7 + 1)
        case "b", "h": return String(months[civil.month - 1].prefix(3))
        case "B": return months[civil.month - 1]
        case "j": return pad(dayOfYear(civil), 3)
        // Weeks before the first Sunday, or Monday, of the year are week 0.
        case "U": return pad((dayOfYear(civil) + 6 - civil.weekday) / 7, 2)
        case "W": return pad((dayOfYear(civil) + 6 - (civil.weekday + 6) % 7) / 7, 2)
        case "V": return pad(isoWeek(civil).week, 2)
        case "G": return pad(isoWeek(civil).year, 4)
        case "g": return pad(isoWeek(civil).year % 100, 2)
        case "Z": return zone.name
        case "n": return "\n"
        case "t": return "\t"
        case "%": return "%"
        default: return composed[letter].map { compose($0, time, zone) } ?? "%\(letter)"
        }
    }

    /// Variables that stand for several. `%x` is as the documentation shows it: 07/13/2019.
    static let composed: [Character: String] = [
        "T": "%H:%M:%S", "X": "%H:%M:%S", "R": "%H:%M", "r": "%I:%M:%S %p", "F": "%Y-%m-%d",
        "D": "%m/%d/%y", "x": "%m/%d/%Y", "c": "%a %b %e %H:%M:%S %Y",
        "+": "%a %b %e %H:%M:%S %Z %Y",
    ]

    /// The week with the Thursday of its days: the first of a year is the one with 4 January.
    private static func isoWeek(_ civil: CivilTime) -> (year: Int, week: Int) {
        let day = dayOfYear(civil) - (civil.weekday + 6) % 7 + 3
        if day < 1 {
            let before = daysOfYear(civil.year - 1)
            return (civil.year - 1, (day + before - 1) / 7 + 1)
        }
        if day > daysOfYear(civil.year) { return (civil.year + 1, 1) }
        return (civil.year, (day - 1) / 7 + 1)
    }

    private static func daysOfYear(_ year: Int) -> Int {
        dayOfYear(CivilTime(year: year, month: 12, day: 31))
    }

    private static func compose(
        _ format: String, _ time: Timestamp, _ zone: TimeZoneRules
    ) -> String {
        TimeFormat(format).text(of: time, zone: zone)
    }

    private static func pad(_ number: Int, _ width: Int, _ fill: Character = "0") -> String {
        if width == 2, fill == "0", (0..<100).contains(number) { return twoDigits[number] }
        let digits = String(number)
        guard digits.utf8.count < width else { return digits }
        return String(repeating: fill, count: width - digits.utf8.count) + digits
    }

    private static func fraction(_ time: Timestamp, digits: Int) -> String {
        let all = pad(Int(time.subsecondNanoseconds), 9)
        return String(all.prefix(max(0, min(digits, 9))))
    }

    private static func dayOfYear(_ civil: CivilTime) -> Int {
        let day = CivilTime(year: civil.year, month: civil.month, day: civil.day)
        let first = CivilTime(year: civil.year, month: 1, day: 1)
        return Int((day.secondsSinceEpoch - first.secondsSinceEpoch) / 86_400) + 1
    }

    /// With one colon +hh:mm, with two +hh:mm:ss, with three as much as the offset needs.
    private static func offset(
        _ time: Timestamp, _ zone: TimeZoneRules, colons: Int
    ) -> String {
        let seconds = zone.utcOffsetSeconds(at: time)
        let size = abs(seconds)
        var parts = [pad(size / 3_600, 2), pad(size / 60 % 60, 2), pad(size % 60, 2)]
        if colons < 2 { parts.removeLast() }
        while colons == 3, parts.count > 1, parts.last == "00" { parts.removeLast() }
        return (seconds < 0 ? "-" : "+") + parts.joined(separator: colons == 0 ? "" : ":")
    }

    /// `00` to `99`: most of what a time is written with.
    private static let twoDigits = (0..<100).map { $0 < 10 ? "0\($0)" : String($0) }

    static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
}
