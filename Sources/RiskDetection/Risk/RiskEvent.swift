/// What a detection says of one risk object: a line of the index `risk`.
package struct RiskEvent: Sendable {
    package var eventID: String
    /// Of one that is told early: the identity of the one that its row gives when the window is over,
    /// if it is still among the results then.
    package var amendedBy: String?
    package var result: ResultRow
    /// The column that names the object.
    package var riskObjectField: String
    package var riskObject: String
    /// `user`, `system` or `other`.
    package var riskObjectType: String
    /// 0 … 100
    package var riskScore: Int
    package var riskMessage: String
    package var threatObjects: [ThreatObject]
}

/// A value that stands for the attacker's side.
package struct ThreatObject: Equatable, Sendable {
    package var value: String
    package var type: String

    package init(value: String, type: String) {
        self.value = value
        self.type = type
    }
}
