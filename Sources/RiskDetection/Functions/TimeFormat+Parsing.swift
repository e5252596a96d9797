package import CIM

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
                if character == "%", var variable = format.popFirst() {
                    // `%3N` and the like: how many digits is seen in the text.
                    if variable.isNumber, let next = format.popFirst() { variable = next }
                    guard read(variable) else { return false }
                } else if character.isWhitespace {
                    rest = rest.drop(while: \.isWhitespace)
                } else {
                    guard rest.popFirst() == character else { return false }
                }
            }
            return true
        }

        private mutating func read(_ variable: Character) -> Bool {
            switch variable {
            case "Y": return number(4) { $0.year = $1 }
            case "y": return number(2) { $0.year = $1 < 69 ? 2000 + $1 : 1900 + $1 }
            case "m": return number(2) { $0.month = $1 }
            case "d", "e": return number(2) { $0.day = $1 }
            case "H", "k": return number(2) { $0.hour = $1 }
            case "I", "l": return number(2) { $0.hour = $1 }
            case "M": return number(2) { $0.minute = $1 }
            case "S": return number(2) { $0.second = $1 }
            case "F": return read("%Y-%m-%d")
            case "T": return read("%H:%M:%S")
            case "R": return read("%H:%M")
            case "D": return read("%m/%d/%y")
            case "s": return seconds()
            case "N", "Q", "f": return fraction()
            case "p":
                let word = rest.prefix(2).uppercased()
                rest = rest.dropFirst(2)
                isAfternoon = word == "PM"
                return word == "AM" || word == "PM"
            case "b", "B", "h": return name(of: TimeFormat.months) { $0.month = $1 + 1 }
            case "a", "A": return name(of: TimeFormat.weekdays) { _, _ in }
            case "z", "Z": return zoneOffset()
            case "n", "t":
                rest = rest.drop(while: \.isWhitespace)
                return true
            case "%": return rest.popFirst() == "%"
            default: return false
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

        /// `Z`, `UTC`, `GMT`, `+0130`, `+01:30`
        private mutating func zoneOffset() -> Bool {
            for word in ["UTC", "GMT", "Z"] where rest.uppercased().hasPrefix(word) {
                rest = rest.dropFirst(word.count)
                offset = 0
                return true
            }
            guard let sign = rest.first, sign == "+" || sign == "-" else { return false }
            rest = rest.dropFirst()
            var digits = ""
            while digits.count < 4, let next = rest.first, next.isNumber || next == ":" {
                if next != ":" { digits.append(next) }
                rest = rest.dropFirst()
            }
            guard digits.count == 4, let number = Int(digits) else { return false }
            offset = (number / 100 * 60 + number % 100) * 60 * (sign == "-" ? -1 : 1)
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
            var hour = hour
            if let isAfternoon { hour = hour % 12 + (isAfternoon ? 12 : 0) }
            let civil = CivilTime(
                year: year, month: month, day: day, hour: hour, minute: minute, second: second)
            guard let offset else {
                return Timestamp(nanoseconds: zone.instant(of: civil).nanoseconds + nanosecond)
            }
            return Timestamp(
                nanoseconds: (civil.secondsSinceEpoch - Int64(offset))
                    * Timestamp.nanosecondsPerSecond + nanosecond)
        }
    }
}
