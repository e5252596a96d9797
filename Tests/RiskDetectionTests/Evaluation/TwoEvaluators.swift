import CIM
import SPL
import Testing

@testable import RiskDetection

/// The evaluator over rows and the one over frames: wherever a test evaluates a trunk, both do, and
/// must give the same table, byte for byte.
enum TwoEvaluators {
    static func evaluate(
        _ relation: Relation, over scans: [Frame], at tick: Timestamp,
        rowsMax: Int = Limits().rowsPerCommand
    ) -> (table: Table, budget: RowBudget) {
        let window = Window(tick: tick, start: tick, end: tick)
        func context() -> EvaluationContext {
            EvaluationContext(zone: .utc, window: window, budget: RowBudget(rowsMax: rowsMax))
        }
        let (byRows, byFrames) = (context(), context())
        let plain = Evaluator(byRows) { scans[$0].table }.evaluate(relation)
        let fast = FrameEvaluator(tables: KnownTables(frames: scans), context: byFrames)
            .evaluate(relation)
        if let difference = difference(plain, fast) {
            Issue.record("by rows and by frames: \(difference)\n\(relation)")
        }
        #expect(byRows.budget.keptOut == byFrames.budget.keptOut)
        return (fast, byFrames.budget)
    }

    /// What differs, in words; nil when nothing does.
    static func difference(_ plain: Table, _ fast: Table) -> String? {
        if plain.columns != fast.columns { return "columns \(plain.columns) and \(fast.columns)" }
        if plain.rows.count != fast.rows.count {
            return "\(plain.rows.count) rows and \(fast.rows.count)"
        }
        for (number, (a, b)) in zip(plain.rows, fast.rows).enumerated() {
            if a.identity != b.identity {
                return "row \(number), identity: \(a.identity) and \(b.identity)"
            }
            for (column, (x, y)) in zip(plain.columns, zip(a.cells, b.cells)) where !isSame(x, y) {
                return "row \(number), \(column): \(x) and \(y)"
            }
        }
        return nil
    }

    /// Cells of one kind with the same bytes; Swift's texts are equal in more than one spelling.
    private static func isSame(_ x: Value, _ y: Value) -> Bool {
        x == y && x.texts.map { Array($0.utf8) } == y.texts.map { Array($0.utf8) }
    }
}

/// Tables that are there already.
private struct KnownTables: ScanTables {
    let frames: [Frame]

    func frame(_ scan: Int, _ wanted: WantedRows) -> Frame { frames[scan] }

    func isCostly(_ scan: Int) -> Bool { false }

    func rowsAtMost(_ scan: Int) -> Int { frames[scan].count }
}
