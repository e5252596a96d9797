package import CIM
import SPL

extension TimeFormat {
    /// Reads a time; nil where the text does not fit the format.
    ///
    /// What the format does not name is that of 1970-01-01T00:00:00 in the zone. What stands in the
    /// text behind the format is not looked at.
    ///
    /// Source: Splunk Search Reference, "Date and time format variables".
    package func time(of text: String, zone: TimeZoneRules) -> Timestamp? {
        var reading = Reading(rest: text[...])
        guard reading.read(format) else { return nil }
        return reading.time(zone)
    }

    private struct Reading {
        var rest: Substring
        var year = 1970
        var month = 1
        var day = 1
        var dayOfYear: Int?
        var hour = 0
        var minute = 0
        var second = 0
        var nanosecond: Int64 = 0
        var isAfternoon: Bool?
        var offset: Int?
        var epoch: Int64?

        /// - Returns: Whether the text fits.
        mutating func read(_ format: String) -> Bool {
            var format = format[...]
            while let character = format.popFirst() {
                if character == "%" {
                    switch TimeVariable(&format) {
                    case .letter(let letter): guard read(letter) else { return false }
                    // How many digits there are is seen in the text.
                    case .fraction: guard fraction() else { return false }
                    case .offset: guard zoneOffset() else { return false }
                    case nil: return false
                    }
                } else if character.isWhitespace {
                    rest = rest.drop(while: \.isWhitespace)
                } else {
                    guard rest.popFirst() == character else { return false }
                }
            }
            return true
        }

        private mutating func read(_ letter: Character) -> Bool {
            switch letter {
            case "Y": return number(4) { $0.year = $1 }
            case "y": return number(2) { $0.year = $1 < 69 ? 2000 + $1 : 1900 + $1 }
            case "m": return number(2) { $0.month = $1 }
            case "d", "e": return number(2) { $0.day = $1 }
            case "j": return number(3) { $0.dayOfYear = $1 }
            case "H", "k": return number(2) { $0.hour = $1 }
            case "I", "l": return number(2) { $0.hour = $1 }
            case "M": return number(2) { $0.minute = $1 }
            case "S": return number(2) { $0.second = $1 }
            // The day of the week says nothing that the date does not.
            case "u", "w": return number(1) { _, _ in }
            case "s": return seconds()
            case "p":
                let word = rest.prefix(2).uppercased()
                rest = rest.dropFirst(2)
                isAfternoon = word == "PM"
                return word == "AM" || word == "PM"
            case "b", "B", "h": return name(of: TimeFormat.months) { $0.month = $1 + 1 }
            case "a", "A": return name(of: TimeFormat.weekdays) { _, _ in }
            case "Z": return zoneOffset()
            case "n", "t":
                rest = rest.drop(while: \.isWhitespace)
                return true
            case "%": return rest.popFirst() == "%"
            default: return TimeFormat.composed[letter].map { read($0) } ?? false
            }
        }

        private mutating func number(_ width: Int, _ set: (inout Self, Int) -> Void) -> Bool {
            rest = rest.drop { $0 == " " }
            let digits = rest.prefix(width).prefix { $0.isASCII && $0.isNumber }
            guard let number = Int(digits) else { return false }
            rest = rest.dropFirst(digits.count)
            set(&self, number)
            return true
        }

        private mutating func seconds() -> Bool {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard digits.count <= 10, let number = Int64(digits) else { return false }
            rest = rest.dropFirst(digits.count)
            epoch = number
            return true
        }

        private mutating func fraction() -> Bool {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty else { return false }
            rest = rest.dropFirst(digits.count)
            let nine =
                String(digits.prefix(9)) + String(repeating: "0", count: max(0, 9 - digits.count))
            nanosecond = Int64(nine) ?? 0
            return true
        }

        /// The whole name or its first three letters, in any case.
        private mutating func name(
            of names: [String], _ set: (inout Self, Int) -> Void
        ) -> Bool {
            let text = rest.lowercased()
            for (index, name) in names.enumerated() {
                let whole = name.lowercased()
                for candidate in [whole, String(whole.prefix(3))] where text.hasPrefix(candidate) {
                    rest = rest.dropFirst(candidate.count)
                    set(&self, index)
                    return true
                }
            }
            return false
        }

        /// Names of zones and their hours from UTC. Source: RFC 822, section 5.1.
        private static let zones = [
            ("UTC", 0), ("GMT", 0), ("EST", -5), ("EDT", -4), ("CST", -6), ("CDT", -5),
            ("MST", -7), ("MDT", -6), ("PST", -8), ("PDT", -7), ("UT", 0), ("Z", 0),
        ]

        /// `Z`, `UTC`, `EST`, `+01`, `+0130`, `+01:30`, `+01:30:00`
        private mutating func zoneOffset() -> Bool {
            let upper = rest.prefix(3).uppercased()
            if let (name, hours) = Self.zones.first(where: { upper.hasPrefix($0.0) }) {
                rest = rest.dropFirst(name.count)
                offset = hours * 3_600
                return true
            }
            guard let sign = rest.first, sign == "+" || sign == "-" else { return false }
            rest = rest.dropFirst()
            var parts: [Int] = []
            while parts.count < 3 {
                let text = parts.isEmpty || rest.first != ":" ? rest : rest.dropFirst()
                let digits = text.prefix(2).prefix { $0.isASCII && $0.isNumber }
                guard digits.count == 2, let number = Int(digits) else { break }
                rest = text.dropFirst(2)
                parts.append(number)
            }
            guard let hours = parts.first else { return false }
            let seconds = zip(parts.dropFirst(), [60, 1]).reduce(hours * 3_600) { $0 + $1.0 * $1.1 }
            offset = sign == "-" ? -seconds : seconds
            return true
        }

        func time(_ zone: TimeZoneRules) -> Timestamp? {
            if let epoch {
                guard epoch < 9_000_000_000 else { return nil }
                return Timestamp(nanoseconds: epoch * Timestamp.nanosecondsPerSecond + nanosecond)
            }
            // The years that nanoseconds since the epoch can hold.
            guard (1700...2200).contains(year), (1...12).contains(month), (1...31).contains(day),
                hour < 24, minute < 60,
                second < 61
            else { return nil }
            guard (1...366).contains(dayOfYear ?? 1) else { return nil }
            var hour = hour
            if let isAfternoon { hour = hour % 12 + (isAfternoon ? 12 : 0) }
            var civil = CivilTime(
                year: year, month: month, day: day, hour: hour, minute: minute, second: second)
            if let dayOfYear {
                (civil.month, civil.day) = (1, 1)
                civil = CivilTime(
                    secondsSinceEpoch: civil.secondsSinceEpoch + Int64(dayOfYear - 1) * 86_400)
            }
            guard let offset else {
                return Timestamp(nanoseconds: zone.instant(of: civil).nanoseconds + nanosecond)
            }
            return Timestamp(
                nanoseconds: (civil.secondsSinceEpoch - Int64(offset))
                    * Timestamp.nanosecondsPerSecond + nanosecond)
        }
    }
}
