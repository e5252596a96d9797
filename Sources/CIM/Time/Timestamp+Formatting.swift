extension Timestamp {
    /// `2024-01-10T20:00:00Z`: UTC, fraction of the second cut off.
    package var rfc3339: String { rfc3339(fractionDigits: 0) }

    /// - Parameter fractionDigits: Digits behind the second, 0 … 9; further ones are cut off, not
    ///   rounded, so that no instant is shown as a later one.
    package func rfc3339(fractionDigits: Int) -> String {
        precondition((0...9).contains(fractionDigits), "\(fractionDigits) fraction digits")
        let civil = CivilTime(secondsSinceEpoch: seconds)
        var text: [UInt8] = []
        text.reserveCapacity(30)
        Self.append(civil.year, digits: 4, to: &text)
        text.append(UInt8(ascii: "-"))
        Self.append(civil.month, digits: 2, to: &text)
        text.append(UInt8(ascii: "-"))
        Self.append(civil.day, digits: 2, to: &text)
        text.append(UInt8(ascii: "T"))
        Self.append(civil.hour, digits: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        Self.append(civil.minute, digits: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        Self.append(civil.second, digits: 2, to: &text)
        if fractionDigits > 0 {
            text.append(UInt8(ascii: "."))
            let start = text.count
            Self.append(Int(subsecondNanoseconds), digits: 9, to: &text)
            text.removeLast(text.count - start - fractionDigits)
        }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the last `digits` decimal digits of a number that is not negative.
    private static func append(_ number: Int, digits: Int, to text: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
