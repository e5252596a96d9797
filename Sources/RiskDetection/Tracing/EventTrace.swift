package import CIM
package import SPL

/// How far one event alone gets through a detection: what each of its scans says, and the rows
/// behind each operator of the trunk.
package struct EventTrace: Sendable {
    /// What a scan makes of the event.
    package enum ScanOutcome: Equatable, Sendable {
        /// The event is of another data set.
        case otherDataSet
        case conditionFalse
        /// A `by` field is null and nothing stands for it.
        case nullKey
        case matched
    }

    /// An operator of the trunk and what it gave.
    package struct Step: Sendable {
        package var relation: Relation
        package var table: Table
    }

    /// One for each scan of the plan.
    package let scans: [ScanOutcome]
    /// The runs whose window holds the event, ascending.
    package let windows: [Window]
    /// For the first of the windows, from the leaves up; the last is the result of the search.
    package let steps: [Step]

    package init(of event: Event, in detection: Detection, limits: Limits = Limits()) {
        var scans: [ScanOutcome] = []
        var tables: [Table] = []
        for scan in detection.plan.scans {
            var groups = GroupTable()
            scans.append(Self.add(event, scan, detection, limits, to: &groups))
            tables.append(groups.table(of: scan))
        }
        self.scans = scans
        windows = detection.schedule.windows(containing: event.time)
        guard let window = windows.first else {
            steps = []
            return
        }
        let evaluator = Evaluator(
            scans: tables, zone: detection.schedule.zone, window: window)
        steps = Self.steps(of: detection.plan.root, evaluator)
    }

    private static func add(
        _ event: Event, _ scan: Scan, _ detection: Detection, _ limits: Limits,
        to groups: inout GroupTable
    ) -> ScanOutcome {
        guard scan.dataSet == event.dataSet else { return .otherDataSet }
        guard scan.predicate.holds(for: event) else { return .conditionFalse }
        var key: [UInt8] = []
        guard GroupKey.write(event, of: scan, zone: detection.schedule.zone, into: &key) else {
            return .nullKey
        }
        var counters = DetectionCounters()
        groups.add(
            event, key: GroupKey(bytes: key), aggregates: scan.aggregates, limits: limits,
            room: limits.stateBytes, counters: &counters)
        return .matched
    }

    /// The operators of a tree, each behind those that it takes rows from, with what each gave.
    private static func steps(of relation: Relation, _ evaluator: Evaluator) -> [Step] {
        let inputs = relation.inputs.map { steps(of: $0, evaluator) }
        let table = evaluator.table(of: relation, over: inputs.compactMap { $0.last?.table })
        return inputs.flatMap(\.self) + [Step(relation: relation, table: table)]
    }
}
