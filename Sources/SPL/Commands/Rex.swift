import RegularExpressions

/// `rex field=<column> "<pattern>"`: columns from the named groups of a pattern.
///
/// Source: Splunk Search Reference, "rex".
struct Rex: Command {
    static let name = "rex"
    static let isGenerating = false
    static let syntax =
        "rex field=<column> [max_match=<n>] \"<pattern>\" | rex field=<column> mode=sed "
        + "\"s/<pattern>/<text>/[g|<n>]\""
    static let summary =
        "Makes a column of each named group of the pattern; one that does not match leaves the "
        + "columns as they are. With `mode=sed` replaces what matches."

    private var field: Token?
    private var limit: Int? = 1
    private var isSed = false
    private var pattern: Token

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        var found: Token?
        pattern = cursor.next
        while !cursor.isAtEnd {
            if cursor.isAtOption {
                try read(try cursor.option(), &diagnostics)
            } else {
                guard found == nil else {
                    throw cursor.problem("the pattern stands in double quotes, all of it.")
                }
                found = try cursor.expectText("here the pattern is missing, in double quotes.")
            }
        }
        guard let found else {
            throw cursor.problem("here the pattern is missing, in double quotes.")
        }
        pattern = found
        if !isSed { try FormulaParser.checkPattern(pattern.text, pattern.range) }
        guard field != nil else {
            throw cursor.problem(
                "`field=<column>` is missing; the raw text of events cannot be searched.")
        }
    }

    private mutating func read(
        _ option: CommandOption, _ diagnostics: inout Diagnostics
    ) throws(Problem) {
        switch option.name.text.lowercased() {
        case "field": field = option.value
        case "max_match":
            guard let count = Int(option.value.text), count >= 0 else {
                throw Problem(
                    .syntax, "`max_match` takes a number, 0 for all matches.", at: option.range)
            }
            limit = count == 0 ? nil : count
        case "mode" where option.value.isKeyword("sed"): isSed = true
        default:
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`rex` takes `field`, `max_match` and `mode=sed`, not "
                        + "`\(option.name.text)=\(option.value.text)`.", at: option.range))
        }
    }

    func lower(into plan: inout PlanBuilder) {
        guard let field else { return }
        plan.warnAboutMissingColumn(field.text, at: field.range, effect: "it is null.")
        do throws(Problem) {
            if isSed {
                plan.extend(field.text, at: pattern.range, try sed(field))
            } else {
                try capture(field, &plan)
            }
        } catch {
            plan.diagnostics.report(error)
            plan.forgetRows()
        }
    }

    private func capture(_ field: Token, _ plan: inout PlanBuilder) throws(Problem) {
        guard let expression = try? RegularExpression(pattern.text) else { return }
        guard !expression.groupNames.isEmpty else {
            throw Problem(
                .unsupportedArgument,
                "the pattern has no named group: `(?<column>…)` says what to call a match.",
                at: pattern.range)
        }
        // The column that is read is changed last.
        let names = expression.groupNames.reduce(into: [String]()) { names, name in
            if !names.contains(name) { names.append(name) }
        }
        for name in names.filter({ $0 != field.text }) + names.filter({ $0 == field.text }) {
            guard let group = expression.groupNumber(named: name) else { continue }
            let found = Expression.capture(
                .column(field.text), expression, group: group, limit: limit)
            plan.extend(
                name, at: pattern.range, .call(.choice(.coalesce), [found, .column(name)]))
        }
    }

    /// `s/pattern/text/flags`, with any character instead of the slash.
    private func sed(_ field: Token) throws(Problem) -> Expression {
        let text = pattern.text
        func wrong(_ message: String) -> Problem {
            Problem(.unsupportedArgument, message, at: pattern.range)
        }
        guard text.first == "s", let mark = text.dropFirst().first else {
            throw wrong("here `s/<pattern>/<text>/` is expected; `y` is not supported.")
        }
        var parts = [""]
        var isEscaped = false
        for character in text.dropFirst(2) {
            if isEscaped {
                parts[parts.count - 1] += character == mark ? "\(mark)" : "\\\(character)"
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == mark {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        guard parts.count == 3, ["", "g"].contains(parts[2]) else {
            throw wrong("here `s/<pattern>/<text>/` or `s/<pattern>/<text>/g` is expected.")
        }
        try FormulaParser.checkPattern(parts[0], pattern.range)
        if parts[2] == "g" {
            return .call(
                .text(.replace),
                [.column(field.text), .literal(.string(parts[0])), .literal(.string(parts[1]))])
        }
        // Only the first: what stands before it is part of the match.
        let first = "^([\\s\\S]*?)(?:\(parts[0]))"
        let shifted = Self.shiftGroups(parts[1])
        return .call(
            .text(.replace),
            [
                .column(field.text), .literal(.string(first)),
                .literal(.string("\\1" + shifted)),
            ])
    }

    /// Group numbers one higher, for the group put before them.
    private static func shiftGroups(_ text: String) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped, let digit = character.wholeNumberValue, (1...8).contains(digit) {
                result += String(digit + 1)
            } else {
                result.append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        return result
    }
}
