import CIM
import SPL

extension SearchPlan {
    /// The scans with groups of nearly one event each whose rows a `join` asks for only where its
    /// other side has some, by their place: what they matched is kept, and grouped when a window asks.
    ///
    /// The other side is mostly grouped as events come, so that it is known at once that there are
    /// none. That is the rule: most searches of this kind find nothing, hour by hour.
    func waitingScans(_ guards: ScanGuards) -> Set<Int> {
        var waiting: Set<Int> = []
        root.forEachInnerJoin { left, right in
            for (side, other) in [(left, right), (right, left)] {
                guard let scan = ScanRows(side, in: scans)?.scan,
                    scans[scan].groupsNearlyEachEvent, !guards.isDeferrable(scan),
                    scans[scan].dataSet != AllRisk.dataSet,
                    !other.asks(waiting.contains)
                else { continue }
                waiting.insert(scan)
                return
            }
        }
        return waiting
    }
}

extension Relation {
    /// Calls `body` with both sides of each join that keeps only rows which both have, inner ones
    /// first.
    fileprivate func forEachInnerJoin(_ body: (Relation, Relation) -> Void) {
        for input in inputs { input.forEachInnerJoin(body) }
        if case .join(let left, let right, let rule) = self, !rule.keepsUnmatched {
            body(left, right)
        }
    }
}
