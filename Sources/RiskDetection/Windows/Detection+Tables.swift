import CIM
import SPL

extension Detection {
    /// The rows that each scan gives for some panes, one table a scan: the groups of all panes,
    /// taken together.
    func tables(
        of panes: ArraySlice<PaneState>, _ limits: Limits, _ counters: inout DetectionCounters
    ) -> [Table] {
        plan.scans.enumerated().map { place, scan in
            var merged = GroupTable()
            for pane in panes where pane.groups[place].count > 0 {
                merged.merge(
                    pane.groups[place], aggregates: scan.aggregates, limits: limits,
                    counters: &counters)
            }
            return merged.table(of: scan)
        }
    }
}
