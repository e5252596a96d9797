import CIM
import SPL

/// What raw searches ask for of each record, all of them together.
enum RawDemand {
    /// The detections with their raw searches over one data set: the fields of all of them.
    ///
    /// So an event is extracted once for all. Panes hold names and no numbers of fields, so that a
    /// detection that comes or goes leaves the panes of the others as they are.
    static func united(_ detections: [Detection]) -> [Detection] {
        guard detections.contains(where: { $0.plan.scans.contains(where: \.dataSet.isRaw) }) else {
            return detections
        }
        let names = detections.reduce(into: Set<String>()) { $0.formUnion($1.plan.rawFields) }
        let dataSet = DataSet(rawWindows: names.sorted())
        return detections.map { detection in
            guard detection.plan.scans.contains(where: \.dataSet.isRaw) else { return detection }
            var detection = detection
            detection.plan = detection.plan.rebased(onto: dataSet)
            return detection
        }
    }

    /// The event ids of all records that raw searches can match; nil where some search needs every
    /// record, and empty without raw searches.
    static func eventIDs(of detections: [Detection]) -> Set<Int>? {
        var all: Set<Int> = []
        for scan in detections.flatMap(\.plan.scans) where scan.dataSet.isRaw {
            guard let ids = scan.eventIDs else { return nil }
            all.formUnion(ids)
        }
        return all
    }
}

extension Scan {
    /// The event ids of all raw records that the scan can match; nil where the condition does not say.
    ///
    /// Example: `EventCode IN (4624, 4625) Logon_Type=3` needs 4624 or 4625.
    package var eventIDs: Set<Int>? { dataSet.isRaw ? eventIDs(of: predicate) : nil }

    private static let codeNames: Set = ["EventCode", "EventID", "signature_id"]

    private func eventIDs(of predicate: Predicate<ScanField>) -> Set<Int>? {
        switch predicate {
        case .and(let parts):
            return parts.compactMap(eventIDs).min { $0.count < $1.count }
        case .or(let parts):
            var all: Set<Int> = []
            for part in parts {
                guard let ids = eventIDs(of: part) else { return nil }
                all.formUnion(ids)
            }
            return all
        case .matches(.field(let id), let patterns)
        where Self.codeNames.contains(dataSet.fields[id.index]):
            var all: Set<Int> = []
            for pattern in patterns {
                guard pattern.isLiteral else { return nil }
                // What is no number is no event id.
                if let number = UInt16(pattern.text) { all.insert(Int(number)) }
            }
            return all
        case .matches(.absent, _): return []
        case .matches, .all, .not, .differs, .ordered, .passes, .compares, .term: return nil
        }
    }
}
