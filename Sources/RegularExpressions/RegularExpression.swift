/// A Perl-compatible regular expression, which is what Splunk's commands take.
///
/// Matching is by character of UTF-8 text, from left to right, anchored nowhere unless the pattern
/// is. The cost of one match is bounded: a pattern that backtracks without end finds nothing, and
/// the caller may have that counted.
package struct RegularExpression: Sendable, Hashable {
    package let pattern: String
    private let compiled: CompiledPattern
    /// Of a pattern of many alternatives: nil where it takes the whole pattern to know.
    private let alternatives: Alternatives?

    package init(_ pattern: String) throws(RegularExpressionError) {
        self.pattern = pattern
        compiled = try CompiledPattern(pattern)
        alternatives = Alternatives(pattern)
    }

    package static func == (a: RegularExpression, b: RegularExpression) -> Bool {
        a.pattern == b.pattern
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(pattern) }

    /// Groups in brackets, named or not.
    package var groupCount: Int { compiled.groupCount }

    /// Names of groups in the order in which they stand in the pattern.
    package var groupNames: [String] { compiled.names.map(\.name) }

    /// The number of the group with a name.
    package func groupNumber(named name: String) -> Int? {
        compiled.names.first { $0.name == name }?.number
    }

    /// Whether the pattern matches somewhere in the text.
    package func matches(_ text: String, _ losses: MatchLosses? = nil) -> Bool {
        let bytes = Array(text.utf8)
        if let known = alternatives?.matches(bytes, losses) { return known }
        switch compiled.match(bytes, from: 0, mayBeEmpty: true) {
        case .found: return true
        case .none: return false
        case .gaveUp:
            losses?.note()
            return false
        }
    }

    /// All matches from left to right, none overlapping another.
    ///
    /// - Parameter limit: At most as many; nil for all.
    package func matches(
        in text: String, limit: Int? = nil, _ losses: MatchLosses? = nil
    ) -> [Match] {
        let bytes = Array(text.utf8)
        var matches: [Match] = []
        var start = 0
        var mayBeEmpty = true
        while matches.count < limit ?? .max, start <= bytes.count {
            let outcome = compiled.match(bytes, from: start, mayBeEmpty: mayBeEmpty)
            if outcome == .gaveUp {
                losses?.note()
                // From later places on it would be the same again, for each.
                break
            }
            guard case .found(let ranges) = outcome, let whole = ranges[0] else {
                if mayBeEmpty { break }
                // Nothing but the empty match here: go on behind the next character.
                start += 1
                while start < bytes.count, bytes[start] & 0xC0 == 0x80 { start += 1 }
                mayBeEmpty = true
                continue
            }
            matches.append(Match(bytes: bytes, ranges: ranges))
            start = max(whole.upperBound, start)
            mayBeEmpty = !whole.isEmpty
        }
        return matches
    }

    /// The text with matches replaced.
    ///
    /// - Parameters:
    ///   - template: `\1` … `\9` and `\0` stand for groups, `\\` for a backslash.
    ///   - limit: Only the first so many; nil for all.
    package func replacing(
        in text: String, with template: String, limit: Int? = nil, _ losses: MatchLosses? = nil
    ) -> String {
        let found = matches(in: text, limit: limit, losses)
        guard !found.isEmpty else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var end = 0
        // A match that begins within the one before is none: see `\K`.
        for match in found where match.range.lowerBound >= end {
            result += bytes[end..<match.range.lowerBound]
            result += match.fill(template)
            end = match.range.upperBound
        }
        result += bytes[end...]
        return String(decoding: result, as: UTF8.self)
    }
}
