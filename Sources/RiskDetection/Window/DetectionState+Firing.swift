import CIM
import SPL

extension DetectionState {
    /// The most ticks that one call works off for a search that answers empty windows as well:
    /// eleven years of hourly runs.
    static let emptyWindowsMax = 100_000

    mutating func takeAmended() -> [Window] {
        triggers += 1
        defer { amended.removeAll() }
        return amended
    }

    /// The windows that are due, ascending by tick; from here on they count as fired.
    mutating func takeDue(to now: Timestamp, _ detection: Detection) -> [Window] {
        triggers += 1
        let count = pending.partitionPoint { $0.tick > now }
        var due = Array(pending[..<count])
        pending.removeFirst(count)
        if detection.plan.answersEmptyWindows, let from = advancedTo ?? due.first?.tick {
            due = Self.everyWindow(
                from: advancedTo == nil ? Timestamp(nanoseconds: from.nanoseconds - 1) : from,
                to: now, detection)
        }
        advancedTo = max(advancedTo ?? now, now)
        return due
    }

    private static func everyWindow(
        from: Timestamp, to now: Timestamp, _ detection: Detection
    ) -> [Window] {
        var windows: [Window] = []
        var tick = from
        while windows.count < emptyWindowsMax,
            let next = detection.schedule.cron.next(after: tick, zone: detection.schedule.zone),
            next <= now
        {
            windows.append(detection.schedule.window(at: next))
            tick = next
        }
        return windows
    }

    /// Notes what a window gave, and picks the rows that are news.
    mutating func record(_ table: Table, of window: Window, policy: LateEvents) -> [FiredRow] {
        let place = emitted.partitionPoint { $0.window.tick >= window.tick }
        let isKnown = place < emitted.count && emitted[place].window.tick == window.tick
        var rows = isKnown ? emitted[place].rows : [:]
        var news: [FiredRow] = []
        for (index, row) in table.rows.enumerated() {
            let digest = row.digest
            let known = rows[row.identity]
            guard known?.digest != digest else { continue }
            let revision = (known?.revision ?? 0) + 1
            rows[row.identity] = EmittedRow(revision: revision, digest: digest)
            if known == nil, policy != .count { countEmitted(row.identity) }
            news.append(FiredRow(row: row, index: index, revision: revision))
        }
        guard case .amend = policy, !news.isEmpty else { return news }
        if isKnown {
            emitted[place].rows = rows
            emitted[place].isDirty = true
        } else {
            emitted.insert(EmittedWindow(window: window, rows: rows), at: place)
        }
        return news
    }
}

extension SearchPlan {
    /// Whether the search gives a row over a window without events (`tstats count` without `by`).
    var answersEmptyWindows: Bool { scans.contains { $0.keys.isEmpty } }
}

extension Row {
    /// Equal for rows that say the same.
    var digest: [UInt8] {
        var hash = SHA256()
        for cell in cells {
            let texts = cell.texts
            hash.update(field: "\(texts.count)")
            for text in texts { hash.update(field: text) }
        }
        return Array(hash.finalize().prefix(16))
    }
}
