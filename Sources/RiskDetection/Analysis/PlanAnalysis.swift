import SPL

/// What is known of a plan before any event is there, worked out once for an engine.
struct PlanAnalysis: Sendable {
    /// What is known of one scan.
    struct ScanPlan: Sendable {
        let strategy: ScanStrategy
        /// What is asked of an event: the predicate of the scan, and what the trunk asks as well.
        let condition: Predicate<ScanField>
        /// What a group must not be above.
        let ceilings: [ScanCeiling]
        /// What the trunk asks of a key; nil for nothing.
        let keyFilter: KeyFilter?
        /// The columns that the trunk looks at; nil for all.
        let columns: Set<String>?
        /// Those of them that decide which rows there are; nil for all.
        let decisive: Set<String>?
    }

    /// The trunk, without columns that nothing looks at.
    let trunk: Relation
    /// By the place of the scan in the plan.
    let scans: [ScanPlan]

    /// Whether some scan looks at events that were kept.
    var readsLogs: Bool { scans.contains { [.deferred, .waiting].contains($0.strategy) } }

    init(_ plan: SearchPlan, _ execution: Execution) {
        switch execution {
        case .plain: self.init(asWritten: plan)
        case .fast: self.init(plan)
        }
    }

    /// The plan as it is written: every scan is asked its own predicate, and groups as events come.
    private init(asWritten plan: SearchPlan) {
        trunk = plan.root
        scans = plan.scans.map { scan in
            ScanPlan(
                strategy: scan.readsRisk ? .risk : .immediate, condition: scan.predicate,
                ceilings: [], keyFilter: nil, columns: nil, decisive: [])
        }
    }

    private init(_ plan: SearchPlan) {
        let guards = ScanGuards(plan)
        let trunk = plan.root.pruned
        let strategies = plan.strategies(guards)
        self.trunk = trunk
        scans = plan.scans.indices.map { place in
            ScanPlan(
                strategy: strategies[place], condition: guards.condition(of: place),
                ceilings: guards.ceilings[place], keyFilter: guards.keyFilter(of: place),
                columns: trunk.columnsRead(ofScan: place),
                decisive: trunk.columnsRead(ofScan: place, for: []))
        }
    }
}

extension Detection {
    /// Whether its matches are known as events come. Those of a search that groups nearly every
    /// event are not: it looks at them when its window is over; nor are those of one that looks at
    /// risk events.
    package var canTellEarly: Bool {
        plan.strategies(ScanGuards(plan)).allSatisfy { strategy in
            switch strategy {
            case .immediate, .waiting: true
            case .deferred, .risk: false
            }
        }
    }
}
