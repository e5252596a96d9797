package import CIM
package import RiskDetection
package import SPL

/// The scheduled search, evaluated as plainly as can be: for each tick, filter all events of the
/// window, group them, compute each aggregate of the list. No panes, no state, no order.
///
/// It shares the parser and the trunk with the engine, and nothing of the hot path.
package struct BatchOracle {
    let detection: Detection
    let events: [Event]

    package init(_ detection: Detection, _ events: [Event]) {
        self.detection = detection
        self.events = events
    }

    /// What every run returns whose window holds an event, ascending by tick.
    package func run() -> [(window: Window, table: Table)] {
        windows().map { window in
            let tables = detection.plan.scans.map { scan in
                table(of: scan, events.filter { window.contains($0.time) })
            }
            let evaluator = Evaluator(
                scans: tables, zone: detection.schedule.zone, window: window)
            return (window, evaluator.evaluate(detection.plan.root))
        }
    }

    /// Every tick from well before the first event until its window lies behind the last.
    private func windows() -> [Window] {
        guard let first = events.map(\.time).min(), let last = events.map(\.time).max() else {
            return []
        }
        let margin: Int64 = 3 * 86_400 * Timestamp.nanosecondsPerSecond
        var tick = Timestamp(nanoseconds: first.nanoseconds - margin)
        var windows: [Window] = []
        while let next = detection.schedule.cron.next(after: tick, zone: detection.schedule.zone),
            next.nanoseconds < last.nanoseconds + margin
        {
            windows.append(detection.schedule.window(at: next))
            tick = next
        }
        return windows
    }

    private func table(of scan: Scan, _ candidates: [Event]) -> Table {
        var groups: [[String]: [Event]] = [:]
        for event in candidates where holds(scan.predicate, event) {
            let key = scan.keys.map { text($0.field, event) ?? scan.nullFill }
            guard !key.contains(nil) else { continue }
            groups[key.compactMap { $0 }, default: []].append(event)
        }
        var table = Table(columns: scan.keys.map(\.column) + scan.aggregates.map(\.column))
        for key in groups.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let members = groups[key] ?? []
            let cells =
                key.map(Value.string) + scan.aggregates.map { result($0, members) }
            table.rows.append(Row(cells: cells, identity: []))
        }
        return table
    }

    private func text(_ field: ScanField, _ event: Event) -> String? {
        switch field {
        case .field(let id): event.string(id)
        case .time: event.time.epochText
        case .absent: nil
        }
    }

    private func holds(_ predicate: Predicate<ScanField>, _ event: Event) -> Bool {
        switch predicate {
        case .all: true
        case .and(let parts): parts.allSatisfy { holds($0, event) }
        case .or(let parts): parts.contains { holds($0, event) }
        case .not(let part): !holds(part, event)
        case .matches(let field, let patterns):
            text(field, event).map { value in
                patterns.contains { glob(Array($0.text.lowercased()), Array(value.lowercased())) }
            } ?? false
        case .differs(let field, let pattern):
            text(field, event).map {
                !glob(Array(pattern.text.lowercased()), Array($0.lowercased()))
            } ?? false
        case .ordered, .term: false
        }
    }

    private func glob(_ pattern: [Character], _ text: [Character]) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return (0...text.count).contains {
                glob(Array(pattern.dropFirst()), Array(text.dropFirst($0)))
            }
        }
        return text.first == first && glob(Array(pattern.dropFirst()), Array(text.dropFirst()))
    }

    private func result(_ aggregate: Aggregate, _ members: [Event]) -> Value {
        guard let input = aggregate.input else { return .integer(Int64(members.count)) }
        let values = members.compactMap { text(input, $0) }
        let distinct = Array(Set(values)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let timed = members.filter { text(input, $0) != nil }.sorted {
            ($0.time, text(input, $0) ?? "") < ($1.time, text(input, $1) ?? "")
        }
        switch aggregate.function {
        case .count: return .integer(Int64(values.count))
        case .distinctCount: return .integer(Int64(distinct.count))
        case .values: return Value(values: distinct)
        case .min where input == .time: return members.map(\.time).min().map(Value.time) ?? .null
        case .max where input == .time: return members.map(\.time).max().map(Value.time) ?? .null
        case .min: return extreme(values, first: true)
        case .max: return extreme(values, first: false)
        case .sum:
            let numbers = values.compactMap(Double.init)
            return numbers.isEmpty ? .null : .double(numbers.reduce(0, +))
        case .latest: return timed.last.flatMap { text(input, $0) }.map(Value.string) ?? .null
        case .earliest:
            let oldest = timed.filter { $0.time == timed.first?.time }
            return oldest.last.flatMap { text(input, $0) }.map(Value.string) ?? .null
        case .average, .standardDeviation: return .null
        }
    }

    private func extreme(_ values: [String], first: Bool) -> Value {
        let numbers = values.compactMap(Double.init)
        if numbers.count == values.count {
            return (first ? numbers.min() : numbers.max()).map(Value.double) ?? .null
        }
        return (first ? values.min() : values.max()).map(Value.string) ?? .null
    }
}
