package import CIM
import SPL

/// Runs detections over a stream of events: events go in as they come, windows come out when time
/// is said to have passed.
///
/// The specification is one line: what `advance(to:)` returns, over all calls, equals what each
/// scheduled search would have returned over the same events. The engine never asks for the time.
package struct DetectionEngine: Sendable {
    package let detections: [Detection]
    package let limits: Limits
    package let lateEvents: LateEvents
    var states: [DetectionState]
    /// The trunk of each detection's plan, without columns that nothing looks at.
    private let trunks: [Relation]
    /// Of each scan of each detection the columns that the trunk looks at; nil for all.
    private let scanColumns: [[Set<String>?]]
    /// Whether a detection has scans that look at a log.
    private var readsLogs: [Bool] = []
    /// The scans, by the data set that they read.
    var groups: [ScanGroup] = []
    /// The data set of the event before, and the group of it.
    private var lastGroup: (dataSet: ObjectIdentifier, group: Int)?
    private var keyBytes: [UInt8] = []
    /// A window whose rows were returned in part.
    private var cutWindow: CutWindow?
    /// Windows in which something matched that may be told of early, and the newest time of that.
    var earlyMatches: [EarlyMatch: Timestamp] = [:]
    /// The detections that look at risk events, and which of their scans do.
    let correlations: [(detection: Int, scans: [Int])]
    /// Makes the risk events that those look at.
    var riskBuilder: RiskBuilder
    /// An estimate of the memory that all detections hold.
    package private(set) var stateBytes = 0
    /// Worked out when the first checkpoint needs them.
    var fingerprints: [String] = []

    /// What a window gave, and how far its rows were looked at.
    private struct CutWindow: Sendable {
        let detection: Int
        let window: Window
        let table: Table
        var next = 0
    }

    /// - Parameter riskBuilder: Makes risk events of rows, for detections that look at them.
    package init(
        detections: [Detection], limits: Limits = Limits(),
        lateEvents: LateEvents = .amend(keepSeconds: 86_400),
        riskBuilder: RiskBuilder = RiskBuilder()
    ) {
        self.riskBuilder = riskBuilder
        correlations = Self.correlations(of: detections)
        self.detections = detections
        self.limits = limits
        self.lateEvents = lateEvents
        states = detections.map { _ in DetectionState() }
        trunks = detections.map(\.plan.root.pruned)
        scanColumns = zip(detections, trunks).map { detection, trunk in
            detection.plan.scans.indices.map(trunk.columnsRead(ofScan:))
        }
        var references: [DataSet: [ScanReference]] = [:]
        for (number, detection) in detections.enumerated() {
            let guards = ScanGuards(detection.plan)
            let waiting = detection.plan.waitingScans(guards)
            for (place, scan) in detection.plan.scans.enumerated() {
                references[scan.dataSet, default: []].append(
                    ScanReference(
                        detection: number, scan: place, of: detection,
                        predicate: guards.condition(of: place), ceilings: guards.ceilings[place],
                        waits: waiting.contains(place)))
            }
        }
        // No log has risk events, so no index looks for them.
        groups = DataModel.all.filter { $0 != AllRisk.dataSet }.compactMap { dataSet in
            references[dataSet].map { ScanGroup(dataSet, $0, limits) }
        }
        let readers = Set(
            groups.flatMap { group in
                ScanGroup.logs.flatMap { group.readers(of: $0).map(\.detection) }
            })
        readsLogs = detections.indices.map(readers.contains)
    }

    /// Whether the event that was taken in last matched a detection whose windows of that time are
    /// over and kept no more, so that it changes nothing there.
    package private(set) var isLastTooLate = false

    /// Takes in an event: it goes into the pane of each detection that has a scan matching it.
    ///
    /// - Returns: Whether there is one, or one that may turn out to be when a window is evaluated.
    @discardableResult
    package mutating func ingest(_ event: borrowing Event) -> Bool {
        guard let group = group(of: event.dataSet) else {
            isLastTooLate = false
            return false
        }
        return ingest(event, group)
    }

    private mutating func group(of dataSet: DataSet) -> Int? {
        let id = ObjectIdentifier(dataSet)
        if let lastGroup, lastGroup.dataSet == id { return lastGroup.group }
        guard let group = groups.firstIndex(where: { $0.dataSet == dataSet }) else { return nil }
        // By identity only as long as the group holds it.
        if groups[group].dataSet === dataSet { lastGroup = (id, group) }
        return group
    }

    private mutating func ingest(_ event: borrowing Event, _ group: Int) -> Bool {
        isLastTooLate = false
        var isMatched = !groups[group].deferred.isEmpty
        // Whether the event is among the matches that are kept; nil as long as no scan asked for that.
        var isKept: Bool?
        groups[group].index.findCandidates(for: event)
        let conditions = groups[group].conditions
        for number in 0..<groups[group].index.found.count {
            let found = Int(groups[group].index.found[number])
            guard conditions.holds(found, for: event, &groups[group].memo) else { continue }
            let candidate = groups[group].immediate[found]
            isMatched = true
            guard candidate.writeKey(of: event, into: &keyBytes) else {
                states[candidate.detection].counters.nullKeys += 1
                continue
            }
            // It may change the window whose rows were returned in part.
            if cutWindow?.detection == candidate.detection { cutWindow = nil }
            if candidate.waits {
                let known =
                    isKept
                    ?? Self.append(
                        event, to: &groups[group].matches, &stateBytes, most: limits.stateBytes)
                isKept = known
                guard known else {
                    states[candidate.detection].counters.memoryOverflow += 1
                    continue
                }
                expect(event.time, candidate)
            } else {
                let held = states[candidate.detection].bytes
                let tooLate = states[candidate.detection].counters.tooLate
                states[candidate.detection].admit(
                    event, candidate, key: GroupKey(bytes: keyBytes), policy: lateEvents,
                    limits: limits,
                    room: min(
                        limits.stateBytes - stateBytes, limits.stateBytesPerDetection - held))
                stateBytes += states[candidate.detection].bytes - held
                if states[candidate.detection].counters.tooLate != tooLate { isLastTooLate = true }
            }
            if candidate.owner.tellsEarly { noteEarly(candidate.detection, event.time) }
        }
        if !groups[group].deferred.isEmpty { keep(event, group) }
        return isMatched
    }

    private mutating func noteEarly(_ detection: Int, _ time: Timestamp) {
        guard let window = states[detection].openWindow(holding: time) else { return }
        let match = EarlyMatch(detection: detection, tick: window.tick)
        earlyMatches[match] = max(earlyMatches[match] ?? time, time)
    }

    /// What a window that is not over gives so far.
    mutating func evaluateEarly(_ detection: Int, _ window: Window) -> Table {
        let counters = states[detection].counters
        defer { states[detection].counters = counters }
        return evaluate(detection, window)
    }

    mutating func recordEarly(
        _ table: Table, of window: Window, _ detection: Int
    ) -> [FiredRow] {
        let held = states[detection].bytes
        defer { stateBytes += states[detection].bytes - held }
        return states[detection].recordEarly(table, of: window, detections[detection])
    }

    /// Keeps an event for the scans that will look at it when a window is evaluated.
    private mutating func keep(_ event: borrowing Event, _ group: Int) {
        // It may change the window whose rows were returned in part.
        cutWindow = nil
        guard
            Self.append(event, to: &groups[group].log, &stateBytes, most: limits.stateBytes)
        else {
            for detection in groups[group].deferringDetections {
                states[detection].counters.memoryOverflow += 1
            }
            return
        }
        if groups[group].quiet.take(event.time) { return }
        settle(group)
        for candidate in groups[group].deferred { expect(event.time, candidate) }
        let panes = groups[group].deferringDetections.compactMap { states[$0].quietPane }
        if panes.count == groups[group].deferred.count {
            groups[group].quiet = QuietStretch(of: panes)
        }
    }

    /// - Returns: Whether there was room for the event.
    private static func append(
        _ event: borrowing Event, to log: inout EventLog, _ stateBytes: inout Int, most: Int
    ) -> Bool {
        guard stateBytes < most else { return false }
        let before = log.bytes
        defer { stateBytes += log.bytes - before }
        return log.append(event)
    }

    /// Notes that a scan will find an event of this time in a log.
    private mutating func expect(_ time: Timestamp, _ reference: ScanReference) {
        let held = states[reference.detection].bytes
        let tooLate = states[reference.detection].counters.tooLate
        states[reference.detection].expect(
            time, of: reference.owner, policy: lateEvents, room: limits.stateBytes - stateBytes)
        stateBytes += states[reference.detection].bytes - held
        if states[reference.detection].counters.tooLate != tooLate { isLastTooLate = true }
    }

    /// Counts the events that panes were not asked about: from here on they may be others.
    mutating func settle() {
        for group in groups.indices { settle(group) }
    }

    private mutating func settle(_ group: Int) {
        for (place, detection) in groups[group].deferringDetections.enumerated() {
            groups[group].quiet.add(to: &states[detection].counters, of: place)
        }
        groups[group].quiet = .none
    }

    mutating func countBytes() {
        stateBytes =
            states.reduce(0) { $0 + $1.bytes }
            + groups.reduce(0) { $0 + $1.log.bytes + $1.matches.bytes }
    }

    /// Fires every window whose tick has passed, and evaluates again those that late events have
    /// changed since they fired.
    ///
    /// - Parameter now: All events that count for ticks up to here have been ingested.
    /// - Returns: What is news, ascending by tick, then by detection. Windows without rows to
    ///   report are left out.
    package mutating func advance(to now: Timestamp) -> [Firing] {
        settle()
        var firings: [Firing] = []
        if correlates {
            firings = advance(to: now, rowsMax: .max).firings
        } else {
            for index in states.indices {
                while let due = states[index].nextWindow(to: now, detections[index]) {
                    firings += fire(index, due, rowsMax: .max).firing.map { [$0] } ?? []
                }
                states[index].finishAdvance(to: now, detections[index])
            }
            countBytes()
        }
        firings.sort {
            ($0.window.tick, $0.detection, $0.isAmendment ? 1 : 0)
                < ($1.window.tick, $1.detection, $1.isAmendment ? 1 : 0)
        }
        return firings
    }

    /// The same, a bounded number of rows at a time.
    ///
    /// - Parameter rowsMax: At least one.
    /// - Returns: What is news, and whether there is nothing more. While there is, the window that
    ///   comes next has not fired: a checkpoint holds which of its rows were returned.
    package mutating func advance(
        to now: Timestamp, rowsMax: Int
    ) -> (firings: [Firing], isComplete: Bool) {
        settle()
        defer { countBytes() }
        var firings: [Firing] = []
        var room = rowsMax
        while let (index, due) = nextWindow(to: now) {
            guard room > 0 else { return (firings, false) }
            let (firing, isWhole) = fire(index, due, rowsMax: room)
            if let firing { firings.append(firing) }
            guard isWhole else { return (firings, false) }
            room -= firing?.rows.count ?? 0
        }
        for index in states.indices { states[index].finishAdvance(to: now, detections[index]) }
        return (firings, true)
    }

    /// The earliest window that is due, of whichever detection; at one tick those that look at risk
    /// events come first, for they see none of their own tick.
    private func nextWindow(to now: Timestamp) -> (detection: Int, due: DueWindow)? {
        var first: (detection: Int, due: DueWindow)?
        for index in states.indices {
            guard let due = states[index].nextWindow(to: now, detections[index]) else { continue }
            if let known = first {
                let (tick, other) = (due.window.tick, known.due.window.tick)
                guard
                    tick < other
                        || tick == other && looksAtRisk(index)
                            && !looksAtRisk(known.detection)
                else { continue }
            }
            first = (index, due)
        }
        return first
    }

    /// Fires every window that holds anything: the end of a replay.
    package mutating func finish() -> [Firing] {
        var firings = advance(to: lastTick)
        // Risk events of the last runs are in windows that come after them.
        while hasPending { firings += advance(to: lastTick) }
        return firings
    }

    /// The same, a bounded number of rows at a time.
    package mutating func finish(rowsMax: Int) -> (firings: [Firing], isComplete: Bool) {
        let (firings, isComplete) = advance(to: lastTick, rowsMax: rowsMax)
        return (firings, isComplete && !hasPending)
    }

    private var hasPending: Bool { states.contains { !$0.pending.isEmpty } }

    /// The tick of the last window that holds anything.
    private var lastTick: Timestamp {
        states.compactMap { $0.pending.last?.tick }.max() ?? Timestamp(nanoseconds: .min)
    }

    /// Puts a risk event into the panes of a detection that looks at them.
    ///
    /// - Parameter tick: The run that the event is from. Runs up to it are over.
    mutating func admit(
        _ record: RiskRecord, _ keys: [GroupKey], scan: Int, of index: Int, at tick: Timestamp
    ) {
        guard !keys.isEmpty else {
            states[index].counters.nullKeys += 1
            return
        }
        states[index].pass(to: tick)
        let held = states[index].bytes
        states[index].admit(
            record, scan: scan, of: detections[index], keys: keys, policy: lateEvents,
            limits: limits,
            room: min(limits.stateBytes - stateBytes, limits.stateBytesPerDetection - held))
        stateBytes += states[index].bytes - held
    }

    /// A risk event has more groups than one gets.
    mutating func noteCombinations(of index: Int) {
        states[index].counters.combinationOverflow += 1
    }

    /// What one search over all time would return, run at `now` over everything that has been
    /// ingested: one firing for each detection, in their order, also of no rows.
    ///
    /// The schedule must leave no instant out, since events outside of all windows are not kept;
    /// ``Schedule/tiling(zone:)`` is one that does not.
    package mutating func searchAllTime(at now: Timestamp) -> [Firing] {
        let window = Window(
            tick: now, start: Timestamp(nanoseconds: .min), end: Timestamp(nanoseconds: .max))
        return detections.indices.map { index in
            let table = evaluate(index, window)
            return Firing(
                detection: index, window: window, isAmendment: false, columns: table.columns,
                rows: table.rows.enumerated().map { FiredRow(row: $1, index: $0, revision: 1) })
        }
    }

    /// All ticks of some detection up to here have fired; nil before the first trigger.
    package var advancedTo: Timestamp? { states.compactMap(\.advancedTo).max() }

    /// Rewinds where ticks further ahead of `now` than so much have fired.
    ///
    /// - Returns: Up to where they had.
    package mutating func rewind(
        to now: Timestamp, ifAheadByNanoseconds distance: Int64
    ) -> Timestamp? {
        guard let advancedTo, advancedTo.advanced(byNanoseconds: -distance) > now else {
            return nil
        }
        rewind(to: now)
        return advancedTo
    }

    /// Has windows whose tick lies after `now` fire again when it comes: the clock was far ahead,
    /// and what it had fired early was not all there. Rows that are the same then are no news.
    package mutating func rewind(to now: Timestamp) {
        settle()
        for index in states.indices { states[index].rewind(to: now) }
    }

    /// The next scheduled run of any detection strictly after `now`; nil when there is none.
    package func nextTick(after now: Timestamp) -> Timestamp? {
        detections.compactMap { $0.schedule.cron.next(after: now, zone: $0.schedule.zone) }.min()
    }

    package func counters(of detection: Int) -> DetectionCounters {
        var counters = states[detection].counters
        for group in groups {
            for (place, other) in group.deferringDetections.enumerated() where other == detection {
                group.quiet.add(to: &counters, of: place)
            }
        }
        return counters
    }

    /// How many rows each exception of a detection has kept back.
    package func exceptionCounts(of detection: Int) -> [Int] {
        let counts = states[detection].exceptionCounts
        return counts.isEmpty
            ? Array(repeating: 0, count: detections[detection].exceptions.count) : counts
    }

    /// The windows of a detection that hold something and have not fired, and how many rows the
    /// scans would give for them.
    package func openWindows(of detection: Int) -> (windows: Int, rows: Int) {
        let state = states[detection]
        let open = state.panes.filter { pane in
            state.advancedTo.map { pane.lastTick > $0 } ?? true
        }
        return (state.pending.count, open.reduce(0) { $0 + $1.groups.reduce(0) { $0 + $1.count } })
    }

    /// The scans of a detection that look at the log now, by their place in its plan.
    private func deferredScans(of detection: Int) -> [Int: DeferredScan] {
        guard readsLogs[detection] else { return [:] }
        return groups.reduce(into: [:]) { scans, group in
            scans.merge(group.deferredScans(of: detection)) { $1 }
        }
    }

    /// What a detection's search gives for a window.
    private mutating func evaluate(_ index: Int, _ window: Window) -> Table {
        let detection = detections[index]
        let tables = WindowTables(
            of: window, detection, panes: states[index].panes(of: window),
            deferred: deferredScans(of: index), columns: scanColumns[index], limits: limits)
        let budget = RowBudget(rowsMax: limits.rowsPerCommand)
        let context = EvaluationContext(
            zone: detection.schedule.zone, window: window, budget: budget)
        let table = FrameEvaluator(
            tables: tables, scans: detection.plan.scans, context: context
        ).evaluate(trunks[index])
        states[index].counters.add(tables.counters)
        states[index].counters.add(context.losses)
        return table
    }

    /// - Returns: Rows that are news, if there are any, and whether those are all: then the window
    ///   counts as fired.
    private mutating func fire(
        _ index: Int, _ due: DueWindow, rowsMax: Int
    ) -> (firing: Firing?, isWhole: Bool) {
        let window = due.window
        var cut: CutWindow
        if let known = cutWindow, known.detection == index, known.window == window {
            cut = known
        } else {
            cut = CutWindow(detection: index, window: window, table: evaluate(index, window))
        }
        cutWindow = nil
        let (rows, rest) = states[index].record(
            cut.table, of: due, detections[index], policy: lateEvents, from: cut.next,
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
            columns: cut.table.columns, rows: rows)
        if correlates { feed(firing) }
        return (firing, rest == nil)
    }
}
