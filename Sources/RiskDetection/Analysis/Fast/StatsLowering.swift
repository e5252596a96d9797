// Fast: same answers as keeping raw events and leaving `stats` to the trunk; held by StatsLoweringTests; saves keeping the events of 198 of the 215 searches of ESCU that go straight to stats.
import CIM
import SPL

/// Lets the scan of a raw search make the groups of its first `stats`, as the scan of a `tstats` does,
/// rather than keep each event until the window is over.
///
/// That goes where what stands between the search and its `stats` takes events one by one and only
/// chooses, names and buckets: `EventCode=1 | rename User AS user | search user=a* | stats count by
/// user`. It must not matter to the aggregates in which order the events come, so `list` and `first`
/// leave a search as it is. A group keeps as many different values as `limits.values_per_group` says, as
/// with `tstats`; further ones are counted as left out, where kept events would have them.
struct StatsLowering {
    private var scans: [Scan]
    /// How often each scan is a leaf: one whose events are wanted elsewhere as well keeps them.
    private var uses: [Int]

    /// The same plan, with groups where that gives the same rows.
    static func lowered(_ plan: SearchPlan) -> SearchPlan {
        guard plan.scans.contains(where: { $0.output == .events }) else { return plan }
        var lowering = StatsLowering(
            scans: plan.scans, uses: plan.scans.map { _ in 0 })
        lowering.count(plan.root)
        let root = lowering.lowered(plan.root)
        return SearchPlan(scans: lowering.scans, root: root)
    }

    private mutating func count(_ relation: Relation) {
        if case .scan(let number) = relation { uses[number] += 1 }
        for input in relation.inputs { count(input) }
    }

    private mutating func lowered(_ relation: Relation) -> Relation {
        if case .aggregate(let input, let grouping) = relation, let events = events(input),
            let scan = scan(of: events, by: grouping)
        {
            scans[events.scan] = scan
            return .scan(events.scan)
        }
        return relation.mappingInputs { lowered($0) }
    }

    // MARK: - Events

    /// Events of one scan, each by itself.
    private struct Events {
        let scan: Int
        /// What each column shows; nil where that is not followed.
        var columns: ColumnOrigins<Origin>
        /// What is asked of them behind the scan.
        var conditions: [Predicate<ScanField>] = []

        /// A column that is not there is null.
        func origin(of column: String) -> Origin? {
            columns.contains(column) ? columns.origin(of: column) : .field(.absent(column))
        }

        func field(_ column: String) -> ScanField? {
            if case .field(let field) = origin(of: column) { field } else { nil }
        }
    }

    private enum Origin {
        case field(ScanField)
        /// The time of the event in buckets.
        case bucket(TimeSpan)
    }

    /// - Returns: Nil for a relation of another kind.
    private func events(_ relation: Relation) -> Events? {
        if case .scan(let number) = relation {
            let scan = scans[number]
            guard scan.output == .events, uses[number] == 1 else { return nil }
            return Events(
                scan: number,
                columns: ColumnOrigins(scan.keys.map { ($0.column, .field($0.field)) }))
        }
        let traits = relation.traits
        guard traits.rows <= .sorted, let input = traits.inputs.first, var events = events(input)
        else { return nil }
        if case .filter(_, let condition) = relation {
            guard let asked = asked(condition, of: events) else { return nil }
            events.conditions.append(asked)
        }
        let before = events
        events.columns.follow(traits.columns) { expression in
            switch expression {
            case .column(let name): before.origin(of: name)
            case .bucket(.column(let name), .time(let span)):
                before.field(name) == .time ? .bucket(span) : nil
            default: nil
            }
        }
        return events
    }

    /// A condition on rows as one on their events; nil where that cannot be said.
    private func asked(_ condition: Expression, of events: Events) -> Predicate<ScanField>? {
        switch condition {
        case .search(let predicate):
            // A time is compared as a number, and by its text.
            let fields = predicate.references.map(events.field)
            guard fields.allSatisfy({ $0 != nil && $0 != .time }) else { return nil }
            return predicate.mapping { events.field($0) ?? .absent($0) }
        case .and(let parts):
            let asked = parts.compactMap { self.asked($0, of: events) }
            return asked.count == parts.count ? .and(asked) : nil
        case .call(.condition(.isnotnull), let arguments):
            guard arguments.count == 1, case .column(let name) = arguments[0],
                let field = events.field(name), field != .time
            else { return nil }
            return .matches(field, [TextPattern("*")])
        default: return nil
        }
    }

    // MARK: - Groups

    private func scan(of events: Events, by grouping: Grouping) -> Scan? {
        var scan = scans[events.scan]
        let names = grouping.keys + grouping.aggregates.map(\.column)
        guard Set(names).count == names.count else { return nil }
        scan.output = .stats
        scan.keys = []
        for name in grouping.keys {
            switch events.origin(of: name) {
            case .field(let field): scan.keys.append(ScanKey(column: name, field: field))
            case .bucket(let span):
                scan.keys.append(ScanKey(column: name, field: .time, span: span))
            case nil: return nil
            }
        }
        scan.aggregates = []
        for aggregate in grouping.aggregates {
            guard let scanned = scanned(aggregate, of: events) else { return nil }
            scan.aggregates.append(scanned)
        }
        scan.predicate = .and([scan.predicate] + events.conditions)
        if events.conditions.isEmpty { scan.predicate = scans[events.scan].predicate }
        return scan
    }

    /// The aggregate as one of events; nil where it depends on the order of rows, or on more than
    /// a field.
    private func scanned(_ aggregate: RowAggregate, of events: Events) -> Aggregate? {
        func made(_ function: AggregateFunction, _ input: ScanField?) -> Aggregate {
            Aggregate(function: function, input: input, column: aggregate.column)
        }
        guard let input = aggregate.input else {
            return aggregate.function == .scanned(.count) ? made(.count, nil) : nil
        }
        guard case .column(let name) = input, let field = events.field(name) else { return nil }
        switch aggregate.function {
        case .scanned(.count), .scanned(.distinctCount), .scanned(.values), .scanned(.min),
            .scanned(.max):
            guard case .scanned(let function) = aggregate.function else { return nil }
            return made(function, field)
        // The oldest event has the least time, as long as the rows have theirs.
        case .scanned(.earliest), .scanned(.earliestTime):
            return name == "_time" && field == .time ? made(.min, .time) : nil
        case .scanned(.latest), .scanned(.latestTime):
            return name == "_time" && field == .time ? made(.max, .time) : nil
        default: return nil
        }
    }
}

extension Detection {
    /// The same, with the groups of raw searches made as events come.
    var groupingRawEvents: Detection {
        guard plan.scans.contains(where: { $0.output == .events }) else { return self }
        var detection = self
        detection.plan = StatsLowering.lowered(plan)
        return detection
    }
}
