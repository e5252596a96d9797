/// Finds which of many words may stand in a text, by one run of four bytes of each word.
///
/// A look at the text costs one table look-up a byte, however many words there are. It finds every
/// word that is there, and some that are not: the predicate decides.
struct GramIndex: Sendable {
    static let gramBytes = 4
    private static let bits = 14

    /// Whether some gram has this hash.
    private var marks = [Bool](repeating: false, count: 1 << bits)
    private var owners: [UInt32: [Int32]] = [:]

    private(set) var isEmpty = true

    /// - Parameter words: In lower case, each at least four bytes long, and whom it belongs to.
    init(_ words: [(word: [UInt8], owner: Int32)]) {
        // The gram that fewest words share tells most.
        var counts: [UInt32: Int] = [:]
        for (word, _) in words {
            for gram in Set(Self.grams(word)) { counts[gram, default: 0] += 1 }
        }
        for (word, owner) in words {
            let best = Self.grams(word).min {
                (Self.commonness($0, counts), $0) < (Self.commonness($1, counts), $1)
            }
            guard let best else { continue }
            isEmpty = false
            marks[Self.hash(best)] = true
            if owners[best, default: []].last != owner { owners[best, default: []].append(owner) }
        }
    }

    /// Grams that are in nearly every path or command line count as if many words had them.
    private static let common = Set(
        [
            "\\win", "wind", "indo", "ndow", "dows", "ows\\", "syst", "yste", "stem", "tem3",
            "em32", "m32\\", ".exe", "exe ", "exe\"", "c:\\w", "prog", "rogr", "ogra", "gram",
            "user", "sers", "ers\\", "http", "soft", "micr", "icro", "cros", "roso", "osof",
        ].flatMap { grams(Array($0.utf8)) })

    private static func commonness(_ gram: UInt32, _ counts: [UInt32: Int]) -> Int {
        counts[gram, default: 0] + (common.contains(gram) ? 1_000 : 0)
    }

    private static func grams(_ word: [UInt8]) -> [UInt32] {
        guard word.count >= gramBytes else { return [] }
        return (0...word.count - gramBytes).map { start in
            word[start..<start + gramBytes].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
    }

    @inline(__always)
    private static func hash(_ gram: UInt32) -> Int {
        Int((gram &* 0x9E37_79B1) >> UInt32(32 - bits))
    }

    /// Calls `body` for the owner of each word that may stand in the text; several times for one.
    @inline(__always)
    func search(_ text: ArraySlice<UInt8>, _ body: (Int32) -> Void) {
        guard text.count >= Self.gramBytes else { return }
        var gram: UInt32 = 0
        var seen = 0
        for byte in text {
            gram = gram << 8 | UInt32(ASCIIFold.lowered(byte))
            seen += 1
            guard seen >= Self.gramBytes, marks[Self.hash(gram)], let found = owners[gram] else {
                continue
            }
            for owner in found { body(owner) }
        }
    }
}
