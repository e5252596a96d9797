/// `rename a AS b, "Processes.*" AS *`: columns under other names.
///
/// Source: Splunk Search Reference, "rename".
struct Rename: Command {
    static let name = "rename"
    static let isGenerating = false
    static let syntax = "rename <column> AS <name> [, …]"
    static let summary =
        "Renames columns, one after the other; a single `*` in both names stands for the same text. "
        + "A column that is not there makes the one of the new name null."

    private struct Rule {
        let renaming: Renaming
        let range: Range<Int>
    }

    private var rules: [Rule] = []
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        repeat {
            let from = try cursor.expectText("here the column to rename is missing.")
            guard cursor.accept(keyword: "as") else {
                throw cursor.problem("here `AS` and the new name are missing.")
            }
            let to = try cursor.expectText("here the new name is missing.")
            let rule = Rule(
                renaming: Renaming(from: from.text, to: to.text),
                range: from.range.lowerBound..<to.range.upperBound)
            if let problem = Self.wildcardProblem(rule) {
                diagnostics.report(problem)
            } else {
                rules.append(rule)
            }
            guard rules.count <= SearchLimits.operatorsMax else {
                throw Problem(
                    .tooComplex, "more than \(SearchLimits.operatorsMax) columns are renamed.",
                    at: rule.range)
            }
            while cursor.accept(.comma) {}
        } while !cursor.isAtEnd
    }

    private static func wildcardProblem(_ rule: Rule) -> Problem? {
        let from = Renaming.wildcards(in: rule.renaming.from)
        let to = Renaming.wildcards(in: rule.renaming.to)
        if from != to {
            return Problem(
                .syntax, "both names need the same number of `*`, here \(from) and \(to).",
                at: rule.range)
        }
        if from > 1 {
            return Problem(
                .unsupportedArgument, "more than one `*` in a name is not supported.",
                at: rule.range)
        }
        return nil
    }

    func lower(into plan: inout PlanBuilder) {
        guard var columns = plan.columns else { return }
        var pending: [Renaming] = []
        func flush() {
            guard !pending.isEmpty else { return }
            plan.add(columns: columns, count: pending.count, at: range) { [pending] in
                .rename($0, pending)
            }
            pending = []
        }
        for rule in rules {
            let renaming = rule.renaming
            if Renaming.wildcards(in: renaming.from) == 0, !columns.contains(renaming.from) {
                plan.noteMissing(renaming.from)
                let isTaken = columns.contains(renaming.to)
                if plan.isOpen || isTaken {
                    // A column of nulls, which takes the place of the other one.
                    flush()
                    warn(rule, columns, &plan, "so `\(renaming.to)` becomes null.")
                    plan.extend(renaming.from, at: rule.range, .column(renaming.from))
                    columns = plan.columns ?? columns
                } else {
                    warn(rule, columns, &plan, "nothing is renamed.")
                }
            }
            pending.append(renaming)
            columns = renaming.apply(to: columns).map(\.name)
        }
        flush()
    }

    private func warn(
        _ rule: Rule, _ columns: [String], _ plan: inout PlanBuilder, _ effect: String
    ) {
        guard !plan.isOpen, !plan.diagnostics.isFullOfWarnings else { return }
        let name = rule.renaming.from
        let question = Suggestion.question(name, among: columns)
        plan.diagnostics.warn(
            .unknownField, "no row has the column `\(name)`; \(effect)\(question)",
            at: rule.range)
    }
}
