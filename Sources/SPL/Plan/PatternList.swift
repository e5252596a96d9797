/// Patterns of which any may match, so laid out that trying them counts no references and looks at
/// the value once. By reference for the same reason.
package final class PatternList: Sendable {
    private let patterns: [TextPattern]
    private let matchesEverything: Bool
    /// The plain ones: ASCII without regard to case. Their pieces, one behind the other; literals come
    /// first, by length.
    private let pieces: TextPieces
    /// Where the literals of each length begin, and at the end their number.
    private let lengths: [Int]
    /// The first piece of each pattern with stars, and at the end that of all.
    private let starts: [Int]
    private let others: [TextPattern]

    package init(_ patterns: [TextPattern]) {
        self.patterns = patterns
        matchesEverything = patterns.contains(where: \.matchesEverything)
        others = patterns.filter { !$0.isPlain }
        let plain = patterns.filter(\.isPlain)
        var pieces = TextPieces()
        let literals = plain.filter(\.isLiteral).map { $0.pieces[0] }
        var lengths = [0]
        for literal in literals.sorted(by: { $0.count < $1.count }) {
            while lengths.count <= literal.count { lengths.append(pieces.count) }
            pieces.append(literal)
        }
        lengths.append(pieces.count)
        var starts = [pieces.count]
        for pattern in plain where !pattern.isLiteral {
            for piece in pattern.pieces { pieces.append(piece) }
            starts.append(pieces.count)
        }
        (self.pieces, self.lengths, self.starts) = (pieces, lengths, starts)
    }

    /// Whether some pattern matches the whole of a value.
    package func matches(_ value: Span<UInt8>) -> Bool {
        if matchesEverything { return true }
        if pieces.count > 0 {
            guard !TextPattern.hasLettersThatBecomeASCII(value) else {
                return patterns.contains { $0.matches(value) }
            }
            if value.count + 1 < lengths.count {
                for literal in lengths[value.count]..<lengths[value.count + 1]
                where isMatch(value, literal..<literal + 1) { return true }
            }
            for index in 0..<(starts.count - 1)
            where isMatch(value, starts[index]..<starts[index + 1]) { return true }
        }
        return !others.isEmpty && others.contains { $0.matches(value) }
    }

    private func isMatch(_ value: Span<UInt8>, _ range: Range<Int>) -> Bool {
        pieces.match(value, range, fold: TextPieces.lowered)
    }
}

extension TextPattern {
    /// Whether it can be compared by byte with values that have no letter which becomes ASCII.
    fileprivate var isPlain: Bool {
        content.isASCII && !isCaseSensitive && network == nil && !matchesEverything
    }
}
