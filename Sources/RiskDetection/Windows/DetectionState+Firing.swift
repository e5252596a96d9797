import CIM
import SPL

extension DetectionState {
    /// The most ticks that one call works off for a search that answers empty windows as well:
    /// eleven years of hourly runs.
    static let emptyWindowsMax = 100_000

    /// The next window to evaluate.
    ///
    /// - Returns: Nil when nothing is due; a window and whether it has fired before.
    func nextWindow(to now: Timestamp, _ detection: Detection) -> DueWindow? {
        let amended = amended.first.map { DueWindow(window: $0, isAmendment: true) }
        guard let due = nextDue(to: now, detection) else { return amended }
        // At one tick the window itself comes before its amendment.
        if let amended, amended.window.tick < due.tick { return amended }
        return DueWindow(window: due, isAmendment: false)
    }

    private func nextDue(to now: Timestamp, _ detection: Detection) -> Window? {
        let pending = pending.first.flatMap { $0.tick <= now ? $0 : nil }
        guard detection.plan.answersEmptyWindows else { return pending }
        guard let advancedTo else { return pending }
        // Beyond the limit windows without events are passed by, those with events are not.
        guard emptyWindows < Self.emptyWindowsMax else { return pending }
        let tick = nextTick(after: advancedTo, to: min(now, emptyUntil ?? now), detection)
        // Beyond the end of a replay only windows with events are left.
        guard let tick, pending.map({ tick <= $0.tick }) ?? true else { return pending }
        return detection.schedule.window(at: tick)
    }

    private func nextTick(
        after time: Timestamp, to now: Timestamp, _ detection: Detection
    ) -> Timestamp? {
        detection.schedule.cron.next(after: time, zone: detection.schedule.zone)
            .flatMap { $0 <= now ? $0 : nil }
    }

    /// From here on the window counts as fired.
    mutating func pass(_ due: DueWindow, _ detection: Detection) {
        triggers += 1
        if due.isAmendment {
            amended.removeFirst()
            return
        }
        pending.removeFirst(pending.partitionPoint { $0.tick > due.window.tick })
        advancedTo = max(advancedTo ?? due.window.tick, due.window.tick)
        if detection.plan.answersEmptyWindows { emptyWindows += 1 }
    }

    /// Time has come to `tick`, and what was due until then has fired.
    mutating func pass(to tick: Timestamp) {
        guard advancedTo ?? Timestamp(nanoseconds: .min) < tick else { return }
        triggers += 1
        advancedTo = tick
    }

    /// Nothing is due up to `now` any more.
    mutating func finishAdvance(to now: Timestamp, _ detection: Detection) {
        if emptyWindows >= Self.emptyWindowsMax, let advancedTo,
            nextTick(after: advancedTo, to: min(now, emptyUntil ?? now), detection) != nil
        {
            counters.emptyWindowOverflow += 1
        }
        triggers += 1
        pending.removeFirst(pending.partitionPoint { $0.tick > now })
        advancedTo = max(advancedTo ?? now, now)
        emptyWindows = 0
    }

    /// Takes back that ticks after `now` have fired.
    mutating func rewind(to now: Timestamp) {
        guard let advancedTo, advancedTo > now else { return }
        self.advancedTo = now
        amended.removeAll { $0.tick > now }
        var due: [Timestamp: Window] = [:]
        for window in panes.flatMap(\.windows) where window.tick > now {
            due[window.tick] = window
        }
        pending = due.values.sorted { $0.tick < $1.tick }
    }

