/// Gives each text a number, in the order in which they first come.
struct TextCoder: Sendable {
    private(set) var texts = ByteStrings()
    private var index = KeyIndex()

    /// So many texts are worth a list of them whatever the rows; all hosts may come within the first
    /// thousand rows.
    private static let fewMax = 1_024

    mutating func code(of text: Span<UInt8>) -> Int32 {
        let hash = ByteHash.of(text)
        if let number = number(of: text, hash) { return Int32(number) }
        index.add(hash)
        texts.append(text)
        return Int32(texts.count - 1)
    }

    /// The number of a text; nil where it has none.
    func number(of text: Span<UInt8>) -> Int? { number(of: text, ByteHash.of(text)) }

    private func number(of text: Span<UInt8>, _ hash: UInt64) -> Int? {
        index.find(hash) { texts.equals($0, text) }
    }

    /// - Returns: Nil where there are nearly as many texts as rows.
    static func codes(of rows: ByteStrings) -> CodedTexts? {
        var coder = TextCoder()
        var codes: [Int32] = []
        codes.reserveCapacity(rows.count)
        let (bytes, places) = (rows.bytes.span, rows.places.span)
        for row in places.indices {
            codes.append(coder.code(of: bytes.extracting(places[row].range)))
            if coder.texts.count > fewMax + row / 4 { return nil }
        }
        return CodedTexts(texts: coder.texts, codes: codes)
    }

    /// For each text the place that it has among all, ascending by byte.
    static func ranks(of texts: ByteStrings) -> [Int32] {
        var ranks = [Int32](repeating: 0, count: texts.count)
        let sorted = texts.places.indices.sorted { texts.compare($0, $1) < 0 }
        for (rank, number) in sorted.enumerated() { ranks[number] = Int32(rank) }
        return ranks
    }
}

/// Some texts, each once, and for each row the number of its own.
struct CodedTexts {
    let texts: ByteStrings
    let codes: [Int32]
}
