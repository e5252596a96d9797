import CIM
package import RiskDetection
import SPL

/// Which events and fields detections need, so that it can be said which of them arrive.
package struct CoverageNeeds: Sendable {
    /// Events that detections look at.
    package enum Subject: Hashable, Comparable, Sendable {
        /// Of a data model, such as `Endpoint.Processes`.
        case model(String)
        /// Windows records of an event id.
        case eventID(Int)
        /// Every Windows record.
        case everyRecord

        package var text: String {
            switch self {
            case .model(let name): name
            case .eventID(let id): "event id \(id)"
            case .everyRecord: "every Windows record"
            }
        }
    }

    /// What one detection needs: one of the subjects of each scan, and the scan's fields.
    package struct Scan: Equatable, Sendable {
        package var subjects: [Subject]
        /// Sorted.
        package var fields: [String]
    }

    /// In the order of the detections; without scans of riskd's own risk events.
    package let scans: [[Scan]]
    package let names: [String]

    package init(_ detections: [Detection]) {
        names = detections.map(\.name)
        scans = detections.map { detection in
            detection.plan.scans.compactMap { scan in
                guard scan.dataSet != AllRisk.dataSet else { return nil }
                let fields = scan.fieldsRead.map { scan.dataSet.fields[$0.index] }
                    .filter { !Self.ofEveryEvent.contains($0) }.sorted()
                guard scan.dataSet.isRaw else {
                    return Scan(subjects: [.model(scan.dataSet.qualifiedName)], fields: fields)
                }
                let ids = scan.eventIDs.map { $0.sorted().map(Subject.eventID) }
                return Scan(subjects: ids ?? [.everyRecord], fields: fields)
            }
        }
    }

    /// What riskd itself gives every record.
    private static let ofEveryEvent: Set<String> = [
        "_raw", "_time", "source", "sourcetype", "index", "host", "eventtype", "tag",
    ]

    /// Ascending, each with its fields and how many detections need it.
    package var subjects: [(subject: Subject, fields: [String], detections: Int)] {
        var found: [Subject: (fields: Set<String>, detections: Set<Int>)] = [:]
        for (index, scans) in scans.enumerated() {
            for scan in scans {
                for subject in scan.subjects {
                    found[subject, default: ([], [])].fields.formUnion(scan.fields)
                    found[subject, default: ([], [])].detections.insert(index)
                }
            }
        }
        return found.sorted { $0.key < $1.key }.map {
            ($0.key, $0.value.fields.sorted(), $0.value.detections.count)
        }
    }

    package var needsModels: Bool {
        scans.joined().contains {
            $0.subjects.contains { if case .model = $0 { true } else { false } }
        }
    }

    package var needsRecords: Bool {
        scans.joined().contains {
            $0.subjects.contains { if case .model = $0 { false } else { true } }
        }
    }
}
