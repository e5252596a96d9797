// Fast: same answers as Evaluator, as a part of FrameEvaluator; held by FramePropertyTests; saves 95 %, together with the other parts, of a stats by process.
import SPL

/// What the leaves of a plan give.
protocol ScanTables {
    /// The rows of a scan.
    ///
    /// - Parameter wanted: Which of them will be looked at; others may be there or not.
    func frame(_ scan: Int, _ wanted: WantedRows) -> Frame
    /// Whether the rows are yet to be made, at a cost.
    func isCostly(_ scan: Int) -> Bool
    /// How many rows there are at most.
    func rowsAtMost(_ scan: Int) -> Int
}

/// The rows of a scan that can still change the result of the trunk.
enum WantedRows {
    case all
    /// None, only what the scan gives of no events.
    case none
    /// Those that have in each of some keys, by their number, one of some texts.
    case having([Int: Set<[UInt8]>])
}

extension Relation {
    /// Whether a scan of this kind is among the leaves.
    func asks(_ isWanted: (Int) -> Bool) -> Bool {
        if case .scan(let scan) = self { return isWanted(scan) }
        return inputs.contains { $0.asks(isWanted) }
    }

    /// How many rows the leaves have at most.
    func leafRows(_ rowsAtMost: (Int) -> Int) -> Int {
        switch self {
        case .scan(let scan): rowsAtMost(scan)
        case .rows(let table): table.rows.count
        default: inputs.reduce(0) { $0 + $1.leafRows(rowsAtMost) }
        }
    }
}
