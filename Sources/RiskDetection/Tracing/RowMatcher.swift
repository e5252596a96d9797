package import CIM
import SPL

/// Finds the rows of a replay that an event has counted in.
package struct RowMatcher: Sendable {
    /// A row by the place of its firing and its own place there.
    package struct Place: Hashable, Sendable {
        package var firing: Int
        /// Nil for every row of the firing: where the rest of a search makes other groups, an event
        /// counts in all of them.
        package var row: Int?

        package init(firing: Int, row: Int?) {
            self.firing = firing
            self.row = row
        }
    }

    private let detections: [Detection]
    /// For each detection its firings.
    private let targets: [WindowTargets]
    /// The scans of detections that have fired, by the data set that they read.
    private var scans: [DataSet: DataSetScans]
    /// Firings looked at and rows found so far: what the work is in proportion to.
    package private(set) var steps = 0

    private struct DataSetScans: Sendable {
        var search: ScanSearch
        /// By the number of the condition.
        let scans: [(detection: Int, scan: Scan)]
    }

    package init(_ detections: [Detection], _ firings: [Firing]) {
        self.detections = detections
        var known: [[(firing: Int, Firing)]] = detections.map { _ in [] }
        for (index, firing) in firings.enumerated() {
            known[firing.detection].append((index, firing))
        }
        targets = zip(detections, known).map { WindowTargets($1, $0.plan) }
        let fired = detections.indices.filter { !known[$0].isEmpty }
        let all = fired.flatMap { index in
            detections[index].plan.scans.map { (detection: index, scan: $0) }
        }
        scans = Dictionary(grouping: all) { $0.scan.dataSet }.mapValues { scans in
            DataSetScans(
                search: ScanSearch(
                    scans.map(\.scan.predicate), of: scans[0].scan.dataSet),
                scans: scans)
        }
    }

    /// The rows of the group that the event is in, each once; where the rest of a search makes other
    /// groups of them, one place for all rows of the firing.
    package mutating func places(of event: borrowing Event) -> [Place] {
        var matched: [Int32] = []
        guard let known = scans[event.dataSet]?.scans else { return [] }
        // In place: the search remembers values.
        scans[event.dataSet]?.search.find(event, &matched)
        var places: [Place] = []
        var seen: Set<Place> = []
        var found = 0
        for number in matched {
            let (detection, scan) = known[Int(number)]
            for identity in identities(of: event, scan, detections[detection].schedule.zone) {
                found += targets[detection].forEach(at: event.time, identity) { place in
                    if seen.insert(place).inserted { places.append(place) }
                }
            }
        }
        steps += found
        return places
    }

    /// What the rows of a scan are known by that an event counts in.
    private func identities(
        of event: borrowing Event, _ scan: Scan, _ zone: TimeZoneRules
    ) -> [[UInt8]] {
        if scan.output == .stats {
            return GroupKey.keys(of: event, scan, zone: zone).keys.map {
                GroupKey.statisticIdentity($0.bytes.span, scan)
            }
        }
        var key: [UInt8] = []
        return GroupKey.write(event, of: scan, zone: zone, into: &key) ? [key] : []
    }
}

/// The firings of one detection by the time of their windows.
private struct WindowTargets: Sendable {
    private struct Target: Sendable {
        let firing: Int
        let window: Window
        /// Row identity → its places.
        let rows: [[UInt8]: [Int]]
        let isEmpty: Bool
    }

    /// Ascending by the start of the window.
    private let targets: [Target]
    /// For each the latest end of its window and those before it.
    private let latestEnds: [Timestamp]
    /// Whether the rows are those of one scan, each under the key of its group.
    private let isKeyed: Bool

    init(_ firings: [(firing: Int, Firing)], _ plan: SearchPlan) {
        let isKeyed = plan.keepsScanRows
        self.isKeyed = isKeyed
        targets = firings.map { index, firing in
            var rows: [[UInt8]: [Int]] = [:]
            if isKeyed {
                for (place, fired) in firing.rows.enumerated() {
                    rows[fired.row.identity, default: []].append(place)
                }
            }
            return Target(
                firing: index, window: firing.window, rows: rows, isEmpty: firing.rows.isEmpty)
        }.sorted { $0.window.start < $1.window.start }
        var latest = Timestamp(nanoseconds: .min)
        latestEnds = targets.map { target in
            latest = max(latest, target.window.end)
            return latest
        }
    }

    /// Calls `body` with the rows of a key in the windows that hold an instant.
    ///
    /// - Returns: How many firings and rows were looked at.
    func forEach(
        at time: Timestamp, _ key: [UInt8], _ body: (RowMatcher.Place) -> Void
    ) -> Int {
        var steps = 0
        var place = targets.partitionPoint { $0.window.start > time }
        while place > 0, latestEnds[place - 1] > time {
            place -= 1
            steps += 1
            let target = targets[place]
            guard target.window.contains(time), !target.isEmpty else { continue }
            guard isKeyed else {
                body(RowMatcher.Place(firing: target.firing, row: nil))
                continue
            }
            for row in target.rows[key] ?? [] {
                steps += 1
                body(RowMatcher.Place(firing: target.firing, row: row))
            }
        }
        return steps
    }
}

extension SearchPlan {
    /// Whether every row of the result is one of the only scan, under its key.
    fileprivate var keepsScanRows: Bool { scans.count == 1 && root.isScan(through: .chosen) }
}
