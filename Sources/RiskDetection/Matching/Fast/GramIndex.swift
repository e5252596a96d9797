// Fast: same answers as asking every scan, as a part of ScanIndex; held by ScanIndexTests; saves 43 of 48 µs, together with the other parts, of a made-up Sysmon record with all detections of ESCU, normalising included.

/// Finds which of many words stand in a text.
///
/// A look at the text costs one table look-up a byte, however many words there are: each word is
/// known by one run of a few of its bytes, and compared as a whole where that run stands.
struct GramIndex: Sendable {
    static let wordBytesMin = 2
    /// The widest run that is looked for; shorter words are looked for by all of their bytes.
    static let gramBytesMax = 4

    /// The runs of one width.
    private struct Part: Sendable {
        let width: Int
        /// Of a hash: small tables stay in the fastest memory, full ones find what is not there.
        let bits: Int
        /// Where its own begin.
        let marks: Int
    }

    /// A word, and where its run stands in it.
    private struct Entry: Sendable {
        let word: ByteStrings.Place
        let offset: Int
        /// Whose it is, in `owners`.
        let owners: Range<Int>
    }

    /// A run of bytes, and the entries that are known by it.
    private struct Gram: Sendable {
        let width: Int
        let bytes: UInt32
        let entries: Range<Int>
    }

    private var parts: [Part] = []
    /// For each part a bit for each hash that some run has.
    private var marks: [UInt64] = []
    private var words = ByteStrings()
    private var entries: [Entry] = []
    private var owners: [Int32] = []
    private var grams: [Gram] = []
    private var index = KeyIndex()

    /// - Parameter words: In lower case, each of ``wordBytesMin`` at least, and whom it belongs to.
    init(_ words: [(word: [UInt8], owner: Int32)]) {
        let byWidth = Dictionary(grouping: words) { min($0.word.count, Self.gramBytesMax) }
        for (width, words) in byWidth.sorted(by: { $0.key > $1.key }) { add(words, width) }
    }

    private mutating func add(_ words: [(word: [UInt8], owner: Int32)], _ width: Int) {
        var owners: [[UInt8]: [Int32]] = [:]
        for (word, owner) in words where owners[word]?.last != owner {
            owners[word, default: []].append(owner)
        }
        let bits = min(16, max(10, Int.bitWidth - (128 * owners.count).leadingZeroBitCount))
        parts.append(Part(width: width, bits: bits, marks: marks.count))
        marks += Array(repeating: 0, count: 1 << (bits - 6))
        for (gram, words) in Self.grams(of: Array(owners.keys), width).sorted(by: {
            $0.key < $1.key
        }) {
            let hash = LoweredText.hash(gram, bits: bits)
            marks[parts[parts.count - 1].marks + hash >> 6] |= 1 << UInt64(hash & 63)
            let first = entries.count
            for (word, offset) in words { add(word, offset, owners[word] ?? []) }
            index.add(Self.hash(gram, width))
            grams.append(Gram(width: width, bytes: gram, entries: first..<entries.count))
        }
    }

    private mutating func add(_ word: [UInt8], _ offset: Int, _ owners: [Int32]) {
        let first = self.owners.count
        self.owners += owners
        words.append(word.span)
        entries.append(
            Entry(
                word: words.places[words.count - 1], offset: offset,
                owners: first..<self.owners.count))
    }

    /// The words by the run that tells most of them: the one that fewest words share.
    private static func grams(
        of words: [[UInt8]], _ width: Int
    ) -> [UInt32: [(word: [UInt8], offset: Int)]] {
        var counts: [UInt32: Int] = [:]
        for word in words {
            for gram in Set(ByteGrams.of(word, width)) { counts[gram, default: 0] += 1 }
        }
        var chosen: [UInt32: [(word: [UInt8], offset: Int)]] = [:]
        for word in words.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let grams = ByteGrams.of(word, width)
            let uses = grams.map { commonness($0, width, counts[$0, default: 0]) }
            let best = uses.indices.min { (uses[$0], $0) < (uses[$1], $1) }
            if let best { chosen[grams[best], default: []].append((word, best)) }
        }
        return chosen
    }

    /// Runs that are in nearly every path or command line count as if many words had them.
    private static func commonness(_ gram: UInt32, _ width: Int, _ words: Int) -> Int {
        words + (CommonText.contains(gram, width) ? 1_000 : 0)
    }

    /// Calls `body` for the owners of each word in a text; several times for a word that stands
    /// there several times.
    func search(_ text: borrowing LoweredText, _ body: (Int32) -> Void) {
        for part in parts {
            let marks = marks.span.extracting(part.marks..<part.marks + 1 << (part.bits - 6))
            var place = 0
            while let next = text.firstGram(
                from: place, width: part.width, marks: marks, bits: part.bits)
            {
                found(at: next, part.width, text.text, body)
                place = next + 1
            }
        }
    }

    /// Which runs there are is known from the content, so nobody can choose them.
    private static func hash(_ gram: UInt32, _ width: Int) -> UInt64 {
        (UInt64(gram) << 3 | UInt64(width)) &* 0x9E37_79B9_7F4A_7C15
    }

    private func found(
        at place: Int, _ width: Int, _ text: Span<UInt8>, _ body: (Int32) -> Void
    ) {
        let gram = ByteGrams.at(place, text, width)
        let found = index.find(Self.hash(gram, width)) {
            grams[$0].bytes == gram && grams[$0].width == width
        }
        guard let found else { return }
        let words = words.bytes.span
        for number in grams[found].entries {
            let (entry, start) = (entries[number], place - entries[number].offset)
            guard start >= 0, start + entry.word.count <= text.count,
                text.extracting(start..<start + entry.word.count)
                    .hasBytes(of: words.extracting(entry.word.range))
            else { continue }
            for owner in entry.owners { body(owners[owner]) }
        }
    }
}
