import Foundation
import Glibc

/// Times in UTC, by the C library and Foundation's calendar.
enum NaiveTime {
    static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: "UTC") ?? .gmt
        calendar.firstWeekday = 1
        return calendar
    }()

    /// `strftime`, with Splunk's variables for fractions and offsets; the fraction is as written.
    static func text(_ seconds: Double, _ format: String, written: String? = nil) -> String {
        let whole = seconds.rounded(.down)
        var nanoseconds = String(format: "%09d", Int(((seconds - whole) * 1e9).rounded()))
        if seconds > 0, let written, NaiveText.places(written) != nil {
            let fraction = written.components(separatedBy: ".")[1]
            nanoseconds = String((fraction + "000000000").prefix(9))
        }
        var format = format
        let offsets = [(":::z", "+00"), ("::z", "+00:00:00"), (":z", "+00:00"), ("Ez", "+00:00")]
        for (mark, text) in offsets {
            format = format.replacingOccurrences(of: "%" + mark, with: text)
        }
        for (mark, digits) in [("%N", 9), ("%Q", 3), ("%f", 6)] {
            format = format.replacingOccurrences(of: mark, with: String(nanoseconds.prefix(digits)))
        }
        for digits in 1...9 {
            for unit in ["N", "Q"] {
                format = format.replacingOccurrences(
                    of: "%\(digits)\(unit)", with: String(nanoseconds.prefix(digits)))
            }
        }
        // Here the C library would be asked for the locale.
        format = format.replacingOccurrences(of: "%x", with: "%m/%d/%Y")
            .replacingOccurrences(of: "%+", with: "%a %b %e %T UTC %Y")
            .replacingOccurrences(of: "%Z", with: "UTC")
        var time = time_t(whole)
        var broken = unsafe tm()
        _ = unsafe gmtime_r(&time, &broken)
        var buffer = [CChar](repeating: 0, count: 512)
        // The C library takes an empty result for a failure.
        let count = unsafe strftime(&buffer, buffer.count, format + " ", &broken)
        let bytes = buffer.prefix(max(0, count - 1)).map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `strptime`, for formats of numbers with a fixed width.
    static func seconds(_ text: String, _ format: String) -> Double? {
        let parts = [
            "%Y": "yyyy", "%m": "MM", "%d": "dd", "%H": "HH", "%M": "mm", "%S": "ss", "%z": "xx",
            "T": "'T'",
        ]
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.defaultDate = Date(timeIntervalSince1970: 0)
        formatter.isLenient = false
        formatter.dateFormat = parts.reduce(format) {
            $0.replacingOccurrences(of: $1.key, with: $1.value)
        }
        return formatter.date(from: text)?.timeIntervalSince1970
    }

    /// `-1d@d+2h` and the like: steps from left to right.
    static func relative(_ seconds: Double, _ modifier: String) -> Double? {
        var date = Date(timeIntervalSince1970: seconds)
        for step in NaiveText.matches("([+-])([0-9]*)([a-z]+)|@([a-z]+[0-9]?)", modifier) {
            if let unit = step[4] {
                guard let start = snapped(date, unit) else { return nil }
                date = start
            } else if let unit = step[3], let (component, factor) = units[unit] {
                let count = (Int(step[2] ?? "") ?? 1) * factor * (step[1] == "-" ? -1 : 1)
                guard let moved = calendar.date(byAdding: component, value: count, to: date) else {
                    return nil
                }
                date = moved
            } else {
                return nil
            }
        }
        return date.timeIntervalSince1970
    }

    private static let units: [String: (Calendar.Component, Int)] = [
        "s": (.second, 1), "m": (.minute, 1), "h": (.hour, 1), "d": (.day, 1), "w": (.day, 7),
        "mon": (.month, 1), "q": (.month, 3), "y": (.year, 1),
    ]

    private static func snapped(_ date: Date, _ unit: String) -> Date? {
        let order: [(String, [Calendar.Component])] = [
            ("y", [.year]), ("mon", [.year, .month]), ("d", [.year, .month, .day]),
            ("h", [.year, .month, .day, .hour]), ("m", [.year, .month, .day, .hour, .minute]),
            ("s", [.year, .month, .day, .hour, .minute, .second]),
        ]
        if let (_, components) = order.first(where: { $0.0 == unit }) {
            return calendar.date(from: calendar.dateComponents(Set(components), from: date))
        }
        if unit == "q" {
            var parts = calendar.dateComponents([.year, .month], from: date)
            parts.month = ((parts.month ?? 1) - 1) / 3 * 3 + 1
            return calendar.date(from: parts)
        }
        guard unit.hasPrefix("w") else { return nil }
        let wanted = (Int(unit.dropFirst()) ?? 0) % 7
        var day = calendar.startOfDay(for: date)
        while calendar.component(.weekday, from: day) - 1 != wanted {
            guard let before = calendar.date(byAdding: .day, value: -1, to: day) else { return nil }
            day = before
        }
        return day
    }
}
