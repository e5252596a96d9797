import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// The compiled engine, by rows and by frames, and the naive interpreter over the same rows.
struct NaiveComparison {
    let table: Table
    var lookups: [LookupTable] = []
    /// How the engine gets the rows.
    var frame: (Table) -> Frame = Frame.init

    private static let head =
        "| tstats "
        + RandomRows.columns.map { "values(Processes.user) as \"\($0)\"" }.joined(separator: " ")
        + " from datamodel=Endpoint.Processes "

    /// What stands in brackets in the place of a search of its own: it gets the same rows.
    static var subsearch: String { head }

    /// The results of both; nil where the search does not compile, which is no difference.
    func results(of commands: String) -> (engine: NaiveTable, naive: NaiveTable)? {
        let compiler = SearchCompiler(macros: MacroTable(), lookups: LookupCatalog(lookups))
        guard let plan = compiler.compile(Self.head + commands).plan else { return nil }
        let tick = EvalFixture.tick
        let scans = plan.scans.map { _ in frame(table) }
        let engine = TwoEvaluators.evaluate(plan.root.pruned, over: scans, at: tick).table
        let interpreter = NaiveInterpreter(
            scans: plan.scans.map { _ in NaiveTable(table) }, now: tick,
            writtenColumns: ["s", "u", "m"])
        return (NaiveTable(engine), interpreter.evaluate(plan.root))
    }

    /// What differs, in words; nil when nothing does.
    static func difference(_ engine: NaiveTable, _ naive: NaiveTable) -> String? {
        if engine.columns != naive.columns {
            return "columns \(engine.columns) and \(naive.columns)"
        }
        if engine.rows.count != naive.rows.count {
            return "\(engine.rows.count) rows and \(naive.rows.count)"
        }
        for (index, (a, b)) in zip(engine.rows, naive.rows).enumerated() {
            for (column, (x, y)) in zip(engine.columns, zip(a, b)) where !isSame(x, y) {
                return "row \(index), \(column): \(x) and \(y)"
            }
        }
        return nil
    }

    /// Equal texts, or numbers that differ by what adding up in another order makes of them.
    private static func isSame(_ x: [String], _ y: [String]) -> Bool {
        x.count == y.count
            && zip(x, y).allSatisfy { a, b in
                if a == b { return true }
                guard let p = NumericText.number(a), let q = NumericText.number(b) else {
                    return false
                }
                return abs(p - q) <= 1e-9 * max(1, abs(p), abs(q))
            }
    }
}
