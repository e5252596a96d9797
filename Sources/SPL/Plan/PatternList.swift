/// Patterns of which any may match, so laid out that trying them counts no references and looks at
/// the value once. By reference for the same reason.
package final class PatternList: Sendable {
    private let patterns: [TextPattern]
    private let matchesEverything: Bool
    /// The plain ones: ASCII without regard to case. Their pieces, one behind the other.
    private let pieces: TextPieces
    /// The first piece of each of them, and at the end their number.
    private let starts: [Int]
    private let others: [TextPattern]

    package init(_ patterns: [TextPattern]) {
        self.patterns = patterns
        matchesEverything = patterns.contains(where: \.matchesEverything)
        var pieces = TextPieces()
        var starts = [0]
        for pattern in patterns where pattern.isPlain {
            for piece in pattern.pieces { pieces.append(piece) }
            starts.append(pieces.count)
        }
        (self.pieces, self.starts) = (pieces, starts)
        others = patterns.filter { !$0.isPlain }
    }

    /// Whether some pattern matches the whole of a value.
    package func matches(_ value: Span<UInt8>) -> Bool {
        if matchesEverything { return true }
        if starts.count > 1 {
            guard !TextPattern.hasLettersThatBecomeASCII(value) else {
                return patterns.contains { $0.matches(value) }
            }
            for index in 0..<(starts.count - 1)
            where pieces.match(value, starts[index]..<starts[index + 1], fold: TextPieces.lowered) {
                return true
            }
        }
        return !others.isEmpty && others.contains { $0.matches(value) }
    }
}

extension TextPattern {
    /// Whether it can be compared by byte with values that have no letter which becomes ASCII.
    fileprivate var isPlain: Bool {
        content.isASCII && !isCaseSensitive && network == nil && !matchesEverything
    }
}
