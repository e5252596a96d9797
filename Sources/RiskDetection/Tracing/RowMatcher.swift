package import CIM
import SPL

/// Finds the rows of a replay that an event has counted in.
package struct RowMatcher: Sendable {
    /// A row by the place of its firing and its own place there.
    package struct Place: Hashable, Sendable {
        package var firing: Int
        package var row: Int

        package init(firing: Int, row: Int) {
            self.firing = firing
            self.row = row
        }
    }

    private struct Target: Sendable {
        let firing: Int
        let window: Window
        /// Row identity → its places.
        let rows: [[UInt8]: [Int]]
        let count: Int
    }

    private let detections: [Detection]
    /// For each detection its firings.
    private var targets: [[Target]]
    /// Of detections whose rows are those of one scan, each under the key of its group.
    private let isKeyed: [Bool]

    package init(_ detections: [Detection], _ firings: [Firing]) {
        self.detections = detections
        targets = detections.map { _ in [] }
        isKeyed = detections.map(\.plan.keepsScanRows)
        for (index, firing) in firings.enumerated() {
            var rows: [[UInt8]: [Int]] = [:]
            for (place, fired) in firing.rows.enumerated() {
                rows[fired.row.identity, default: []].append(place)
            }
            targets[firing.detection].append(
                Target(
                    firing: index, window: firing.window, rows: rows, count: firing.rows.count))
        }
    }

    /// The rows of the group that the event is in; where the rest of a search makes other groups of
    /// them, all rows of the firing.
    package func places(of event: Event) -> [Place] {
        var places: [Place] = []
        for (index, detection) in detections.enumerated() where !targets[index].isEmpty {
            let open = targets[index].filter { $0.window.contains(event.time) }
            guard !open.isEmpty else { continue }
            for scan in detection.plan.scans
            where scan.dataSet == event.dataSet && scan.predicate.holds(for: event) {
                var key: [UInt8] = []
                guard
                    GroupKey.write(
                        event, of: scan, zone: detection.schedule.zone, into: &key)
                else { continue }
                for target in open {
                    let rows = isKeyed[index] ? target.rows[key] ?? [] : Array(0..<target.count)
                    for row in rows {
                        let place = Place(firing: target.firing, row: row)
                        if !places.contains(place) { places.append(place) }
                    }
                }
            }
        }
        return places
    }
}

extension SearchPlan {
    /// Whether every row of the result is one of the only scan, under its key.
    var keepsScanRows: Bool { scans.count == 1 && root.isScan(through: .chosen) }
}
