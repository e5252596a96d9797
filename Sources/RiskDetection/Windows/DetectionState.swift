import CIM
import SPL

/// The panes and windows of one detection.
///
/// Time only enters as an argument: events carry theirs, `advance(to:)` is told.
struct DetectionState: Sendable {
    /// Ascending by start, without overlap.
    var panes: [PaneState] = []
    /// Windows that hold events and have not fired, ascending by tick.
    var pending: [Window] = []
    /// Windows that have fired and may still be amended, ascending by tick.
    var emitted: [FiredWindow] = []
    /// Windows that have fired and that late events have changed since, ascending by tick.
    var amended: [Window] = []
    /// All ticks up to here have fired; nil before the first trigger.
    var advancedTo: Timestamp?
    /// Windows of a search that answers empty ones as well, worked off since time last advanced.
    var emptyWindows = 0
    /// The last tick at which a window without events is answered; nil for no end, as in a daemon.
    private(set) var emptyUntil: Timestamp?
    var counters = DetectionCounters()
    /// An estimate of the memory that panes and fired windows hold.
    private(set) var bytes = 0
    /// Rows that each exception kept back, in first evaluations; as many as there are exceptions
    /// once one has.
    var exceptionCounts: [Int] = []
    var throttle = ThrottleState()
    /// By scan what its filter of keys answered lately.
    private var keyMemos: [Int: KeyMemo] = [:]
    /// Where the last event's pane stands: neighbours in time mostly share one.
    private var lastPane = 0
    /// Counts the calls that took windows out to evaluate them.
    var triggers = 0
    /// What the last checkpoint holds beside panes and windows; nil before the first.
    var saved: SavedClock?

    /// Has windows without events answered at the ticks of a replay, and at no others.
    ///
    /// What fires in a replay fires in order: windows that hold something and come before are not
    /// passed by.
    mutating func answerEmptyWindows(from first: Timestamp, to last: Timestamp) {
        guard advancedTo == nil else { return }
        let start = min(first, pending.first?.tick ?? first)
        advancedTo = Timestamp(nanoseconds: start.nanoseconds &- 1)
        emptyUntil = last
    }

    /// Takes in an event that a scan matched.
    ///
    /// - Parameter room: Bytes that may be held more than before.
    /// - Returns: Whether a group of the event may be in a result.
    @discardableResult
    mutating func admit(
        _ event: borrowing Event, _ match: ScanReference, key: GroupKey, policy: LateEvents,
        limits: Limits, room: Int
    ) -> Bool {
        let held = bytes
        guard let pane = pane(for: event.time, match.owner, policy, room) else { return true }
        return group(event, match, pane, key, limits: limits, room: room - (bytes - held))
    }

    /// Takes in an event that a scan matched, in each of its groups.
    ///
    /// - Returns: Whether one of them may be in a result.
    mutating func admit(
        _ event: borrowing Event, _ match: ScanReference, keys: [GroupKey], policy: LateEvents,
        limits: Limits, room: Int
    ) -> Bool {
        let held = bytes
        guard let pane = pane(for: event.time, match.owner, policy, room) else { return true }
        var mayShow = false
        for key in keys {
            let left = room - (bytes - held)
            mayShow =
                group(event, match, pane, key, limits: limits, room: left) || mayShow
        }
        return mayShow
    }

    /// Counts an event in its group in a pane, unless the scan's filter keeps the key out.
    ///
    /// - Returns: Whether a group of the event may be in a result.
    @discardableResult
    mutating func group(
        _ event: borrowing Event, _ match: ScanReference, _ pane: Int, _ key: GroupKey,
        limits: Limits, room: Int
    ) -> Bool {
        if let filter = match.keyFilter, !panes[pane].groups[match.scan].has(key),
            !filter.passes(key.bytes.span, &keyMemos[match.scan, default: KeyMemo()])
        {
            return false
        }
        panes[pane].isDirty = true
        let before = panes[pane].groups[match.scan].bytes
        panes[pane].groups[match.scan].add(
            event, key: key, aggregates: match.plan.aggregates, ceilings: match.ceilings,
            limits: limits, room: room, counters: &counters)
        bytes += panes[pane].groups[match.scan].bytes - before
        return true
    }

