// Fast: same answers as grouping each match as it comes, as ScanStrategy.immediate does; held by PlainEngineTests; saves 8 of 12 µs, with the other files of kept events, of a made-up Sysmon record with all detections of ESCU, normalising included.
import CIM
import SPL

/// What the scans of a detection give for one window, made when the trunk asks for it.
final class WindowTables: ScanTables {
    private let window: Window
    private let detection: Detection
    private let panes: ArraySlice<PaneState>
    /// By scan, the groups of the window before, then of this one.
    private(set) var sliding: [Int: SlidingGroups]
    private let analyses: [PlanAnalysis.ScanPlan]
    private let deferred: [Int: DeferredScan]
    private let limits: Limits
    /// What was counted on the way.
    private(set) var counters = DetectionCounters()
    /// Groups of panes that were merged into others.
    private(set) var mergedGroups = 0

    init(
        of window: Window, _ detection: Detection, panes: ArraySlice<PaneState>,
        sliding: [Int: SlidingGroups], deferred: [Int: DeferredScan],
        _ analyses: [PlanAnalysis.ScanPlan], limits: Limits
    ) {
        self.window = window
        self.detection = detection
        self.panes = panes
        self.deferred = deferred
        self.sliding = sliding
        self.analyses = analyses
        self.limits = limits
    }

    func isCostly(_ scan: Int) -> Bool { deferred[scan] != nil }

    func rowsAtMost(_ scan: Int) -> Int {
        panes.reduce(deferred[scan]?.log.countAtMost ?? 0) { $0 + $1.groups[scan].count }
    }

    func frame(_ scan: Int, _ wanted: WantedRows) -> Frame {
        let plan = detection.plan.scans[scan]
        if case .none = wanted { return GroupTable().frame(of: plan) }
        let columns = analyses[scan].columns
        let holding = panes.filter { $0.groups[scan].count > 0 }
        let tables = holding.map { $0.groups[scan] }
        // What was kept of panes that are gone holds no memory.
        if tables.count < 2 { sliding[scan] = nil }
        if tables.isEmpty, let later = deferred[scan] {
            // Nothing is gathered that nobody looks at.
            let lean = plan.gathering(columns)
            var table = GroupTable()
            add(later, wanted, lean, to: &table)
            return table.frame(of: lean, wanted: columns).project(plan.columns)
        }
        if tables.count == 1, deferred[scan] == nil {
            return tables[0].frame(of: plan, wanted: columns)
        }
        if tables.count > 1, deferred[scan] == nil, plan.output == .groups {
            let groups = slide(scan, plan, to: holding, tables)
            counters.valueOverflow += groups.keptOut
            return groups.frame(of: plan, wanted: columns)
        }
        // The groups of the first pane are there as they are.
        var merged = tables.first ?? GroupTable()
        for table in tables.dropFirst() {
            mergedGroups += table.count
            merged.merge(table, aggregates: plan.aggregates, limits: limits, counters: &counters)
        }
        if let later = deferred[scan] { add(later, wanted, plan, to: &merged) }
        return merged.frame(of: plan, wanted: columns)
    }

    private func slide(
        _ scan: Int, _ plan: Scan, to panes: [PaneState], _ tables: [GroupTable]
    ) -> WindowGroups {
        let decisive = analyses[scan].decisive ?? []
        let numbers = plan.aggregates.indices.filter {
            decisive.contains(plan.aggregates[$0].column)
        }
        // Taken out, so that it is changed in place.
        var groups = sliding.removeValue(forKey: scan) ?? SlidingGroups()
        let before = groups.merged
        groups.move(
            to: panes.map { SlidingGroups.Mark(start: $0.start, changes: $0.changes) }, tables,
            decisive: Set(numbers.map(plan.aggregates.accumulator)).sorted())
        let whole = WindowGroups(&groups, tables, plan, limits)
        mergedGroups += groups.merged - before
        sliding[scan] = groups
        return whole
    }

    private func add(
        _ later: DeferredScan, _ wanted: WantedRows, _ plan: Scan, to table: inout GroupTable
    ) {
        var key: [UInt8] = []
        var memo = later.conditions.memo
        var keyMemo = KeyMemo()
        var having: [(key: ScanKey, texts: Set<[UInt8]>)] = []
        if case .having(let texts) = wanted {
            having = texts.sorted { $0.key < $1.key }.map { (plan.keys[$0.key], $0.value) }
        }
        later.log.forEach(
            in: window, where: { later.conditions.holds(later.condition, for: $0, &memo) },
            later.asked, later.fields
        ) { event in
            for (key, texts) in having
            where !event.shows(key.field, asOneOf: texts, fill: plan.nullFill) { return }
            guard GroupKey.write(event, of: plan, zone: detection.schedule.zone, into: &key)
            else {
                if !later.isCounted { counters.nullKeys += 1 }
                return
            }
            if let filter = later.keyFilter, !filter.passes(key.span, &keyMemo) { return }
            // What the table holds may shrink as well, which adds to the room.
            table.add(
                event, key: GroupKey(bytes: key), aggregates: plan.aggregates, limits: limits,
                room: .max / 2,
                counters: &counters)
        }
    }
}

extension Scan {
    /// The scan without aggregates that nothing looks at, but for those that count what limits keep
    /// out of them.
    ///
    /// - Parameter columns: Those that are looked at; nil for all.
    fileprivate func gathering(_ columns: Set<String>?) -> Scan {
        guard let columns else { return self }
        var scan = self
        scan.aggregates.removeAll { aggregate in
            !aggregate.function.listsValues && !columns.contains(aggregate.column)
        }
        return scan
    }
}

extension Event {
    /// Whether a key of this field may show one of some texts; texts beyond ASCII are not looked at.
    fileprivate func shows(
        _ field: ScanField, asOneOf texts: Set<[UInt8]>, fill: String?
    ) -> Bool {
        guard case .field(let id) = field else { return true }
        guard let range = range(of: id) else {
            return fill.map { texts.contains(Array($0.utf8)) } ?? false
        }
        let value = Array(bytes[range])
        return texts.contains(value) || value.contains { $0 >= 0x80 }
    }
}
