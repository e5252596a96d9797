import CIM
import SPL

extension SearchPlan {
    /// The scans with groups of nearly one event each that keep what they matched and group it when a
    /// window asks for it, by their place. These are two kinds:
    ///
    /// - Those whose rows a `join` asks for only where its other side has some. That one is mostly
    ///   grouped as events come, so that it is known at once that there are none, which is the rule:
    ///   most searches of this kind find nothing, hour by hour.
    /// - Those that list what events are not, so that most may match or few.
    func waitingScans(_ guards: ScanGuards) -> Set<Int> {
        func isDeferrable(_ scan: Int) -> Bool {
            scans[scan].isDeferrable(guards.condition(of: scan))
        }
        var waiting = Set(
            scans.indices.filter { scans[$0].isExclusive(guards.condition(of: $0)) })
        root.forEachInnerJoin { left, right in
            for (side, other) in [(left, right), (right, left)] {
                guard let scan = ScanRows(side, in: scans)?.scan,
                    scans[scan].groupsNearlyEachEvent, !isDeferrable(scan),
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
