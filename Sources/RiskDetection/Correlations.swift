import SPL

/// The detections that look at risk events, and what makes the events that they look at.
struct Correlations: Sendable {
    /// The scans that look at risk events.
    let readers: [(detection: Int, scan: Int)]
    /// Of each detection whether it has one.
    private let isReader: [Bool]
    private var builder: RiskBuilder
    /// By detection, once it has given a risk event.
    private var commons: [RiskRecord.Common?]

    init(_ analyses: [PlanAnalysis], _ builder: RiskBuilder) {
        let scans = analyses.map { analysis in
            analysis.scans.indices.filter { analysis.scans[$0].strategy == .risk }
        }
        readers = scans.enumerated().flatMap { detection, places in
            places.map { (detection, $0) }
        }
        isReader = scans.map { !$0.isEmpty }
        readerCount = isReader.count { $0 }
        self.builder = builder
        commons = Array(repeating: nil, count: analyses.count)
    }

    /// How many detections look at risk events.
    let readerCount: Int

    /// Whether no detection looks at risk events.
    var isEmpty: Bool { readers.isEmpty }

    func looksAtRisk(_ detection: Int) -> Bool { isReader[detection] }

    /// The risk events of rows that are reported for the first time, as the detections see them.
    mutating func records(of firing: Firing, _ detection: Detection) -> [RiskRecord] {
        guard detection.createsRisk, !looksAtRisk(firing.detection) else { return [] }
        let common = commons[firing.detection] ?? RiskRecord.Common(detection)
        commons[firing.detection] = common
        var records: [RiskRecord] = []
        for result in builder.results(of: firing, detection) where result.revision == 1 {
            for event in builder.riskEvents(of: result) where builder.adds(event.riskObject) {
                records.append(RiskRecord(event, common))
            }
        }
        return records
    }
}
