extension Timestamp {
    /// Epoch seconds in decimal, with as many fraction digits as are not zero.
    package var epochText: String {
        let fraction = subsecondNanoseconds
        // Seconds are rounded towards the past, so before 1970 the sign needs the sum.
        if nanoseconds < 0, fraction != 0 {
            // The least number has no counterpart: a nanosecond less is shown.
            return "-" + Timestamp(nanoseconds: -max(nanoseconds, -.max)).epochText
        }
        guard fraction != 0 else { return String(seconds) }
        var digits = String(fraction)
        digits = String(repeating: "0", count: 9 - digits.count) + digits
        while digits.last == "0" { digits.removeLast() }
        return "\(seconds).\(digits)"
    }
}
