extension Timestamp {
    /// Reads an instant as logs write it.
    ///
    /// Known forms, surrounding blanks ignored:
    /// - `2024-01-10T19:00:16.1116760Z`, also with a blank for `T`, a comma for the point, `UTC`,
    ///   an offset (`+01:00`, `+0100`, `+01`) or no zone at all; digits beyond the ninth of the
    ///   fraction are cut off, a 60th second is read as the 59th
    /// - `1/10/2024, 7:00:16.111 PM`: month first, as a portal exports it; only with AM or PM,
    ///   because without it the order of day and month would be a guess
    /// - `1704913216`, `1704913216.111`, and in milli-, micro- or nanoseconds by the number of
    ///   digits (9…11 seconds, 12…14 milli, 15…17 micro, 18…19 nano); fewer could be anything
    /// - `/Date(1704913216111)/`: milliseconds
    ///
    /// - Returns: nil for any other text, a date that does not exist, or an instant beyond what a
    ///   ``Timestamp`` holds. A time without a zone is taken as UTC.
    package static func parse(_ text: Span<UInt8>) -> Timestamp? { read(text)?.time }

    /// As ``parse(_:)``.
    ///
    /// - Returns: The instant, and whether the text names no zone: `time` is then what a clock
    ///   without one shows, as if it were UTC; see ``TimeZoneRules/instant(ofWall:)``.
    package static func read(_ text: Span<UInt8>) -> (time: Timestamp, isZoneless: Bool)? {
        var reader = TimestampReader(text: text)
        return reader.instant(of: text).map { ($0, reader.isZoneless) }
    }

    /// As ``parse(_:)``, of a string.
    package static func parse(_ text: String) -> Timestamp? {
        let bytes = Array(text.utf8)
        return parse(bytes.span)
    }
}

/// A cursor over the text of one instant. Every step that does not find what it needs returns nil.
private struct TimestampReader {
    private var at: Int
    private var end: Int
    /// Whether what was read names no zone.
    private(set) var isZoneless = false

    init(text: Span<UInt8>) {
        at = 0
        end = text.count
        while at < end, ASCII.isBlank(text[at]) { at += 1 }
        while end > at, ASCII.isBlank(text[end - 1]) { end -= 1 }
    }

    mutating func instant(of text: Span<UInt8>) -> Timestamp? {
        var digits = 0
        while at + digits < end, ASCII.isDigit(text[at + digits]) { digits += 1 }
        if digits == 4, at + 4 < end, text[at + 4] == UInt8(ascii: "-") { return iso(text) }
        if digits == 1 || digits == 2, at + digits < end, text[at + digits] == UInt8(ascii: "/") {
            return portal(text)
        }
        if digits > 0 { return epoch(text, digits: digits) }
        return dotNet(text)
    }

    // MARK: forms

