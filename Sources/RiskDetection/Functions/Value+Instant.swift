import CIM
import SPL

extension Value {
    /// The value as epoch seconds; nil where it is no number, or one beyond what a clock shows.
    ///
    /// The fraction is the one that is written: as a double 1704207845.678 lies before .678, and
    /// `%3N` would show .677.
    var instant: Timestamp? {
        if case .time(let time) = self { return time }
        guard let seconds = number, Swift.abs(seconds) < 9_000_000_000 else { return nil }
        if seconds == seconds.rounded() { return Timestamp(seconds: Int64(seconds)) }
        if let text = texts.first, let nanoseconds = Self.nanoseconds(text) {
            return Timestamp(nanoseconds: nanoseconds)
        }
        return Timestamp(nanoseconds: Int64((seconds * 1e9).rounded()))
    }

    /// Nanoseconds of seconds with a point, digits beyond the ninth left out; nil for other forms,
    /// such as those with an exponent.
    private static func nanoseconds(_ text: String) -> Int64? {
        let isNegative = text.hasPrefix("-")
        let parts = (isNegative ? text.dropFirst() : text[...]).split(
            separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count <= 10, let whole = Int64(parts[0]), whole >= 0,
            parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        let digits = parts[1].prefix(9)
        let nine = digits + String(repeating: "0", count: 9 - digits.count)
        guard let fraction = Int64(nine) else { return nil }
        let all = whole * 1_000_000_000 + fraction
        return isNegative ? -all : all
    }
}
