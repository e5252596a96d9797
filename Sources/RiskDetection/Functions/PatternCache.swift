package import RegularExpressions

/// Compiled patterns by their text, so that a condition compiles its pattern once for a table rather
/// than once for a row. Used by one thread at a time: an evaluation makes its own.
package final class PatternCache {
    /// Patterns may be computed for each row, so they are not kept without bound.
    private static let countMax = 1_000

    /// Nil for a text that is no pattern.
    private var known: [String: RegularExpression?] = [:]

    /// Texts for which matching a pattern cost too much.
    let losses = MatchLosses()
    /// Times that a text was to be a pattern and is none.
    private(set) var invalid = 0

    package init() {}

    /// - Parameter compiled: Patterns that are there already.
    init(knowing compiled: [String: RegularExpression]) {
        known = compiled.mapValues { .some($0) }
    }

    package func expression(_ pattern: String) -> RegularExpression? {
        if let expression = known[pattern] {
            if expression == nil { invalid += 1 }
            return expression
        }
        if known.count >= Self.countMax { known.removeAll(keepingCapacity: true) }
        let expression = try? RegularExpression(pattern)
        known[pattern] = .some(expression)
        if expression == nil { invalid += 1 }
        return expression
    }
}