    /// Takes in a risk event that a scan of the plan matched, in each of its groups.
    mutating func admit(
        _ record: RiskRecord, scan scanIndex: Int, of detection: Detection, keys: [GroupKey],
        policy: LateEvents, limits: Limits, room: Int
    ) {
        let held = bytes
        guard let pane = pane(for: record.time, detection, policy, room) else { return }
        panes[pane].isDirty = true
        for key in keys {
            let before = panes[pane].groups[scanIndex].bytes
            panes[pane].groups[scanIndex].add(
                record, key: key, aggregates: detection.plan.scans[scanIndex].aggregates,
                limits: limits,
                room: room - (bytes - held), counters: &counters)
            bytes += panes[pane].groups[scanIndex].bytes - before
        }
    }

    /// Takes note of an event that a scan will look at when a window is evaluated.
    mutating func expect(
        _ time: Timestamp, of detection: Detection, policy: LateEvents, room: Int
    ) {
        _ = pane(for: time, detection, policy, room)
    }

    /// The pane of the last event, if nothing is to be noted of one more in it.
    var quietPane: (start: Timestamp, end: Timestamp, isLate: Bool)? {
        // By fields: a pane as a whole would be copied.
        guard lastPane < panes.count, panes[lastPane].notedAt == triggers else { return nil }
        return (panes[lastPane].start, panes[lastPane].end, panes[lastPane].isLate)
    }

    /// The pane of an event, whose windows are then noted as holding something; nil where no
    /// window can take the event in.
    private mutating func pane(
        for time: Timestamp, _ detection: Detection, _ policy: LateEvents, _ room: Int
    ) -> Int? {
        counters.matched += 1
        let known = paneIndex(containing: time)
        if let known, panes[known].notedAt == triggers {
            if panes[known].isLate { counters.late += 1 }
            return known
        }
        let windows =
            known.map { panes[$0].windows } ?? detection.schedule.windows(containing: time)
        guard !windows.isEmpty else {
            counters.outsideWindows += 1
            return nil
        }
        let late = counters.late
        guard isOpen(windows, at: time, policy: policy) else {
            counters.tooLate += 1
            return nil
        }
        let paneBytes =
            known == nil ? PaneState.emptyBytes(scans: detection.plan.scans.count) : 0
        guard paneBytes <= room else {
            counters.memoryOverflow += 1
            return nil
        }
        bytes += paneBytes
        let pane = known ?? insertPane(containing: time, windows, detection)
        for window in windows { note(window, policy: policy) }
        panes[pane].notedAt = triggers
        panes[pane].isLate = counters.late > late
        return pane
    }

    /// Whether some window is still to fire, or may be amended.
    private mutating func isOpen(
        _ windows: [Window], at time: Timestamp, policy: LateEvents
    ) -> Bool {
        guard let advancedTo else { return true }
        if let last = windows.last, last.tick > advancedTo {
            if windows[0].tick <= advancedTo { counters.late += 1 }
            return true
        }
        guard case .amend(let keep) = policy, let last = windows.last else { return false }
        guard last.tick.adding(seconds: keep) > advancedTo else { return false }
        counters.late += 1
        return true
    }

    /// Remembers that a window holds something: to fire, or to be amended.
    private mutating func note(_ window: Window, policy: LateEvents) {
        guard let advancedTo, window.tick <= advancedTo else {
            Self.insert(window, into: &pending)
            return
        }
        if case .amend(let keep) = policy, window.tick.adding(seconds: keep) > advancedTo {
            Self.insert(window, into: &amended)
        }
    }

    private static func insert(_ window: Window, into windows: inout [Window]) {
        // Nearly always the last one, or just before it.
        var place = windows.count
        while place > 0, windows[place - 1].tick > window.tick { place -= 1 }
        if place > 0, windows[place - 1].tick == window.tick { return }
        windows.insert(window, at: place)
        assert(
            place + 1 == windows.count || window.tick < windows[place + 1].tick,
            "windows do not ascend at \(place)")
    }

