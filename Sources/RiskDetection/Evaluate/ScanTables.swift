import SPL

/// What the leaves of a plan give.
protocol ScanTables {
    /// The rows of a scan.
    ///
    /// - Parameter wanted: Which of them will be looked at; others may be there or not.
    func table(_ scan: Int, _ wanted: WantedRows) -> Table
    /// Whether the rows are yet to be made, at a cost.
    func isCostly(_ scan: Int) -> Bool
}

/// Tables that are there already.
struct KnownTables: ScanTables {
    private let tables: [Table]

    init(_ tables: [Table]) { self.tables = tables }

    func table(_ scan: Int, _ wanted: WantedRows) -> Table { tables[scan] }

    func isCostly(_ scan: Int) -> Bool { false }
}

/// Which rows of a scan anything can come of.
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
        switch self {
        case .scan(let scan): isWanted(scan)
        case .rows: false
        case .filter(let input, _), .extend(let input, _, _), .project(let input, _),
            .rename(let input, _), .aggregate(let input, _), .annotate(let input, _, _),
            .distinct(let input, _), .sort(let input, _, _), .limit(let input, _, _),
            .expand(let input, _, _), .lookup(let input, _):
            input.asks(isWanted)
        case .join(let left, let right, _), .matching(let left, let right, _),
            .append(let left, let right):
            left.asks(isWanted) || right.asks(isWanted)
        }
    }
}
