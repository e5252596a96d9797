import SPL

/// The largest value of an aggregate in a row that the trunk does not remove, such as 9 of `where
/// count < 10`.
///
/// `count` and `dc()` only grow. So a group above its ceiling in one pane is in no result of a
/// window that holds the pane, and gathers nothing more.
struct ScanCeiling: Hashable, Sendable {
    /// The aggregate's place in the scan.
    let aggregate: Int
    let most: Int64
}

extension ScanCeiling {
    /// - Parameters:
    ///   - ordering: How a row's value has to stand to `number`.
    ///   - aggregates: Those of the scan.
    /// - Returns: Nil where the aggregate may become less again, or must not be little.
    init?(of aggregate: Int, _ ordering: Ordering, _ number: Double, in aggregates: [Aggregate]) {
        switch aggregates[aggregate].function {
        case .count, .distinctCount: break
        default: return nil
        }
        // Beyond that no group comes, and a double is not exact.
        guard number > 0, number < 1e9 else { return nil }
        self.aggregate = aggregate
        switch ordering {
        case .less: most = Int64(number.rounded(.up)) - 1
        case .lessOrEqual: most = Int64(number.rounded(.down))
        case .greater, .greaterOrEqual: return nil
        }
    }
}

extension Accumulator {
    /// Whether it has come to more.
    func isAbove(_ most: Int64) -> Bool {
        switch self {
        case .count(let number): number > most
        case .distinct(let distinct): Int64(distinct.count) > most
        case .extreme, .extremeTime, .moments, .timed, .change, .spread, .tally: false
        }
    }
}
