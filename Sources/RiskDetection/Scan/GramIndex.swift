/// Finds which of many words stand in a text.
///
/// A look at the text costs one table look-up a byte, however many words there are: each word is
/// known by one run of a few of its bytes, and compared as a whole where that run stands.
struct GramIndex: Sendable {
    static let wordBytesMin = 2
    /// The widest run that is looked for; shorter words are looked for by all of their bytes.
    static let gramBytesMax = 4

    /// A word, and where its run stands in it.
    private struct Entry: Sendable {
        let word: [UInt8]
        let offset: Int
        var owners: [Int32]
    }

    private let gramBytes: Int
    /// Of a hash: small tables stay in the fastest memory, full ones find what is not there.
    private let bits: Int
    /// A bit for each hash that some run has.
    private var marks: [UInt64]
    private var entries: [UInt32: [Entry]] = [:]

    /// - Parameters:
    ///   - words: In lower case, each at least `gramBytes` long, and whom it belongs to.
    ///   - gramBytes: ``wordBytesMin`` to ``gramBytesMax``.
    init(_ words: [(word: [UInt8], owner: Int32)], gramBytes: Int) {
        self.gramBytes = gramBytes
        var owners: [[UInt8]: [Int32]] = [:]
        for (word, owner) in words where owners[word]?.last != owner {
            owners[word, default: []].append(owner)
        }
        bits = min(16, max(10, Int.bitWidth - (128 * owners.count).leadingZeroBitCount))
        marks = Array(repeating: 0, count: 1 << (bits - 6))
        // The run that fewest words share tells most.
        var counts: [UInt32: Int] = [:]
        for word in owners.keys {
            for gram in Set(ByteGrams.of(word, gramBytes)) { counts[gram, default: 0] += 1 }
        }
        for word in owners.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let grams = ByteGrams.of(word, gramBytes)
            let best = grams.indices.min { a, b in
                (Self.commonness(word, a, gramBytes, counts[grams[a], default: 0]), a)
                    < (Self.commonness(word, b, gramBytes, counts[grams[b], default: 0]), b)
            }
            guard let best else { continue }
            let hash = LoweredText.hash(grams[best], bits: bits)
            marks[hash >> 6] |= 1 << UInt64(hash & 63)
            entries[grams[best], default: []].append(
                Entry(word: word, offset: best, owners: owners[word] ?? []))
        }
    }

    /// Runs that are in nearly every path or command line count as if many words had them.
    private static func commonness(
        _ word: [UInt8], _ start: Int, _ gramBytes: Int, _ words: Int
    ) -> Int {
        words + (CommonText.contains(Array(word[start..<start + gramBytes])) ? 1_000 : 0)
    }

    /// Calls `body` for the owners of each word in a text; several times for a word that stands
    /// there several times.
    func search(_ text: borrowing LoweredText, _ body: (Int32) -> Void) {
        var place = 0
        while let next = text.firstGram(
            from: place, width: gramBytes, marks: marks.span, bits: bits)
        {
            found(at: next, text.text, body)
            place = next + 1
        }
    }

    private func found(at place: Int, _ text: Span<UInt8>, _ body: (Int32) -> Void) {
        var gram: UInt32 = 0
        for index in (place..<place + gramBytes).reversed() { gram = gram << 8 | UInt32(text[index]) }
        guard let found = entries[gram] else { return }
        for entry in found {
            let start = place - entry.offset
            guard start >= 0, start + entry.word.count <= text.count else { continue }
            var count = 0
            while count < entry.word.count, text[start + count] == entry.word[count] { count += 1 }
            guard count == entry.word.count else { continue }
            for owner in entry.owners { body(owner) }
        }
    }
}
