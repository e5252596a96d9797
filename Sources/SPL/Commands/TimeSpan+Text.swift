extension TimeSpan {
    /// More of any unit than this is refused: 100 years of seconds have ten digits.
    private static let amountMax = 4_000_000_000

    private static let secondsByUnit: [(names: [String], seconds: Int64)] = [
        (["s", "sec", "secs", "second", "seconds"], 1),
        (["m", "min", "mins", "minute", "minutes"], 60),
        (["h", "hr", "hrs", "hour", "hours"], 3_600),
    ]
    private static let days = ["d", "day", "days"]
    private static let months = ["mon", "month", "months"]

    /// Reads the text behind `span=`: a number and a unit, `1` when only the unit stands there.
    ///
    /// - Returns: Nil for anything else, also for zero and for parts of a second.
    ///
    /// Source: Splunk Search Reference, "tstats", "span".
    package init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).lowercased()
        guard digits.count <= 10, let amount = digits.isEmpty ? 1 : Int(digits),
            (1...Self.amountMax).contains(amount)
        else { return nil }
        if let row = Self.secondsByUnit.first(where: { $0.names.contains(unit) }) {
            self = .seconds(Int64(amount) * row.seconds)
        } else if Self.days.contains(unit) {
            self = .days(amount)
        } else if Self.months.contains(unit) {
            self = .months(amount)
        } else {
            return nil
        }
    }
}
