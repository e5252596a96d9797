import CIM
import SPL
import Testing

@testable import RiskDetection

/// Bounds of `transaction`.
struct TransactionTests {
    @Test("of more open transactions than there may be the oldest is closed, incomplete")
    func openMax() {
        let table = Table(
            columns: ["_time", "task"],
            rows: [1, 2, 3, 4, 1, 4].enumerated().map { place, task in
                Row(
                    cells: [.integer(Int64(place)), .string("t\(task)")],
                    identity: [UInt8(place)])
            })
        let tick = Timestamp(seconds: 100)
        let context = EvaluationContext(
            zone: .utc, window: Window(tick: tick, start: tick, end: tick))
        // Each row opens a transaction where there is none; none is ever closed by its end.
        let rule = Transaction(
            columns: ["task"], end: .literal(.null), rowsMax: 100, isConnected: true,
            keepsEvicted: true)
        func counts(_ openMax: Int) -> [String] {
            let result = TransactionEvaluation(rule, table, context, openMax: openMax).transactions
            let (task, count) = (result.index(of: "task") ?? 0, result.index(of: "eventcount") ?? 0)
            return result.rows.map { $0.cells[task].texts[0] + ":" + $0.cells[count].texts[0] }
                .sorted()
        }
        #expect(counts(4) == ["t1:2", "t2:1", "t3:1", "t4:2"])
        // The fourth closes the first, so that its second row opens another, which closes the second.
        #expect(counts(3) == ["t1:1", "t1:1", "t2:1", "t3:1", "t4:2"])
        #expect(counts(1) == ["t1:1", "t1:1", "t2:1", "t3:1", "t4:1", "t4:1"])
    }
}
