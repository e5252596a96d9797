import CIM

/// Finds which of many words stand in a text.
///
/// A look at the text costs one table look-up a byte, however many words there are: each word is
/// known by one run of a few of its bytes, and compared as a whole where that run stands.
struct GramIndex: Sendable {
    /// Words of three bytes are looked for by all three; longer ones by four, which tell more.
    static let wordBytesMin = 3
    private static let bits = 14

    /// A word, and where its run stands in it.
    private struct Entry: Sendable {
        let word: [UInt8]
        let offset: Int
        var owners: [Int32]
    }

    private let gramBytes: Int
    private let gramMask: UInt32
    /// Whether some run has this hash.
    private var marks = [Bool](repeating: false, count: 1 << bits)
    private var entries: [UInt32: [Entry]] = [:]

    private(set) var isEmpty = true

    /// - Parameters:
    ///   - words: In lower case, each at least `gramBytes` long, and whom it belongs to.
    ///   - gramBytes: 3 or 4.
    init(_ words: [(word: [UInt8], owner: Int32)], gramBytes: Int) {
        self.gramBytes = gramBytes
        gramMask = gramBytes == 4 ? .max : 0xFF_FFFF
        var owners: [[UInt8]: [Int32]] = [:]
        for (word, owner) in words where owners[word]?.last != owner {
            owners[word, default: []].append(owner)
        }
        // The run that fewest words share tells most.
        var counts: [UInt32: Int] = [:]
        for word in owners.keys {
            for gram in Set(Self.grams(word, gramBytes)) { counts[gram, default: 0] += 1 }
        }
        for word in owners.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let grams = Self.grams(word, gramBytes)
            let best = grams.indices.min {
                (Self.commonness(grams[$0], counts), $0) < (Self.commonness(grams[$1], counts), $1)
            }
            guard let best else { continue }
            isEmpty = false
            marks[Self.hash(grams[best])] = true
            entries[grams[best], default: []].append(
                Entry(word: word, offset: best, owners: owners[word] ?? []))
        }
    }

    /// Grams that are in nearly every path or command line count as if many words had them.
    private static let common = Set(
        [
            "\\win", "wind", "indo", "ndow", "dows", "ows\\", "syst", "yste", "stem", "tem3",
            "em32", "m32\\", ".exe", "exe ", "exe\"", "c:\\w", "prog", "rogr", "ogra", "gram",
            "user", "sers", "ers\\", "http", "soft", "micr", "icro", "cros", "roso", "osof",
        ].flatMap { grams(Array($0.utf8), 4) })

    private static func commonness(_ gram: UInt32, _ counts: [UInt32: Int]) -> Int {
        counts[gram, default: 0] + (common.contains(gram) ? 1_000 : 0)
    }

    private static func grams(_ word: [UInt8], _ gramBytes: Int) -> [UInt32] {
        guard word.count >= gramBytes else { return [] }
        return (0...word.count - gramBytes).map { start in
            word[start..<start + gramBytes].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
    }

    @inline(__always)
    private static func hash(_ gram: UInt32) -> Int {
        Int((gram &* 0x9E37_79B1) >> UInt32(32 - bits))
    }

    /// Calls `body` for the owners of each word in `range` of the text, in any case; several times
    /// for a word that stands there several times.
    @inline(__always)
    func search(_ text: Span<UInt8>, _ range: Range<Int>, _ body: (Int32) -> Void) {
        guard range.count >= gramBytes else { return }
        let marks = marks.span
        var gram: UInt32 = 0
        var index = range.lowerBound
        let first = index + gramBytes - 1
        while index < range.upperBound {
            gram = (gram << 8 | UInt32(ASCIIFold.lowered(text[index]))) & gramMask
            if index >= first, marks[Self.hash(gram)] {
                found(gram, text, range, index + 1 - gramBytes, body)
            }
            index += 1
        }
    }

    private func found(
        _ gram: UInt32, _ text: Span<UInt8>, _ range: Range<Int>, _ place: Int,
        _ body: (Int32) -> Void
    ) {
        guard let found = entries[gram] else { return }
        for entry in found {
            let start = place - entry.offset
            guard start >= range.lowerBound, start + entry.word.count <= range.upperBound else {
                continue
            }
            var count = 0
            while count < entry.word.count,
                ASCIIFold.lowered(text[start + count]) == entry.word[count]
            { count += 1 }
            guard count == entry.word.count else { continue }
            for owner in entry.owners { body(owner) }
        }
    }
}
