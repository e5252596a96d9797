// Fast: same answers as TextPattern; held by EventConditionsTests; saves 1.8 µs of 40 patterns.

/// Lists of patterns, of one of which any may match, so laid out that trying them counts no
/// references and looks at the value once. By reference for the same reason.
package final class PatternLists: Sendable {
    private struct List: Sendable {
        let matchesEverything: Bool
        /// The places in `patterns` of all patterns, and of those that are not plain, which come
        /// last.
        let all: Range<Int>
        let others: Range<Int>
        /// The places in `lengths` and `starts` of what belongs to the plain ones.
        let lengths: Range<Int>
        let starts: Range<Int>
    }

    private let lists: [List]
    private let patterns: [TextPattern]
    /// Of the plain patterns, ASCII without regard to case, their pieces, one behind the other; of each
    /// list literals come first, by length.
    private let pieces: TextPieces
    /// Where the literals of each length begin, and at the end where they are over.
    private let lengths: [Int]
    /// The first piece of each pattern with stars, and at the end where they are over.
    private let starts: [Int]

    package init(_ lists: [[TextPattern]]) {
        var laid: [List] = []
        var patterns: [TextPattern] = []
        var pieces = TextPieces()
        var (lengths, starts): ([Int], [Int]) = ([], [])
        for list in lists {
            let (firstPattern, firstLength, firstStart) = (
                patterns.count, lengths.count, starts.count
            )
            let plain = list.filter(\.isPlain)
            let literals = plain.filter(\.isLiteral).map { $0.pieces[0] }
            lengths.append(pieces.count)
            for literal in literals.sorted(by: { $0.count < $1.count }) {
                while lengths.count - firstLength <= literal.count { lengths.append(pieces.count) }
                pieces.append(literal)
            }
            lengths.append(pieces.count)
            starts.append(pieces.count)
            for pattern in plain where !pattern.isLiteral {
                for piece in pattern.pieces { pieces.append(piece) }
                starts.append(pieces.count)
            }
            patterns += plain
            patterns += list.filter { !$0.isPlain }
            laid.append(
                List(
                    matchesEverything: list.contains(where: \.matchesEverything),
                    all: firstPattern..<patterns.count,
                    others: firstPattern + plain.count..<patterns.count,
                    lengths: firstLength..<lengths.count, starts: firstStart..<starts.count))
        }
        (self.lists, self.patterns, self.pieces) = (laid, patterns, pieces)
        (self.lengths, self.starts) = (lengths, starts)
    }

    package var count: Int { lists.count }

    /// Whether some pattern of a list matches the whole of a value.
    package func matches(_ number: Int, _ value: Span<UInt8>) -> Bool {
        let list = lists[number]
        if list.matchesEverything { return true }
        if list.others.lowerBound > list.all.lowerBound {
            guard !TextPattern.hasLettersThatBecomeASCII(value) else {
                return patterns[list.all].contains { $0.matches(value) }
            }
            let length = list.lengths.lowerBound + value.count
            if length + 1 < list.lengths.upperBound {
                for literal in lengths[length]..<lengths[length + 1]
                where isMatch(value, literal..<literal + 1) { return true }
            }
            for place in list.starts.lowerBound..<list.starts.upperBound - 1
            where isMatch(value, starts[place]..<starts[place + 1]) { return true }
        }
        return !list.others.isEmpty && patterns[list.others].contains { $0.matches(value) }
    }

    private func isMatch(_ value: Span<UInt8>, _ range: Range<Int>) -> Bool {
        pieces.match(value, range, ignoringCase: true)
    }
}

extension TextPattern {
    /// Whether it can be compared by byte with values that have no letter which becomes ASCII.
    fileprivate var isPlain: Bool {
        content.isASCII && !isCaseSensitive && network == nil && !matchesEverything
    }
}
