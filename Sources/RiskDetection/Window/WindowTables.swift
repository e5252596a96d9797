import CIM
import SPL

/// A scan that looks at the events of a log when a window is evaluated.
struct DeferredScan {
    let log: EventLog
    let condition: Predicate<ScanField>
}

/// What the scans of a detection give for one window, made when the trunk asks for it.
final class WindowTables: ScanTables {
    private let window: Window
    private let detection: Detection
    private let panes: ArraySlice<PaneState>
    private let deferred: [Int: DeferredScan]
    private let limits: Limits
    /// What was counted on the way.
    private(set) var counters = DetectionCounters()

    init(
        of window: Window, _ detection: Detection, panes: ArraySlice<PaneState>,
        deferred: [Int: DeferredScan], limits: Limits
    ) {
        self.window = window
        self.detection = detection
        self.panes = panes
        self.deferred = deferred
        self.limits = limits
    }

    func isCostly(_ scan: Int) -> Bool { deferred[scan] != nil }

    func table(_ scan: Int, isEmpty: Bool) -> Table {
        let plan = detection.plan.scans[scan]
        if isEmpty { return GroupTable().table(of: plan) }
        let tables = panes.map { $0.groups[scan] }.filter { $0.count > 0 }
        if tables.count == 1, deferred[scan] == nil { return tables[0].table(of: plan) }
        var merged = GroupTable()
        for table in tables {
            merged.merge(table, scan: plan, limits: limits, counters: &counters)
        }
        if let later = deferred[scan] { add(later, plan, to: &merged) }
        return merged.table(of: plan)
    }

    private func add(_ later: DeferredScan, _ plan: Scan, to table: inout GroupTable) {
        var key: [UInt8] = []
        later.log.forEach(in: window) { event in
            guard later.condition.holds(for: event) else { return }
            guard GroupKey.write(event, of: plan, zone: detection.schedule.zone, into: &key)
            else {
                counters.nullKeys += 1
                return
            }
            // What the table holds may shrink as well, which adds to the room.
            table.add(
                event, key: GroupKey(bytes: key), scan: plan, limits: limits, room: .max / 2,
                counters: &counters)
        }
    }
}

extension DetectionCounters {
    mutating func add(_ other: DetectionCounters) {
        nullKeys += other.nullKeys
        groupOverflow += other.groupOverflow
        valueOverflow += other.valueOverflow
        rowOverflow += other.rowOverflow
        memoryOverflow += other.memoryOverflow
    }
}
