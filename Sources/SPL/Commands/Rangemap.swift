/// `rangemap field=<column> <name>=<low>-<high> … [default=<name>]`: names of ranges of numbers.
///
/// Source: Splunk Search Reference, "rangemap".
struct Rangemap: Command {
    static let name = "rangemap"
    static let isGenerating = false
    static let syntax = "rangemap field=<column> <name>=<low>-<high> … [default=<name>]"
    static let summary =
        "Sets `range` to the names of the ranges that a number lies in, both ends among them, or to "
        + "`None` unless `default` names another."

    private struct Bounds {
        let name: String
        let low: Double
        let high: Double
    }

    private var field: Token
    private var ranges: [Bounds] = []
    private var fallback = "None"
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        field = cursor.next
        var hasField = false
        while !cursor.isAtEnd {
            guard cursor.isAtOption else {
                throw cursor.problem("here `<name>=<low>-<high>` is expected.")
            }
            let option = try cursor.option()
            switch option.name.text.lowercased() {
            case "field":
                field = option.value
                hasField = true
            case "default": fallback = option.value.text
            default: ranges.append(try Self.bounds(option))
            }
        }
        guard hasField, !ranges.isEmpty else {
            throw cursor.problem("`rangemap` takes `field=<column>` and `<name>=<low>-<high>`.")
        }
    }

    /// `0-10`, `-5--1`.
    private static func bounds(_ option: CommandOption) throws(Problem) -> Bounds {
        let text = option.value.text
        for place in text.indices.dropFirst() where text[place] == "-" {
            if let low = Double(text[..<place]),
                let high = Double(text[text.index(after: place)...]),
                low.isFinite, high.isFinite, low <= high
            {
                return Bounds(name: option.name.text, low: low, high: high)
            }
        }
        throw Problem(
            .unsupportedArgument,
            "`\(text)` is no range of numbers; write for instance `low=0-10`.", at: option.range)
    }

    func lower(into plan: inout PlanBuilder) {
        plan.warnAboutMissingColumn(field.text, at: field.range, effect: "it is in no range.")
        let value = Expression.asNumber(.column(field.text))
        let names = ranges.map { bounds in
            Expression.either(
                .and([
                    .comparison(.ordered(.greaterOrEqual), value, .number(bounds.low)),
                    .comparison(.ordered(.lessOrEqual), value, .number(bounds.high)),
                ]), .text(bounds.name), .null)
        }
        plan.extend(
            "range", at: range, .coalesce(.call(.list(.mvappend), names), .text(fallback)))
    }
}
