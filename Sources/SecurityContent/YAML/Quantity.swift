/// Durations and sizes as a configuration writes them.
enum Quantity {
    /// `500ms`, `5s`, `10m`, `24h`, `7d`; also `0`.
    static func duration(_ text: String) -> Duration? {
        if text == "0" { return .zero }
        guard let (number, unit) = split(text) else { return nil }
        let milliseconds: Int64
        switch unit {
        case "ms": milliseconds = 1
        case "s": milliseconds = 1_000
        case "m": milliseconds = 60_000
        case "h": milliseconds = 3_600_000
        case "d": milliseconds = 86_400_000
        default: return nil
        }
        let (total, overflow) = Int64(number).multipliedReportingOverflow(by: milliseconds)
        return overflow ? nil : .milliseconds(total)
    }

    /// Bytes: `1048576`, `64KiB`, `1MiB`, `1GiB`.
    static func bytes(_ text: String) -> Int? {
        guard let (number, unit) = split(text) else { return nil }
        let factor: Int
        switch unit {
        case "", "B": factor = 1
        case "KiB": factor = 1 << 10
        case "MiB": factor = 1 << 20
        case "GiB": factor = 1 << 30
        default: return nil
        }
        let (total, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : total
    }

    /// The largest unit in which the duration is a whole number.
    static func text(_ duration: Duration) -> String {
        let milliseconds = duration / .milliseconds(1)
        let units: [(String, Double)] = [
            ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
        ]
        for (unit, size) in units where milliseconds >= size {
            if (milliseconds / size).rounded() * size == milliseconds {
                return "\(Int(milliseconds / size))\(unit)"
            }
        }
        return milliseconds == 0 ? "0" : "\(Int(milliseconds))ms"
    }

    static func text(bytes: Int) -> String {
        for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)]
        where bytes >= 1 << shift && bytes & ((1 << shift) - 1) == 0 {
            return "\(bytes >> shift)\(unit)"
        }
        return "\(bytes)"
    }

    private static func split(_ text: String) -> (number: Int, unit: Substring)? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let number = Int(digits) else { return nil }
        return (number, text[digits.endIndex...])
    }
}
