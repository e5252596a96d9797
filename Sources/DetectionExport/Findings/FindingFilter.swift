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
        takes(score: finding.score, type: finding.type, severity: finding.severity)
    }

    /// - Parameters:
    ///   - type: Nil for one that this version does not know.
    ///   - severity: Likewise.
    package func takes(score: Int?, type: DetectionType?, severity: Severity?) -> Bool {
        if let scoreMin, score ?? -1 < scoreMin { return false }
        if !types.isEmpty, !(type.map(types.contains) ?? false) { return false }
        return severities.isEmpty || (severity.map(severities.contains) ?? false)
    }
}
