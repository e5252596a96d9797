package import RiskDetection

/// Which findings a person wants to see.
package struct FindingFilter: Sendable {
    /// The score of the worst object; nil for all, also those without a score.
    package var scoreMin: Int?
    /// None for all.
    package var types: Set<DetectionType>
    package var severities: Set<Severity>

    package init(
        scoreMin: Int? = nil, types: Set<DetectionType> = [], severities: Set<Severity> = []
    ) {
        self.scoreMin = scoreMin
        self.types = types
        self.severities = severities
    }

    package func takes(_ finding: Finding) -> Bool {
        if let scoreMin, finding.score ?? -1 < scoreMin { return false }
        if !types.isEmpty, !types.contains(finding.type) { return false }
        return severities.isEmpty || severities.contains(finding.severity)
    }
}
