/// Looking for a word or phrase without a field in the text of a record.
///
/// It stands where nothing goes on at either end: `net` is in `net use` and in `a.net.b`, and not in
/// `netsh`. A `*` at an end takes that away, and one within stands for any text. What a word is made
/// of are letters and digits: everything else, `_` included, breaks words.
///
/// Source: Splunk Search Manual, "About segmentation", and `segmenters.conf`: words are indexed
/// whole, and by their parts between minor breakers (`/ : = @ . - $ # % \ _`), so that each part is
/// found by itself.
package enum RawText {
    package static func holds(_ pattern: TextPattern, in text: Span<UInt8>) -> Bool {
        if pattern.matchesEverything { return true }
        let pieces = pattern.pieces
        if pattern.isCaseSensitive { return holds(pieces, in: text) { $0 } }
        let isASCII = pieces.allSatisfy { $0.allSatisfy { $0 < 0x80 } }
        if isASCII, !TextPattern.hasLettersThatBecomeASCII(text) {
            return holds(pieces, in: text) { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        }
        var bytes: [UInt8] = []
        for index in text.indices { bytes.append(text[index]) }
        let folded = Array(String(decoding: bytes, as: UTF8.self).lowercased().utf8)
        return holds(pieces, in: folded.span) { $0 }
    }

    /// - Parameter fold: What a byte of the text is compared as.
    private static func holds(
        _ pieces: [[UInt8]], in text: Span<UInt8>, _ fold: (UInt8) -> UInt8
    ) -> Bool {
        let last = pieces.count - 1
        var start = 0
        // A first piece that stands too early may be followed by nothing: each place counts.
        while let first = find(pieces[0], in: text, from: start, fold) {
            start = first.lowerBound + 1
            guard pieces[0].isEmpty || isEdge(text, first.lowerBound) else { continue }
            if last == 0 {
                if isEdge(text, first.upperBound) { return true }
                continue
            }
            var place: Range<Int>? = first
            for piece in pieces[1..<last] {
                place = place.flatMap { find(piece, in: text, from: $0.upperBound, fold) }
            }
            while let before = place,
                let end = find(
                    pieces[last], in: text, from: before.upperBound, fold)
            {
                if pieces[last].isEmpty || isEdge(text, end.upperBound) { return true }
                place = end.lowerBound..<end.lowerBound + 1
            }
            // What did not follow the first place that fits follows no later one.
            return false
        }
        return false
    }

    /// Whether no word goes on over a place.
    private static func isEdge(_ text: Span<UInt8>, _ place: Int) -> Bool {
        place == 0 || place == text.count || !isWord(text[place - 1]) || !isWord(text[place])
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
        default: false
        }
    }

    private static func find(
        _ piece: [UInt8], in text: Span<UInt8>, from start: Int, _ fold: (UInt8) -> UInt8
    ) -> Range<Int>? {
        guard start <= text.count else { return nil }
        guard let first = piece.first else { return start..<start }
        guard text.count >= piece.count else { return nil }
        var place = start
        while place <= text.count - piece.count {
            if fold(text[place]) == first {
                var offset = 1
                while offset < piece.count, fold(text[place + offset]) == piece[offset] {
                    offset += 1
                }
                if offset == piece.count { return place..<place + piece.count }
            }
            place += 1
        }
        return nil
    }
}
