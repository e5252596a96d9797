import ArgumentParser
import DetectionExport
import RiskDetection

/// Which findings are shown.
struct FilterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only rows with a risk object of this score at least, 0 to 100.", valueName: "score"))
    var minScore: Int?

    @Option(
        help: ArgumentHelp(
            "Only rows of detections of this type: TTP, Anomaly, Hunting or Correlation; may be "
                + "repeated.", valueName: "type"))
    var type: [DetectionType] = []

    @Option(
        help: ArgumentHelp(
            "Only rows of this severity: informational, low, medium, high or critical; may be "
                + "repeated.", valueName: "severity"))
    var severity: [Severity] = []

    func validate() throws {
        if let minScore, !(0...100).contains(minScore) {
            throw ValidationError("--min-score takes 0 to 100")
        }
    }

    var isGiven: Bool { minScore != nil || !type.isEmpty || !severity.isEmpty }

    var filter: FindingFilter {
        FindingFilter(scoreMin: minScore, types: Set(type), severities: Set(severity))
    }

    func takes(_ finding: TailedFinding) -> Bool {
        filter.takes(
            score: finding.score, type: DetectionType(argument: finding.type),
            severity: Severity(rawValue: finding.severity))
    }
}
