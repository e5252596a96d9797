package import CIM

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
            guard character == "%", let variable = rest.popFirst() else {
                text.append(character)
                continue
            }
            if variable.isNumber, let digits = variable.wholeNumberValue,
                let unit = rest.first, "NQ".contains(unit)
            {
                rest.removeFirst()
                text += Self.fraction(time, digits: digits)
            } else {
                text += Self.part(variable, time, civil, zone) ?? "%\(variable)"
            }
        }
        return text
    }

    private static func part(
        _ variable: Character, _ time: Timestamp, _ civil: CivilTime, _ zone: TimeZoneRules
    ) -> String? {
        switch variable {
        case "Y": return pad(civil.year, 4)
        case "y": return pad(civil.year % 100, 2)
        case "m": return pad(civil.month, 2)
        case "d": return pad(civil.day, 2)
        case "e": return pad(civil.day, 2, " ")
        case "H": return pad(civil.hour, 2)
        case "k": return pad(civil.hour, 2, " ")
        case "I": return pad((civil.hour + 11) % 12 + 1, 2)
        case "M": return pad(civil.minute, 2)
        case "S": return pad(civil.second, 2)
        case "p": return civil.hour < 12 ? "AM" : "PM"
        case "T", "X": return compose("%H:%M:%S", time, zone)
        case "F": return compose("%Y-%m-%d", time, zone)
        case "x", "D": return compose("%m/%d/%y", time, zone)
        case "c": return compose("%a %b %e %T %Y", time, zone)
        case "s": return String(time.seconds)
        case "N": return fraction(time, digits: 9)
        case "Q": return fraction(time, digits: 3)
        case "f": return fraction(time, digits: 6)
        case "a": return String(weekdays[civil.weekday].prefix(3))
        case "A": return weekdays[civil.weekday]
        case "w": return String(civil.weekday)
        case "b", "h": return String(months[civil.month - 1].prefix(3))
        case "B": return months[civil.month - 1]
        case "j": return pad(dayOfYear(civil), 3)
        case "z": return offset(time, zone)
        case "Z": return zone.name
        case "n": return "\n"
        case "t": return "\t"
        case "%": return "%"
        default: return nil
        }
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

    private static func offset(_ time: Timestamp, _ zone: TimeZoneRules) -> String {
        let seconds = zone.utcOffsetSeconds(at: time)
        let minutes = abs(seconds) / 60
        return (seconds < 0 ? "-" : "+") + pad(minutes / 60, 2) + pad(minutes % 60, 2)
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
