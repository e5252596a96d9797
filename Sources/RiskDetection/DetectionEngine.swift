package import CIM
import SPL

/// Runs detections over a stream of events: events go in as they come, windows come out when time
/// is said to have passed.
///
/// The specification is one line: what `advance(to:)` returns, over all calls, equals what each
/// scheduled search would have returned over the same events. The engine never asks for the time.
///
/// The algorithm: (1) take an event in, (2) into a pane of each detection that has a scan matching
/// the event; (3) find the windows that are due, (4) evaluate the trunk over their panes, (5) say
/// which rows are news. The rest stands in extensions: events that are kept and grouped later
/// (`+Keeping`), early records, correlation, the end of a replay, memory, checkpoints.
package struct DetectionEngine: Sendable {
    package let detections: [Detection]
    package let limits: Limits
    package let lateEvents: LateEvents
    let execution: Execution
    /// What is known of the plan of each detection.
    let analyses: [PlanAnalysis]
    /// The panes and windows of each detection.
    var states: [DetectionState]
    /// The scans, by the data set that they read.
    var groups: ScanGroups
    /// A window whose rows were returned in part.
    var cutWindow: CutWindow?
    var early = EarlyMatches()
    /// Columns of lookup tables that some window has asked.
    var lookupColumns: [LookupColumns.Key: LookupColumns.Known] = [:]
    /// By detection and scan, the groups of its last window of several panes.
    var sliding: [Int: [Int: SlidingGroups]] = [:]
    var correlations: Correlations
    /// An estimate of the memory that all detections hold.
    package internal(set) var stateBytes = 0
    /// Whether the event that was taken in last matched a detection whose windows of that time are
    /// over and kept no more, so that it changes nothing there.
    package internal(set) var isLastTooLate = false
    /// The detections in the order in which they fire at one tick, see ``DueQueue``.
    let dueOrder: [Int]
    /// The different crons and zones of the detections.
    let schedules: [Schedule]
    /// For tests of growth.
    package internal(set) var work = EngineWork()
    /// Worked out when they are needed first, see `knownFingerprints()`.
    var fingerprints: [String] = []
    /// Memory that is used again for each event.
    private var keyBytes: [UInt8] = []

    /// - Parameters:
    ///   - riskBuilder: Makes risk events of rows, for detections that look at them.
    ///   - execution: Plain for what the engine is defined by.
    package init(
        detections: [Detection], limits: Limits = Limits(),
        lateEvents: LateEvents = .amend(keepSeconds: 86_400),
        riskBuilder: RiskBuilder = RiskBuilder(), execution: Execution = .fast
    ) {
        let united = RawDemand.united(detections)
        let detections = execution == .fast ? united.map(\.groupingRawEvents) : united
        self.detections = detections
        self.limits = limits
        self.lateEvents = lateEvents
        self.execution = execution
        analyses = detections.map { PlanAnalysis($0.plan, execution) }
        states = detections.map { _ in DetectionState() }
        groups = ScanGroups(detections, analyses, limits, execution)
        let correlations = Correlations(analyses, riskBuilder)
        self.correlations = correlations
        // Those that look at risk events come first, for they see none of their own tick.
        dueOrder =
            detections.indices.filter { correlations.looksAtRisk($0) }
            + detections.indices.filter { !correlations.looksAtRisk($0) }
        schedules = Self.schedules(of: detections)
    }

    // MARK: - Events

    /// Takes in an event: it goes into the pane of each detection that has a scan matching it.
    ///
    /// - Returns: Whether there is one, or one that may turn out to be when a window is evaluated.
    @discardableResult
    package mutating func ingest(_ event: borrowing Event) -> Bool {
        isLastTooLate = false
        guard let group = groups.place(of: event.dataSet) else { return false }
        groups.all[group].findMatches(of: event)
        // Whether the event is among the matches that are kept; nil until a scan asks for that.
        var isKept: Bool?
        let count = groups.all[group].matched.count
        for place in 0..<count {
            let number = Int(groups.all[group].matched[place])
            take(event, groups.all[group].asked[number], group, &isKept)
        }
        let isDeferred = groups.all[group].isDeferring
        if isDeferred { keep(event, group) }
        return isDeferred || count > 0
    }

    private mutating func take(
        _ event: borrowing Event, _ match: ScanReference, _ group: Int, _ isKept: inout Bool?
    ) {
        if event.hasLists, match.plan.output == .stats { return takeEach(event, match) }
        guard match.writeKey(of: event, into: &keyBytes) else {
            states[match.detection].counters.nullKeys += 1
            return
        }
        // The event may change the window whose rows were returned in part.
        if cutWindow?.detection == match.detection { cutWindow = nil }
        switch match.strategy {
        case .immediate:
            guard admit(event, match, GroupKey(bytes: keyBytes)) else { return }
        case .waiting:
            guard keepMatch(event, match, group, &isKept) else { return }
        case .deferred, .risk: preconditionFailure("a scan that is not asked as events come")
        }
        if match.owner.tellsEarly { noteEarly(match.detection, event.time) }
    }

    /// - Returns: Whether the event may be in a result.
    private mutating func admit(
        _ event: borrowing Event, _ match: ScanReference, _ key: GroupKey
    ) -> Bool {
        let (index, room) = (match.detection, room(of: match.detection))
        let tooLate = states[index].counters.tooLate
        let held = states[index].bytes
        let mayShow = states[index].admit(
            event, match, key: key, policy: lateEvents, limits: limits, room: room)
        stateBytes += states[index].bytes - held
        if states[index].counters.tooLate != tooLate { isLastTooLate = true }
        return mayShow
    }

    // MARK: - Windows

    /// Fires every window whose tick has passed, and evaluates again those that late events have
    /// changed since they fired.
    ///
    /// - Parameters:
    ///   - now: All events that count for ticks up to here have been ingested.
    ///   - rowsMax: So many rows are returned at most; at least one.
    /// - Returns: What is news, and whether there is nothing more. While there is, the window that
    ///   comes next has not fired: a checkpoint holds which of its rows were returned. Windows
    ///   without rows to report are left out.
    package mutating func advance(
        to now: Timestamp, rowsMax: Int
    ) -> (firings: [Firing], isComplete: Bool) {
        settle()
        checkInvariants()
        defer { countBytes() }
        var firings: [Firing] = []
        var room = rowsMax
        var queue = DueQueue(ranks: dueOrder.count)
        for rank in dueOrder.indices { enqueue(rank, to: now, &queue) }
        while let entry = queue.take() {
            let index = dueOrder[entry.rank]
            // Risk events may have come since the detection was asked.
            guard let due = askNext(index, to: now) else { continue }
            guard due.window.tick == entry.tick else {
                queue.add(entry.rank, at: due.window.tick)
                continue
            }
            guard room > 0 else { return (firings, false) }
            let (firing, isWhole) = fire(index, due, rowsMax: room)
            guard isWhole else { return (firings + [firing].compactMap { $0 }, false) }
            enqueue(entry.rank, to: now, &queue)
            guard let firing else { continue }
            firings.append(firing)
            room -= firing.rows.count
            // The rows may have brought windows of those that look at risk events.
            for rank in 0..<correlations.readerCount { enqueue(rank, to: now, &queue) }
        }
        for index in states.indices { states[index].finishAdvance(to: now, detections[index]) }
        return (firings, true)
    }

    /// Puts a detection where its next window belongs, if one is due.
    private mutating func enqueue(_ rank: Int, to now: Timestamp, _ queue: inout DueQueue) {
        guard let due = askNext(dueOrder[rank], to: now) else { return }
        queue.add(rank, at: due.window.tick)
    }

    private mutating func askNext(_ index: Int, to now: Timestamp) -> DueWindow? {
        work.questions += 1
        return states[index].nextWindow(to: now, detections[index])
    }

    /// - Returns: Rows that are news, if there are any, and whether those are all: then the window
    ///   counts as fired.
    mutating func fire(
        _ index: Int, _ due: DueWindow, rowsMax: Int
    ) -> (firing: Firing?, isWhole: Bool) {
        let window = due.window
        var cut =
            cutWindow.flatMap { $0.detection == index && $0.window == window ? $0 : nil }
            ?? CutWindow(detection: index, window: window, rows: evaluate(index, window))
        cutWindow = nil
        let (rows, rest) = states[index].record(
            cut.rows, of: due, detections[index], policy: lateEvents, from: cut.next,
            rowsMax: rowsMax)
        states[index].counters.rows += rows.count
        if let rest {
            cut.next = rest
            cutWindow = cut
        } else {
            states[index].counters.firedWindows += 1
            states[index].pass(due, detections[index])
        }
        guard !rows.isEmpty else { return (nil, rest == nil) }
        let firing = Firing(
            detection: index, window: window, isAmendment: due.isAmendment,
            columns: cut.rows.columns, rows: rows)
        feed(firing)
        return (firing, rest == nil)
    }
}

/// What a window gave, and how far its rows were looked at.
struct CutWindow: Sendable {
    let detection: Int
    let window: Window
    let rows: any ResultRows
    var next = 0
}
