/// The third argument of `mvrange`: a number, or a span of time.
///
/// Source: Splunk Search Reference, "Multivalue eval functions", `mvrange`.
package enum RangeStep: Equatable, Sendable {
    case number(Double)
    /// Months are as long as the calendar has them.
    case months(Int)

    /// - Parameter text: Such as `7d`, `1mon` or `2w`; what is a number is no span.
    package init?(span text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).lowercased()
        let amount = digits.isEmpty ? 1 : Int(digits.prefix(7)) ?? 0
        guard digits.count <= 7, amount > 0, !unit.isEmpty else { return nil }
        if ["w", "week", "weeks"].contains(unit) {
            self = .number(Double(amount) * 604_800)
        } else if ["q", "qtr", "qtrs", "quarter", "quarters"].contains(unit) {
            self = .months(3 * amount)
        } else if ["y", "yr", "yrs", "year", "years"].contains(unit) {
            self = .months(12 * amount)
        } else {
            switch TimeSpan(text) {
            case .seconds(let seconds): self = .number(Double(seconds))
            case .days(let days): self = .number(Double(days) * 86_400)
            case .months(let months): self = .months(months)
            case nil: return nil
            }
        }
    }
}
