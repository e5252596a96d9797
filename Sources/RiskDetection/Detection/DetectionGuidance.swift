/// What the author of a detection tells the person who looks at its rows.
package struct DetectionGuidance: Equatable, Sendable {
    /// Which logs it needs, and how they get there.
    package var howToImplement: String
    package var knownFalsePositives: String
    /// Addresses, as written.
    package var references: [String]

    package init(
        howToImplement: String = "", knownFalsePositives: String = "", references: [String] = []
    ) {
        self.howToImplement = howToImplement
        self.knownFalsePositives = knownFalsePositives
        self.references = references
    }
}
