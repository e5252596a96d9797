// Fast: same answers as asking each TextPattern; held by PatternSearchTests; saves 99 % of the questions of PatternSearchTests.few.
import CIM
import SPL

/// Finds which of many patterns match a value, at a cost that does not grow with them.
///
/// Each pattern is known by one of its pieces, that which fewest others have: a pattern without star
/// by the whole of it, `*.example.net` by what values end in, `\\10.*` by what they begin with. Where
/// the piece stands, the pattern itself is asked. A network is found by its prefix.
///
/// By reference, so that asking counts one reference and not those of all parts.
final class PatternSearch: Sendable {
    /// Memory that is used again for each value.
    struct Memory: Sendable {
        fileprivate var lowered = LoweredText()
        /// Places of the patterns that may match, ascending, each once.
        fileprivate(set) var candidates: [Int32] = []

        init() {}
    }

    private let patterns: [TextPattern]
    private let whole: WholeIndex
    private let parts: GramIndex
    private let networks: NetworkIndex
    /// Patterns with nothing to look for, such as `*` and `*a*`: all values ask them.
    private let others: [Int32]

    /// A piece of a pattern, in lower case, with an edge where it stands at an end of the value.
    private struct Piece {
        let bytes: [UInt8]
        let isWhole: Bool
    }

    init(_ patterns: [TextPattern]) {
        var (whole, networks, others) = (WholeIndex(), NetworkIndex(), [Int32]())
        let pieces = patterns.map(Self.pieces)
        var uses: [[UInt8]: Int] = [:]
        for piece in pieces.joined() { uses[piece.bytes, default: 0] += 1 }
        var words: [(word: [UInt8], owner: Int32)] = []
        for (place, pieces) in pieces.enumerated() {
            let owner = Int32(place)
            if let network = patterns[place].network { networks.add(network, owner) }
            let best = pieces.min {
                (uses[$0.bytes] ?? 0, -$0.bytes.count) < (uses[$1.bytes] ?? 0, -$1.bytes.count)
            }
            switch best {
            case let piece? where piece.isWhole: whole.add(piece.bytes, owner)
            case let piece?: words.append((piece.bytes, owner))
            case nil: others.append(owner)
            }
        }
        parts = GramIndex(words)
        (self.patterns, self.whole, self.networks, self.others) = (
            patterns, whole, networks, others
        )
    }

    /// The pieces of a pattern that can be looked for. Case never matters here: what is found is
    /// asked again.
    private static func pieces(of pattern: TextPattern) -> [Piece] {
        let texts = pattern.pieces.map {
            Array(String(decoding: $0, as: UTF8.self).lowercased().utf8)
        }
        let edge = [LoweredText.edge]
        if texts.count == 1 { return [Piece(bytes: edge + texts[0] + edge, isWhole: true)] }
        return texts.enumerated().compactMap { number, text in
            guard !text.isEmpty else { return nil }
            let start = number == 0 ? edge : []
            let end = number == texts.count - 1 ? edge : []
            let bytes = start + text + end
            return bytes.count >= GramIndex.wordBytesMin
                ? Piece(bytes: bytes, isWhole: false) : nil
        }
    }

    /// Leaves in `memory` the patterns that may match a value: all that do, and few that do not.
    func findCandidates(for value: Span<UInt8>, _ memory: inout Memory) {
        memory.candidates.removeAll(keepingCapacity: true)
        search(value, &memory.lowered, &memory.candidates)
        guard memory.candidates.count > 1 else { return }
        memory.candidates.sort()
        memory.candidates.removeRepeated()
    }

    private func search(
        _ value: Span<UInt8>, _ lowered: inout LoweredText, _ found: inout [Int32]
    ) {
        found += others
        if value.isASCII {
            _ = lowered.fill(value)
        } else {
            // Beyond ASCII lower case is that of texts, as it is for the pieces.
            let text = Array(String(decoding: value.array, as: UTF8.self).lowercased().utf8)
            _ = lowered.fill(text.span)
        }
        whole.search(lowered.text) { found.append($0) }
        parts.search(lowered) { found.append($0) }
        if !networks.isEmpty {
            networks.search(String(decoding: value.array, as: UTF8.self)) { found.append($0) }
        }
    }

    /// Whether the pattern at a place matches a value.
    func holds(_ place: Int32, for value: Span<UInt8>) -> Bool {
        patterns[Int(place)].matches(value)
    }

    /// Whether some pattern matches a value.
    func matches(_ value: Span<UInt8>, _ memory: inout Memory) -> Bool {
        findCandidates(for: value, &memory)
        return memory.candidates.contains { holds($0, for: value) }
    }
}

extension [Int32] {
    /// Leaves each number once, in an array that ascends.
    mutating func removeRepeated() {
        guard var last = first else { return }
        var kept = 1
        for place in 1..<Swift.max(count, 1) where self[place] != last {
            last = self[place]
            self[kept] = last
            kept += 1
        }
        removeSubrange(kept...)
    }
}
