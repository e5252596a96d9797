import CIM
import SPL

/// What every event that a scan matches has: one of some words in one of some fields.
///
/// Derived from the predicate; the predicate itself decides. ASCII letters are compared without
/// regard to case, whatever the pattern says, so a clue may hold for more than the predicate does,
/// never for less.
struct ScanClue: Hashable {
    enum Kind: Hashable {
        /// The whole value.
        case whole
        /// A part of it.
        case part
    }

    let field: FieldID
    let kind: Kind
    /// ASCII, in lower case; of a part ``GramIndex/wordBytesMin`` at least.
    let word: [UInt8]

    /// More alternatives than this tell too little to be worth looking for.
    private static let alternativesMax = 2_000

    /// Of the clues one must hold; nil where nothing of the kind can be said.
    ///
    /// - Parameter weak: Fields whose values tell little; others are looked at rather.
    static func clues(of predicate: Predicate<ScanField>, weak: Set<FieldID>) -> [ScanClue]? {
        switch predicate {
        case .and(let parts):
            return parts.compactMap { clues(of: $0, weak: weak) }
                .min { cost($0, weak) < cost($1, weak) }
        case .or(let parts):
            var all: [ScanClue] = []
            for part in parts {
                guard let clues = clues(of: part, weak: weak) else { return nil }
                all += clues
                guard all.count <= alternativesMax else { return nil }
            }
            return all
        case .matches(.field(let field), let patterns):
            var all: [ScanClue] = []
            for pattern in patterns {
                guard let clue = clue(of: pattern, in: field) else { return nil }
                all.append(clue)
            }
            return all.count <= alternativesMax ? all : nil
        case .matches(.absent, _): return []
        case .matches(.time, _), .all, .not, .differs, .ordered, .term: return nil
        }
    }

    private static func clue(of pattern: TextPattern, in field: FieldID) -> ScanClue? {
        // A network has more addresses than words could say.
        guard pattern.network == nil else { return nil }
        let pieces = pattern.pieces.map { $0.map(ASCIIFold.lowered) }
        // Beyond ASCII letters fold in more ways than one.
        guard pieces.allSatisfy({ $0.allSatisfy { $0 < 0x80 } }) else { return nil }
        if pattern.isLiteral { return ScanClue(field: field, kind: .whole, word: pieces[0]) }
        guard let longest = pieces.max(by: { $0.count < $1.count }),
            longest.count >= GramIndex.wordBytesMin
        else { return nil }
        return ScanClue(field: field, kind: .part, word: longest)
    }

    /// How often a choice of clues will hold by chance, roughly: whole values are rarer than parts,
    /// and long words rarer than short ones.
    private static func cost(_ clues: [ScanClue], _ weak: Set<FieldID>) -> Double {
        clues.reduce(0) { sum, clue in
            let often = weak.contains(clue.field) ? 10_000.0 : 0
            return sum + often + (clue.kind == .whole ? 1 : 1 + 16 / Double(clue.word.count))
        }
    }
}

/// Letters of both cases as one.
enum ASCIIFold {
    @inline(__always)
    static func lowered(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }
}
