/// What the operator decides about rules of Sigma.
package struct SigmaSettings: Hashable, Sendable {
    /// What stands in place of `%name%` behind `expand`.
    package var placeholders = SigmaPlaceholders()
    package var logSources = LogSourceTable.standard
    /// How much risk a match of a level adds, where it is not what ``RuleLevel/score`` says.
    package var scores: [RuleLevel: Int] = [:]

    package init() {}

    /// A rule without a level is one of medium level.
    package func score(of level: RuleLevel?) -> Int {
        let level = level ?? .medium
        return scores[level] ?? level.score
    }
}
