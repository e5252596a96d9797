/// What looking for a pattern gave.
enum MatchOutcome: Equatable {
    /// The whole match, then each group.
    case found([Range<Int>?])
    case none
    /// To know would have cost more than the bounds of ``CompiledPattern`` allow.
    case gaveUp
}

/// Counts the texts of which it is not known whether a pattern matches, as that would have cost too
/// much: they count as ones that do not. Used by one thread.
package final class MatchLosses {
    package private(set) var count = 0

    package init() {}

    func note() { count += 1 }
}
