import CIM
import SPL

/// When the events of a scan become groups.
///
/// Of `| tstats count from datamodel=Endpoint.Processes by Processes.process_id` each event would be
/// a group of its own: they are kept and grouped for a window, which mostly means never.
package enum ScanStrategy: Sendable {
    /// Each event that the scan matches is grouped as it comes.
    case immediate
    /// Every event of the data set is kept, once for all such scans; those that match are grouped
    /// when a window is evaluated.
    case deferred
    /// Each event that the scan matches is kept, and those are grouped when a window asks for them.
    case waiting
    /// The scan is asked of risk events, each of which is grouped as it comes.
    case risk
}

extension SearchPlan {
    /// The strategy of each scan, by its place in the plan.
    ///
    /// The side of an inner `join` that groups nearly every event waits where the other side does
    /// not: the other side is mostly grouped as events come, so that it is known at once where it
    /// has no rows. That is the rule: most searches of this kind find nothing, hour by hour.
    func strategies(_ guards: ScanGuards) -> [ScanStrategy] {
        var strategies = scans.indices.map { place -> ScanStrategy in
            if scans[place].readsRisk { return .risk }
            // Of events that a filter looks at few are grouped.
            if filters(place, guards) { return .immediate }
            return scans[place].isDeferrable(guards.condition(of: place)) ? .deferred : .immediate
        }
        root.forEachInnerJoin { left, right in
            for (side, other) in [(left, right), (right, left)] {
                guard let scan = ScanRows(side, in: scans)?.scan,
                    scans[scan].groupsNearlyEachEvent, !filters(scan, guards),
                    [.immediate, .waiting].contains(strategies[scan]),
                    !other.asks({ strategies[$0] == .waiting })
                else { continue }
                strategies[scan] = .waiting
                return
            }
        }
        return strategies
    }

    /// Whether a scan would be deferred, but for a filter of its keys.
    private func filters(_ scan: Int, _ guards: ScanGuards) -> Bool {
        guards.filtersKeys(of: scan) && scans[scan].isDeferrable(guards.condition(of: scan))
    }
}

extension Scan {
    /// Whether nearly every event is a group of its own, and nearly every one matches.
    ///
    /// - Parameter condition: What is asked of an event: the predicate, and what the trunk asks.
    func isDeferrable(_ condition: Predicate<ScanField>) -> Bool {
        groupsNearlyEachEvent && condition.isLoose(weak: dataSet.weakFields)
    }

    /// Whether nearly every event that matches is a group of its own.
    fileprivate var groupsNearlyEachEvent: Bool {
        output == .groups
            && keys.contains { key in
                guard case .field(let field) = key.field else { return key.span == nil }
                return dataSet.variedFields.contains(field)
            }
    }
}

extension Predicate<ScanField> {
    /// Whether it keeps out little: it only says what events are not, or what most of them are.
    fileprivate func isLoose(weak: Set<FieldID>) -> Bool {
        switch self {
        case .all, .not, .differs, .ordered: return true
        case .and(let parts): return parts.allSatisfy { $0.isLoose(weak: weak) }
        case .or(let parts): return parts.contains { $0.isLoose(weak: weak) }
        case .matches(.field(let field), let patterns):
            return weak.contains(field) || patterns.contains(where: \.matchesEverything)
        case .matches(_, let patterns): return patterns.contains(where: \.matchesEverything)
        case .term, .passes, .compares: return false
        }
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
