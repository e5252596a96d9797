/// Which columns of a row name risk objects and threat objects, and what is said of them.
package struct RiskAnnotation: Equatable, Sendable {
    /// Text with `$column$` tokens.
    package var message: String
    package var riskObjects: [RiskObjectField]
    package var threatObjects: [ThreatObjectField]

    package init(
        message: String, riskObjects: [RiskObjectField], threatObjects: [ThreatObjectField]
    ) {
        self.message = message
        self.riskObjects = riskObjects
        self.threatObjects = threatObjects
    }

    /// Whether it says nothing.
    package var isEmpty: Bool { message.isEmpty && riskObjects.isEmpty && threatObjects.isEmpty }
}

/// A column whose value is a risk object.
package struct RiskObjectField: Equatable, Sendable {
    package var field: String
    /// `user`, `system` or `other`.
    package var type: String
    /// 0 … 100
    package var score: Int
    /// The message of this object alone (the `finding:` schema); nil: that of the annotation.
    package var message: String?
    /// Values that stand for nobody, such as `-`: they are no risk objects.
    package var nobody: Set<String> = []

    package init(field: String, type: String, score: Int, message: String? = nil) {
        self.field = field
        self.type = type
        self.score = score
        self.message = message
    }
}

/// A column whose value is a threat object.
package struct ThreatObjectField: Equatable, Sendable {
    package var field: String
    package var type: String

    package init(field: String, type: String) {
        self.field = field
        self.type = type
    }
}