    private mutating func paneIndex(containing time: Timestamp) -> Int? {
        // By fields: a pane as a whole would be copied.
        if lastPane < panes.count, panes[lastPane].start <= time, time < panes[lastPane].end {
            return lastPane
        }
        let place = panes.partitionPoint { $0.end > time }
        guard place < panes.count, panes[place].start <= time else { return nil }
        lastPane = place
        return place
    }

    private mutating func insertPane(
        containing time: Timestamp, _ windows: [Window], _ detection: Detection
    ) -> Int {
        let bounds = detection.schedule.pane(containing: time)
        let pane = PaneState(
            start: bounds.start, end: bounds.end, windows: windows,
            groups: Array(repeating: GroupTable(), count: detection.plan.scans.count))
        let place = panes.partitionPoint { $0.start > time }
        assert(
            (place == 0 || panes[place - 1].end <= pane.start)
                && (place == panes.count || pane.end <= panes[place].start),
            "a pane overlaps its neighbours at \(place)")
        panes.insert(pane, at: place)
        lastPane = place
        return place
    }

    /// Takes in what another has taken in of other events, where neither has fired anything.
    mutating func merge(_ other: DetectionState, of detection: Detection, limits: Limits) {
        counters.add(other.counters)
        counters.matched += other.counters.matched
        counters.outsideWindows += other.counters.outsideWindows
        for pane in other.panes {
            let place = panes.partitionPoint { $0.start >= pane.start }
            guard place < panes.count, panes[place].start == pane.start else {
                panes.insert(pane, at: place)
                panes[place].notedAt = nil
                continue
            }
            panes[place].isDirty = true
            for (index, scan) in detection.plan.scans.enumerated() {
                panes[place].groups[index].merge(
                    pane.groups[index], aggregates: scan.aggregates, limits: limits,
                    counters: &counters)
            }
        }
        for window in other.pending { Self.insert(window, into: &pending) }
        countBytes()
    }

    /// The panes of a window.
    func panes(of window: Window) -> ArraySlice<PaneState> {
        let first = panes.partitionPoint { $0.end > window.start }
        let end = panes.partitionPoint { $0.start >= window.end }
        return panes[first..<max(first, end)]
    }

    /// Drops panes and fired windows that no trigger and no amendment can need any more.
    ///
    /// - Returns: The starts of the dropped panes and the ticks of the dropped windows, for the
    ///   checkpoint.
    mutating func evict(policy: LateEvents) -> (panes: [Timestamp], windows: [Timestamp]) {
        guard let advancedTo else { return ([], []) }
        func isPast(_ tick: Timestamp) -> Bool {
            switch policy {
            case .count: tick <= advancedTo
            case .amend(let keep): tick.adding(seconds: keep) <= advancedTo
            }
        }
        let oldPanes = panes.filter { isPast($0.lastTick) }.map(\.start)
        if !oldPanes.isEmpty { panes.removeAll { isPast($0.lastTick) } }
        let oldWindows = emitted.filter { isPast($0.window.tick) }.map(\.window.tick)
        if !oldWindows.isEmpty { emitted.removeAll { isPast($0.window.tick) } }
        if !oldPanes.isEmpty || !oldWindows.isEmpty { countBytes() }
        return (oldPanes, oldWindows)
    }

    /// Counts anew what is held: after panes or windows came or went.
    mutating func countBytes() {
        bytes = panes.reduce(0) { $0 + $1.bytes } + emitted.reduce(0) { $0 + $1.bytes }
    }

    /// Notes that fired windows hold so much more.
    mutating func countEmitted(bytes more: Int) { bytes += more }
}

extension Timestamp {
    /// Later by whole seconds, or the last instant there is.
    func adding(seconds: Int64) -> Timestamp {
        let (product, tooLong) = seconds.multipliedReportingOverflow(
            by: Timestamp.nanosecondsPerSecond)
        let (sum, overflow) = nanoseconds.addingReportingOverflow(product)
        return Timestamp(nanoseconds: tooLong || overflow ? Int64.max : sum)
    }
}

extension Array {
    /// The first place from which on `condition` holds, in an array where it never turns false
    /// again; `count` when nowhere.
    package func partitionPoint(where condition: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
