import CIM
import SPL

/// The scans over one data set, and what they keep of its events.
struct ScanGroup: Sendable {
    let dataSet: DataSet
    /// Those that are asked of each event, as it comes.
    let asked: [ScanReference]
    /// Finds the ones that match; nil in a plain engine, which asks one after the other.
    private var search: ScanSearch?
    /// The scans that match the event last looked at, by their place in ``asked``, ascending.
    private(set) var matched: [Int32] = []
    var kept: KeptEvents

    init(
        _ dataSet: DataSet, _ references: [ScanReference], _ limits: Limits,
        _ execution: Execution
    ) {
        self.dataSet = dataSet
        asked = references.filter { [.immediate, .waiting].contains($0.strategy) }
        switch execution {
        case .plain: search = nil
        case .fast: search = ScanSearch(asked.map(\.condition), of: dataSet)
        }
        kept = KeptEvents(dataSet, references, asked: asked, search?.conditions, limits)
    }

    /// Whether scans look at every event, when a window is evaluated.
    var isDeferring: Bool { !kept.deferred.isEmpty }

    /// Leaves in ``matched`` the scans that an event satisfies.
    mutating func findMatches(of event: borrowing Event) {
        matched.removeAll(keepingCapacity: true)
        guard search == nil else {
            search?.find(event, &matched)
            return
        }
        for place in asked.indices where asked[place].condition.holds(for: event) {
            matched.append(Int32(place))
        }
    }
}

/// The scans of an engine by the data set that they read.
struct ScanGroups: Sendable {
    var all: [ScanGroup]
    /// The data set of the event before, and the group of it.
    private var last: (dataSet: ObjectIdentifier, group: Int)?

    /// - Parameter analyses: What is known of each detection's plan.
    init(
        _ detections: [Detection], _ analyses: [PlanAnalysis], _ limits: Limits,
        _ execution: Execution
    ) {
        var references: [DataSet: [ScanReference]] = [:]
        for (number, detection) in detections.enumerated() {
            for (place, scan) in detection.plan.scans.enumerated() where !scan.readsRisk {
                references[scan.dataSet, default: []].append(
                    ScanReference(
                        detection: number, scan: place, of: detection,
                        analyses[number].scans[place]))
            }
        }
        let raw = references.keys.filter(\.isRaw)
        all = (DataModel.all + raw).compactMap { dataSet in
            references[dataSet].map { ScanGroup(dataSet, $0, limits, execution) }
        }
    }

    /// The place of a data set's group; nil where no scan reads the data set.
    mutating func place(of dataSet: DataSet) -> Int? {
        let id = ObjectIdentifier(dataSet)
        if let last, last.dataSet == id { return last.group }
        guard let group = all.firstIndex(where: { $0.dataSet == dataSet }) else { return nil }
        // By identity only as long as the group holds it.
        if all[group].dataSet === dataSet { last = (id, group) }
        return group
    }
}
