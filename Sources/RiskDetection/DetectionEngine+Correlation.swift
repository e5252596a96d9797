import CIM
import SPL

/// Risk events as events: searches over `Risk.All_Risk` see what other detections have found.
///
/// Runs are worked off tick by tick, at each tick correlations first, and the risk events of a run are
/// there for the next: so a correlation sees those of all runs scheduled before its own, at their
/// `_time`, as it does in Splunk, however many ticks one call advances over. Risk events of its own tick, or such as carry
/// an earlier `_time` than a window that has fired, are late events and treated as those are.
///
/// - A row gives its risk events to correlations once: a later revision of it changes no score.
/// - Risk events without a score, of objects that nobody knows, are not among them.
/// - Correlations feed none, so there is no circle. Their risk events are written like any other.
extension DetectionEngine {
    /// Whether some detection looks at risk events.
    var correlates: Bool { !correlations.isEmpty }

    /// Places of the scans over risk events in each detection, by detection.
    static func correlations(
        of detections: [Detection]
    ) -> [(detection: Int, scans: [Int])] {
        detections.indices.compactMap { index in
            let scans = detections[index].plan.scans.indices.filter {
                detections[index].plan.scans[$0].dataSet == AllRisk.dataSet
            }
            return scans.isEmpty ? nil : (index, scans)
        }
    }

    func looksAtRisk(_ detection: Int) -> Bool {
        correlations.contains { $0.detection == detection }
    }

    /// Gives the risk events of new rows to the detections that look at them.
    mutating func feed(_ firing: Firing?) {
        guard let firing else { return }
        let detection = detections[firing.detection]
        guard detection.createsRisk, !looksAtRisk(firing.detection) else { return }
        for result in riskBuilder.results(of: firing, detection) where result.revision == 1 {
            for record in riskBuilder.records(of: result) {
                if case .risk(let event) = record, riskBuilder.adds(event.riskObject) {
                    ingest(RiskRecord(event), at: firing.window.tick)
                }
            }
        }
    }

    private mutating func ingest(_ record: RiskRecord, at tick: Timestamp) {
        for (index, scans) in correlations {
            let detection = detections[index]
            for place in scans {
                let scan = detection.plan.scans[place]
                guard scan.predicate.holds(for: record) else { continue }
                let groups = GroupKey.keys(of: record, scan, zone: detection.schedule.zone)
                if groups.isCut { noteCombinations(of: index) }
                admit(record, groups.keys, scan: place, of: index, at: tick)
            }
        }
    }
}