    /// Notes what a window gave, and picks the rows that are news.
    ///
    /// Rows that an exception covers are as if they were not there. So are rows that the throttle
    /// keeps quiet, until its period is over.
    ///
    /// - Parameters:
    ///   - start: Rows before it were looked at already.
    ///   - rowsMax: So many rows are picked at most.
    /// - Returns: The rows, and the first that was not looked at; nil when all were.
    mutating func record(
        _ result: any ResultRows, of due: DueWindow, _ detection: Detection, policy: LateEvents,
        from start: Int = 0, rowsMax: Int = .max
    ) -> (news: [FiredRow], rest: Int?) {
        let window = due.window
        let place = emitted.partitionPoint { $0.window.tick >= window.tick }
        let isKnown = place < emitted.count && emitted[place].window.tick == window.tick
        var rows: [[UInt8]: EmittedRow] = [:]
        // Taken out, so that they are changed in place.
        if isKnown { swap(&rows, &emitted[place].rows) }
        var news: [FiredRow] = []
        var added = 0
        var rest: Int?
        for index in start..<result.count {
            if news.count >= rowsMax {
                rest = index
                break
            }
            let identity = result.identity(index)
            let known = rows[identity]
            // A row that was only reported early is as new as any other. One that gives no records is
            // not made.
            let isNew = known.map { $0.revision == 0 } ?? true
            if isNew, !isToldOf(result, index, due, detection) { continue }
            let row = result.row(index)
            let digest = row.digest
            if let known, !isNew, known.digest == digest { continue }
            let revision = (known?.revision ?? 0) &+ 1
            rows[identity] = EmittedRow(revision: revision, digest: digest)
            if known == nil { added += EmittedRow.bytes(of: identity) }
            news.append(FiredRow(row: row, index: index, revision: revision))
        }
        if isKnown {
            emitted[place].rows = rows
            countEmitted(bytes: added)
            if !news.isEmpty { emitted[place].isDirty = true }
        } else if !news.isEmpty, policy != .count || rest != nil {
            // What was reported of a window that is not done is known after a restart as well.
            let window = FiredWindow(window: window, rows: rows)
            emitted.insert(window, at: place)
            countEmitted(bytes: window.bytes)
        }
        return (news, rest)
    }
}

/// A window that is to be evaluated.
struct DueWindow: Equatable, Sendable {
    let window: Window
    /// Whether it fired before, and late events have changed it since.
    let isAmendment: Bool
}

extension DetectionState {
    /// Whether a row that is new gives records.
    private mutating func isToldOf(
        _ result: any ResultRows, _ index: Int, _ due: DueWindow, _ detection: Detection
    ) -> Bool {
        if let exception = detection.exception(of: result, index, at: due.window.tick) {
            if exceptionCounts.count != detection.exceptions.count {
                exceptionCounts = Array(repeating: 0, count: detection.exceptions.count)
            }
            if !due.isAmendment {
                counters.excepted += 1
                exceptionCounts[exception] += 1
            }
            return false
        }
        guard let rule = detection.throttle else { return true }
        switch throttle.ask(result, index, rule, at: due.window.tick) {
        case .tell: return true
        case .tellUnremembered:
            counters.throttleOverflow += 1
            return true
        case .keepQuiet:
            if !due.isAmendment { counters.throttled += 1 }
            return false
        }
    }
}

extension Detection {
    /// The exception that covers a row, by its place; nil for none.
    func exception(of result: any ResultRows, _ index: Int, at tick: Timestamp) -> Int? {
        guard !exceptions.isEmpty else { return nil }
        let row = result.row(index)
        return exceptions.firstIndex { $0.covers(row, result.columns, at: tick) }
    }
}

extension Row {
    /// Equal for rows that say the same.
    var digest: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1_024)
        for cell in cells {
            switch cell {
            // The two that are long or frequent, without a list of their own.
            case .string(let text):
                bytes.append(contentsOf: "1:".utf8)
                bytes.append(counted: text)
            case .null: bytes.append(contentsOf: "0:".utf8)
            case .integer, .double, .time, .multivalue:
                let texts = cell.texts
                bytes.append(digits: texts.count)
                bytes.append(UInt8(ascii: ":"))
                for text in texts { bytes.append(counted: text) }
            }
        }
        var hash = SHA256()
        hash.update(bytes.span)
        return Array(hash.finalize().prefix(16))
    }
}
