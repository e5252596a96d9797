extension Timestamp {
    /// `2024-01-10T20:00:00Z`; the fraction of a second is left out.
    package var rfc3339: String { rfc3339(fractionDigits: 0) }

    /// - Parameter fractionDigits: 0 … 9; further digits are cut off, not rounded.
    package func rfc3339(fractionDigits: Int) -> String {
        let civil = CivilTime(secondsSinceEpoch: seconds)
        func pad(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = "\(pad(civil.year, 4))-\(pad(civil.month, 2))-\(pad(civil.day, 2))"
        let time = "\(pad(civil.hour, 2)):\(pad(civil.minute, 2)):\(pad(civil.second, 2))"
        guard fractionDigits > 0 else { return "\(date)T\(time)Z" }
        let fraction = pad(Int(subsecondNanoseconds), 9).prefix(fractionDigits)
        return "\(date)T\(time).\(fraction)Z"
    }

    /// Reads a time as logs write it.
    ///
    /// - `2024-01-10T20:00:00.1234567Z`, with `T` or a blank, any number of fraction digits (nine
    ///   count), `Z`, an offset such as `+01:00` or `+0100`, or nothing, which is UTC;
    /// - `/Date(1704913216111)/` and epoch milliseconds (13 digits) or seconds (10 digits, with or
    ///   without a fraction).
    ///
    /// - Returns: Nil for anything else, impossible dates, and years before 1678 or after 2261.
    package init?(logText text: Span<UInt8>) {
        guard let time = Self.calendarTime(text) ?? Self.epochTime(text) else { return nil }
        self = time
    }

    private static func calendarTime(_ text: Span<UInt8>) -> Timestamp? {
        guard text.count >= 19, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: " "),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let year = number(text, 0..<4), let month = number(text, 5..<7),
            let day = number(text, 8..<10), let hour = number(text, 11..<13),
            let minute = number(text, 14..<16), let second = number(text, 17..<19),
            (1_678...2_261).contains(year), (1...12).contains(month), day >= 1,
            day <= CivilTime.daysInMonth(month, of: year), hour <= 23, minute <= 59, second <= 60
        else { return nil }
        let civil = CivilTime(
            year: year, month: month, day: day, hour: hour, minute: minute,
            second: min(second, 59))
        var place = 19
        let nanoseconds = fraction(text, &place)
        guard let offset = offset(text, &place), place == text.count else { return nil }
        return Timestamp(
            nanoseconds: (civil.secondsSinceEpoch - Int64(offset)) * nanosecondsPerSecond
                + nanoseconds)
    }

    /// Digits behind a point (or comma) as nanoseconds; 0 without.
    private static func fraction(_ text: Span<UInt8>, _ place: inout Int) -> Int64 {
        guard place < text.count, text[place] == UInt8(ascii: ".") || text[place] == 0x2C else {
            return 0
        }
        place += 1
        var value: Int64 = 0
        var digits = 0
        while place < text.count, let digit = digit(text[place]) {
            if digits < 9 {
                value = value * 10 + Int64(digit)
                digits += 1
            }
            place += 1
        }
        while digits < 9 {
            value *= 10
            digits += 1
        }
        return value
    }

    /// Seconds east of UTC; nil for what is no zone.
    private static func offset(_ text: Span<UInt8>, _ place: inout Int) -> Int? {
        guard place < text.count else { return 0 }
        if text[place] == UInt8(ascii: "Z") || text[place] == UInt8(ascii: "z") {
            place += 1
            return 0
        }
        let sign = text[place]
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let hours = number(text, (place + 1)..<(place + 3)), hours <= 23
        else { return nil }
        place += 3
        if place < text.count, text[place] == UInt8(ascii: ":") { place += 1 }
        var minutes = 0
        if place < text.count {
            guard let number = number(text, place..<(place + 2)), number <= 59 else { return nil }
            minutes = number
            place += 2
        }
        let seconds = hours * 3_600 + minutes * 60
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    private static func epochTime(_ text: Span<UInt8>) -> Timestamp? {
        var span = text
        if text.count > 8, text[0] == UInt8(ascii: "/"), text[text.count - 1] == UInt8(ascii: "/"),
            text[5] == UInt8(ascii: "("), text[text.count - 2] == UInt8(ascii: ")")
        {
            span = text.extracting(6..<(text.count - 2))
        }
        var digits = 0
        var value: Int64 = 0
        while digits < span.count, digits < 14, let digit = digit(span[digits]) {
            value = value * 10 + Int64(digit)
            digits += 1
        }
        if digits == 13, digits == span.count {
            guard value < 9_200_000_000_000 else { return nil }
            return Timestamp(nanoseconds: value * 1_000_000)
        }
        guard digits == 10, value < 9_200_000_000 else { return nil }
        var place = digits
        let fraction = fraction(span, &place)
        guard place == span.count else { return nil }
        return Timestamp(nanoseconds: value * nanosecondsPerSecond + fraction)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : nil
    }

    private static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard range.upperBound <= text.count else { return nil }
        var value = 0
        for index in range {
            guard let digit = digit(text[index]) else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }
}
