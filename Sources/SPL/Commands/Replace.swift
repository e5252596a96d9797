import RegularExpressions

/// `replace <value> WITH <text> [, …] [IN <columns>]`: other texts for whole values.
///
/// Source: Splunk Search Reference, "replace".
struct Replace: Command {
    static let name = "replace"
    static let isGenerating = false
    static let syntax = "replace <value> WITH <text> [, <value> WITH <text>] … [IN <column> …]"
    static let summary =
        "Puts a text instead of values that are the given one as a whole, in all columns or "
        + "these; `*` stands for any text, and in the text for what it stood for."

    private struct Rule {
        let pattern: RegularExpression
        /// As `replace()` takes it.
        let text: String
    }

    private var rules: [Rule] = []
    private var names: [Token] = []
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        repeat {
            let value = try cursor.expectText("here the value to replace is missing.")
            guard cursor.accept(keyword: "with") else {
                throw cursor.problem("here `WITH` and the new text are missing.")
            }
            let text = try cursor.expectText("here the new text is missing.")
            rules.append(try Self.rule(value, text))
            while cursor.accept(.comma) {}
        } while !cursor.isAtEnd && !cursor.next.isKeyword("in")
        if cursor.accept(keyword: "in") {
            names = try ColumnList.read(&cursor)
            guard !names.isEmpty, cursor.isAtEnd else {
                throw cursor.problem("here the names of columns are expected.")
            }
        }
    }

    private static func rule(_ value: Token, _ text: Token) throws(Problem) -> Rule {
        let stars = value.text.count { $0 == "*" }
        let taken = text.text.count { $0 == "*" }
        guard taken == 0 || taken == stars else {
            throw Problem(
                .syntax,
                "the text has as many `*` as the value, or none; here \(stars) and \(taken).",
                at: value.range.lowerBound..<text.range.upperBound)
        }
        guard stars < 10 else {
            throw Problem(.unsupportedArgument, "a value has nine `*` at most.", at: value.range)
        }
        let pieces = value.text.split(separator: "*", omittingEmptySubsequences: false)
        let written = "^(?s)" + pieces.map { quoted(String($0)) }.joined(separator: "(.*)") + "$"
        var template = ""
        var star = 0
        for character in text.text {
            switch character {
            case "*":
                star += 1
                template += "\\\(star)"
            case "\\": template += "\\\\"
            default: template.append(character)
            }
        }
        guard let pattern = try? RegularExpression(written) else {
            throw Problem(
                .unsupportedArgument, "`\(value.text)` is too long a value.", at: value.range)
        }
        return Rule(pattern: pattern, text: template)
    }

    /// A text as a pattern that matches it alone.
    private static func quoted(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.isASCII, !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar) {
                result += "\\x{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    func lower(into plan: inout PlanBuilder) {
        guard let known = plan.columns else { return }
        if names.isEmpty || names.contains(where: { $0.text.contains("*") }) {
            guard plan.knowsColumns(for: "`replace` without names of columns", at: range) else {
                return plan.forgetRows()
            }
        }
        var columns = names.isEmpty ? known.filter { !$0.hasPrefix("_") } : []
        for name in names {
            if !name.text.contains("*") {
                plan.warnAboutMissingColumn(
                    name.text, at: name.range, effect: "nothing is replaced in it.")
            }
            let matching = ColumnList.matching(name.text, known)
            columns += matching.isEmpty && plan.isOpen ? [name.text] : matching
        }
        for column in columns {
            plan.extend(column, at: range, expression(column))
        }
    }

    /// The first rule that a value agrees with; each value of several by itself.
    private func expression(_ column: String) -> Expression {
        let value = Expression.column(column)
        var cases: [Expression] = []
        for rule in rules {
            let pattern = Expression.text(rule.pattern.pattern)
            cases += [
                .call(.condition(.match), [value, pattern]),
                .call(.text(.replace), [value, pattern, .text(rule.text)]),
            ]
        }
        cases += [.call(.condition(.true), []), value]
        return .either(
            .comparison(
                .ordered(.greater), .call(.list(.mvcount), [value]), .number(1)),
            .eachValue(of: column, .call(.choice(.case), cases), isFilter: false),
            .call(.choice(.case), cases))
    }
}