    private mutating func iso(_ text: Span<UInt8>) -> Timestamp? {
        guard let year = number(text, digits: 4), skip(text, "-"),
            let month = number(text, digits: 2), skip(text, "-"),
            let day = number(text, digits: 2),
            skip(text, "T") || skip(text, "t") || skip(text, " "),
            let hour = number(text, digits: 2), skip(text, ":"),
            let minute = number(text, digits: 2), skip(text, ":"),
            let second = number(text, digits: 2),
            let nanoseconds = fraction(text),
            let zone = zone(text), at == end
        else { return nil }
        let civil = CivilTime(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        return Self.instant(civil, nanoseconds: nanoseconds, offset: zone)
    }

    private mutating func portal(_ text: Span<UInt8>) -> Timestamp? {
        guard let month = number(text, digits: 1...2), skip(text, "/"),
            let day = number(text, digits: 1...2), skip(text, "/"),
            let year = number(text, digits: 4)
        else { return nil }
        _ = skip(text, ",")
        guard skip(text, " "), let hour = number(text, digits: 1...2), skip(text, ":"),
            let minute = number(text, digits: 2), skip(text, ":"),
            let second = number(text, digits: 2), let nanoseconds = fraction(text),
            skip(text, " "), (1...12).contains(hour)
        else { return nil }
        let isAfternoon = skip(text, "P") || skip(text, "p")
        guard isAfternoon || skip(text, "A") || skip(text, "a"), skip(text, "M") || skip(text, "m"),
            at == end
        else { return nil }
        let civil = CivilTime(
            year: year, month: month, day: day, hour: hour % 12 + (isAfternoon ? 12 : 0),
            minute: minute, second: second)
        isZoneless = true
        return Self.instant(civil, nanoseconds: nanoseconds, offset: 0)
    }

    private mutating func epoch(_ text: Span<UInt8>, digits: Int) -> Timestamp? {
        let unit: Int64
        switch digits {
        case 9...11: unit = Timestamp.nanosecondsPerSecond
        case 12...14: unit = 1_000_000
        case 15...17: unit = 1_000
        case 18...19: unit = 1
        default: return nil
        }
        guard let whole = integer(text, digits: digits), let part = fraction(text), at == end else {
            return nil
        }
        let (scaled, overflow) = whole.multipliedReportingOverflow(by: unit)
        // `part` counts billionths of the unit.
        let (sum, carry) = scaled.addingReportingOverflow(
            part / (Timestamp.nanosecondsPerSecond / unit))
        return overflow || carry ? nil : Timestamp(nanoseconds: sum)
    }

    /// `/Date(1704913216111)/`, `/Date(-1)/`, `/Date(1704913216111+0100)/`: the offset is for
    /// display only.
    private mutating func dotNet(_ text: Span<UInt8>) -> Timestamp? {
        for byte in "/Date(".utf8 { guard skip(text, byte) else { return nil } }
        let isNegative = skip(text, "-")
        var digits = 0
        while at + digits < end, ASCII.isDigit(text[at + digits]) { digits += 1 }
        guard (1...15).contains(digits), let milliseconds = integer(text, digits: digits) else {
            return nil
        }
        if skip(text, "+") || skip(text, "-") {
            guard number(text, digits: 4) != nil else { return nil }
        }
        guard skip(text, ")"), skip(text, "/"), at == end else { return nil }
        let (nanoseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? nil : Timestamp(nanoseconds: isNegative ? -nanoseconds : nanoseconds)
    }

    // MARK: parts

    private static func instant(
        _ civil: CivilTime, nanoseconds: Int64, offset: Int
    ) -> Timestamp? {
        var civil = civil
        guard (1...12).contains(civil.month),
            (1...CivilTime.daysInMonth(civil.month, of: civil.year)).contains(civil.day),
            civil.hour < 24, civil.minute < 60, civil.second <= 60
        else { return nil }
        civil.second = min(civil.second, 59)
        let (scaled, overflow) = (civil.secondsSinceEpoch - Int64(offset))
            .multipliedReportingOverflow(by: Timestamp.nanosecondsPerSecond)
        let (sum, carry) = scaled.addingReportingOverflow(nanoseconds)
        return overflow || carry ? nil : Timestamp(nanoseconds: sum)
    }

    private mutating func skip(_ text: Span<UInt8>, _ byte: UInt8) -> Bool {
        guard at < end, text[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func skip(_ text: Span<UInt8>, _ scalar: Unicode.Scalar) -> Bool {
        skip(text, UInt8(ascii: scalar))
    }

    private mutating func number(_ text: Span<UInt8>, digits: Int) -> Int? {
        integer(text, digits: digits).map(Int.init)
    }

    private mutating func number(_ text: Span<UInt8>, digits: ClosedRange<Int>) -> Int? {
        var found = 0
        while found < digits.upperBound, at + found < end, ASCII.isDigit(text[at + found]) {
            found += 1
        }
        return found < digits.lowerBound ? nil : number(text, digits: found)
    }

    /// Exactly `digits` digits, at most 19; nil when they do not fit.
    private mutating func integer(_ text: Span<UInt8>, digits: Int) -> Int64? {
        guard at + digits <= end else { return nil }
        var value: Int64 = 0
        for index in at..<at + digits {
            guard ASCII.isDigit(text[index]) else { return nil }
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = shifted.addingReportingOverflow(
                Int64(text[index] - UInt8(ascii: "0")))
            if overflow || carry { return nil }
            value = sum
        }
        at += digits
        return value
    }

    /// Billionths behind a point or comma; 0 when there is none, nil for a point without digits.
    private mutating func fraction(_ text: Span<UInt8>) -> Int64? {
        guard skip(text, ".") || skip(text, ",") else { return 0 }
        var value: Int64 = 0
        var digits = 0
        while at < end, ASCII.isDigit(text[at]) {
            if digits < 9 { value = value * 10 + Int64(text[at] - UInt8(ascii: "0")) }
            digits += 1
            at += 1
        }
        guard digits > 0 else { return nil }
        while digits < 9 {
            value *= 10
            digits += 1
        }
        return value
    }

    /// Seconds east of UTC; 0 where the text ends before a zone.
    private mutating func zone(_ text: Span<UInt8>) -> Int? {
        if at == end {
            isZoneless = true
            return 0
        }
        if skip(text, "Z") || skip(text, "z") { return 0 }
        _ = skip(text, " ")
        if skip(text, "Z") { return 0 }
        if skip(text, "U") { return skip(text, "T") && skip(text, "C") ? 0 : nil }
        let sign: Int
        if skip(text, "+") { sign = 1 } else if skip(text, "-") { sign = -1 } else { return nil }
        guard let hours = number(text, digits: 2), hours < 24 else { return nil }
        var minutes = 0
        if at < end {
            _ = skip(text, ":")
            guard let read = number(text, digits: 2), read < 60 else { return nil }
            minutes = read
        }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
