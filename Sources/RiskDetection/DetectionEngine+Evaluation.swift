import CIM
import SPL

extension DetectionEngine {
    /// What a detection's search gives for a window.
    mutating func evaluate(_ index: Int, _ window: Window) -> any ResultRows {
        let context = EvaluationContext(
            zone: detections[index].schedule.zone, window: window,
            budget: RowBudget(rowsMax: limits.rowsPerCommand))
        let rows: any ResultRows =
            switch execution {
            case .plain: evaluatePlain(index, window, context)
            case .fast: evaluateFast(index, window, context)
            }
        states[index].counters.add(context.losses)
        work.evaluations += 1
        work.rows += rows.count
        return rows
    }

    private mutating func evaluatePlain(
        _ index: Int, _ window: Window, _ context: EvaluationContext
    ) -> Table {
        var counters = DetectionCounters()
        let tables = detections[index].tables(
            of: states[index].panes(of: window), limits, &counters)
        states[index].counters.add(counters)
        return Evaluator(context) { tables[$0] }.evaluate(analyses[index].trunk)
    }

    /// The rows of scans are made when the trunk asks for them, and only those that it needs.
    private mutating func evaluateFast(
        _ index: Int, _ window: Window, _ context: EvaluationContext
    ) -> Frame {
        let detection = detections[index]
        let tables = WindowTables(
            of: window, detection, panes: states[index].panes(of: window),
            sliding: sliding.removeValue(forKey: index) ?? [:],
            deferred: deferredScans(of: index), analyses[index].scans, limits: limits)
        let lookups = LookupColumns(known: lookupColumns)
        let rows = FrameEvaluator(
            tables: tables, scans: detection.plan.scans, context: context, lookups: lookups
        ).frame(of: analyses[index].trunk)
        lookupColumns = lookups.known
        states[index].counters.add(tables.counters)
        work.mergedGroups += tables.mergedGroups
        if !tables.sliding.isEmpty { sliding[index] = tables.sliding }
        return rows
    }

    /// The scans of a detection that look at a log now, by their place in its plan.
    private func deferredScans(of index: Int) -> [Int: DeferredScan] {
        guard analyses[index].readsLogs else { return [:] }
        return groups.all.reduce(into: [:]) { scans, group in
            scans.merge(group.kept.scans(of: index)) { $1 }
        }
    }
}
