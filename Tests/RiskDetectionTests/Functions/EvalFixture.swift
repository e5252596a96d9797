import CIM
import SPL
import TestSupport

@testable import RiskDetection

/// Expressions as a search writes them, over one row.
enum EvalFixture {
    static let tick = Timestamp(seconds: 1_704_283_200)

    /// What `eval x = <expression>` gives over a row with these columns, as texts; nil where it does
    /// not compile.
    static func texts(
        _ expression: String, _ columns: [(String, Value)] = []
    ) throws -> [String] {
        let table = Table(
            columns: columns.map(\.0) + ["count"],
            rows: [Row(cells: columns.map(\.1) + [.integer(1)], identity: [])])
        let plan = try Self.plan("eval x = \(expression)", columns.map(\.0))
        let result = TwoEvaluators.evaluate(plan.root, over: [Frame(table)], at: tick).table
        return result.rows[0].cells[result.index(of: "x") ?? 0].texts
    }

    /// Whether `where <condition>` keeps the row.
    static func holds(_ condition: String, _ columns: [(String, Value)] = []) throws -> Bool {
        let table = Table(
            columns: columns.map(\.0) + ["count"],
            rows: [Row(cells: columns.map(\.1) + [.integer(1)], identity: [])])
        let plan = try Self.plan("where \(condition)", columns.map(\.0))
        return !TwoEvaluators.evaluate(plan.root, over: [Frame(table)], at: tick).table.rows.isEmpty
    }

    /// A plan over a scan that gives the columns.
    private static func plan(_ command: String, _ columns: [String]) throws -> SearchPlan {
        let values = columns.map { "values(Processes.user) as \"\($0)\"" }.joined(separator: " ")
        let search = "| tstats \(values) count from datamodel=Endpoint.Processes | \(command)"
        let compiled = SearchCompiler(macros: MacroTable()).compile(search)
        guard let plan = compiled.plan else { throw EvalProblem(errors: compiled.errors) }
        return plan
    }
}

struct EvalProblem: Error {
    let errors: [SPLError]
}
