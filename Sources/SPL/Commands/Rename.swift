/// `rename a AS b, "Processes.*" AS *`: columns under other names.
///
/// Source: Splunk Search Reference, "rename".
struct Rename: Command {
    static let name = "rename"
    static let isGenerating = false
    static let syntax = "rename <column> AS <name> [, …]"
    static let summary =
        "Renames columns, one after the other; a single `*` in both names stands for the same text."

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
        for rule in rules {
            let renaming = rule.renaming
            let isMissing =
                Renaming.wildcards(in: renaming.from) == 0 && !columns.contains(renaming.from)
            if isMissing { plan.noteMissing(renaming.from) }
            if isMissing, !plan.diagnostics.isFullOfWarnings {
                let question = Suggestion.question(renaming.from, among: columns)
                plan.diagnostics.warn(
                    .unknownField,
                    "no row has the column `\(renaming.from)`; nothing is renamed.\(question)",
                    at: rule.range)
            }
            columns = renaming.apply(to: columns).map(\.name)
        }
        plan.add(columns: columns, count: rules.count, at: range) {
            .rename($0, rules.map(\.renaming))
        }
    }
}
