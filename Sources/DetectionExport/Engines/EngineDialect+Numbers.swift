import RiskDetection
import SPL

/// Numbers and times.
extension EngineDialect {
    /// Decimal numbers as the search language reads them; hexadecimal ones and `nan` are text.
    private static let numberPattern =
        #"^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?\z"#

    /// A text as a number; null where it is none.
    func number(ofText text: String) -> String {
        let isNumber =
            "\(length(text)) <= \(NumericText.bytesMax) AND \(matches(text, Self.numberPattern))"
        let number =
            switch self {
            case .duckdb, .flink: "TRY_CAST(\(text) AS DOUBLE)"
            case .clickhouse: "toFloat64OrNull(\(text))"
            case .spark: "try_cast(\(text) AS DOUBLE)"
            }
        return "CASE WHEN \(isNumber) THEN \(number) END"
    }

    func double(ofInteger number: String) -> String { "CAST(\(number) AS \(type(.double)))" }

    func text(ofInteger number: String) -> String {
        switch self {
        case .duckdb, .flink, .clickhouse, .spark: "CAST(\(number) AS \(type(.text)))"
        }
    }

    /// A number without exponent, and without fraction where it is whole.
    func text(ofDouble number: String) -> String {
        let whole = text(ofInteger: "CAST(\(number) AS \(type(.integer)))")
        let isWhole = "\(number) = floor(\(number)) AND abs(\(number)) < 1e15"
        return "CASE WHEN \(isWhole) THEN \(whole) "
            + "WHEN \(number) IS NOT NULL THEN CAST(\(number) AS \(type(.text))) END"
    }

    /// The whole part of a quotient of whole numbers that are not negative.
    func quotient(_ number: String, _ divisor: Int64) -> String {
        switch self {
        case .duckdb: "(\(number) // \(divisor))"
        case .clickhouse: "intDiv(\(number), \(divisor))"
        case .flink: "(\(number) / \(divisor))"
        case .spark: "(\(number) DIV \(divisor))"
        }
    }

    func remainder(_ number: String, _ divisor: Int64) -> String {
        switch self {
        case .duckdb, .spark, .clickhouse: "(\(number) % \(divisor))"
        case .flink: "MOD(\(number), CAST(\(divisor) AS BIGINT))"
        }
    }

    /// Digits with zeros before them.
    func padded(_ number: String, _ digits: Int) -> String {
        switch self {
        case .duckdb, .spark: "lpad(CAST(\(number) AS \(type(.text))), \(digits), '0')"
        case .clickhouse: "leftPad(CAST(\(number) AS \(type(.text))), \(digits), '0')"
        case .flink: "LPAD(CAST(\(number) AS STRING), \(digits), '0')"
        }
    }

    /// Nanoseconds as epoch seconds with what fraction there is.
    func epochText(_ nanoseconds: String) -> String {
        let seconds = text(ofInteger: quotient(nanoseconds, 1_000_000_000))
        let rest = remainder(nanoseconds, 1_000_000_000)
        let fraction = trimmed(padded(rest, 9), of: "0", start: false, end: true)
        return "CASE WHEN \(rest) = 0 THEN \(seconds) "
            + "ELSE \(concatenation([seconds, "'.'", fraction])) END"
    }

    /// Nanoseconds as text in UTC.
    ///
    /// - Parameter format: Of `strftime`.
    /// - Returns: Nil where the format has a variable that not all engines know alike.
    func formatted(_ nanoseconds: String, _ format: String) -> String? {
        guard let pattern = timePattern(format) else { return nil }
        let seconds = quotient(nanoseconds, 1_000_000_000)
        return switch self {
        case .duckdb:
            "strftime(make_timestamp(\(seconds) * 1000000), \(literal(pattern)))"
        case .clickhouse:
            "formatDateTime(toDateTime64(\(seconds), 0, 'UTC'), \(literal(pattern)), 'UTC')"
        case .flink: "DATE_FORMAT(TO_TIMESTAMP_LTZ(\(seconds), 0), \(literal(pattern)))"
        case .spark: "date_format(timestamp_seconds(\(seconds)), \(literal(pattern)))"
        }
    }

    private func timePattern(_ format: String) -> String? {
        var pattern = ""
        var rest = format[...]
        while let character = rest.popFirst() {
            guard character == "%" else {
                guard let part = timeText(character) else { return nil }
                pattern += part
                continue
            }
            guard let variable = rest.popFirst(), let part = timePart(variable) else { return nil }
            pattern += part
        }
        return pattern
    }

    /// Text between the variables of a time format.
    private func timeText(_ character: Character) -> String? {
        switch self {
        case .duckdb, .clickhouse: character == "%" ? "%%" : String(character)
        case .flink, .spark:
            character.isLetter
                ? "'\(character)'" : "'[]{}#".contains(character) ? nil : String(character)
        }
    }

    private func timePart(_ variable: Character) -> String? {
        let compound: [Character: String] = [
            "T": "%H:%M:%S", "X": "%H:%M:%S", "F": "%Y-%m-%d", "x": "%m/%d/%y", "D": "%m/%d/%y",
        ]
        if let parts = compound[variable] { return timePattern(parts) }
        let java: [Character: String] = [
            "Y": "yyyy", "y": "yy", "m": "MM", "d": "dd", "H": "HH", "M": "mm", "S": "ss",
        ]
        guard let part = java[variable] else { return nil }
        switch self {
        case .duckdb: return "%\(variable)"
        // There %M is the name of the month.
        case .clickhouse: return variable == "M" ? "%i" : "%\(variable)"
        case .flink, .spark: return part
        }
    }

    /// A function of one number that all engines have, by its name.
    func mathematics(_ function: NumberFunction, _ number: String) -> String? {
        switch function {
        case .abs: "abs(\(number))"
        case .ceiling: "ceil(\(number))"
        case .floor: "floor(\(number))"
        case .exp: "exp(\(number))"
        case .exact: number
        case .sqrt: "CASE WHEN \(number) >= 0 THEN sqrt(\(number)) END"
        case .ln: "CASE WHEN \(number) > 0 THEN ln(\(number)) END"
        default: nil
        }
    }

    /// Towards zero.
    func truncated(_ number: String) -> String {
        switch self {
        case .duckdb, .clickhouse: "trunc(\(number))"
        case .flink: "TRUNCATE(\(number))"
        case .spark: "(CASE WHEN \(number) < 0 THEN ceil(\(number)) ELSE floor(\(number)) END)"
        }
    }
}
