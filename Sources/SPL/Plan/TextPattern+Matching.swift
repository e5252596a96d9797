extension TextPattern {
    /// Whether the whole of a value matches. Bytes that are not UTF-8 count as U+FFFD.
    ///
    /// Allocates nothing while value and pattern are ASCII, or case matters.
    ///
    /// - Complexity: O(value × longest piece) at worst, and O(value) in practice: pieces are
    ///   looked for from left to right and the first place of each is taken. That is enough,
    ///   because a piece that is found earlier leaves more room for those behind it.
    package func matches(_ value: Span<UInt8>) -> Bool { content.matches(value) }

    package func matches(_ value: String) -> Bool { matches(Array(value.utf8).span) }
}

extension TextPattern.Content {
    fileprivate func matches(_ value: Span<UInt8>) -> Bool {
        if matchesEverything { return true }
        if let network, let address = Self.address(value), network.contains(address) {
            return true
        }
        if isCaseSensitive { return matchesPieces(value, fold: Self.same) }
        if Self.isASCII(value) || (isASCII && !Self.hasLettersThatBecomeASCII(value)) {
            return matchesPieces(value, fold: Self.lowered)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(value.count)
        for index in value.indices { bytes.append(value[index]) }
        let folded = Array(String(decoding: bytes, as: UTF8.self).lowercased().utf8)
        return matchesPieces(folded.span, fold: Self.same)
    }

    private static func address(_ value: Span<UInt8>) -> IPAddress? {
        guard (2...45).contains(value.count) else { return nil }
        var bytes: [UInt8] = []
        for index in value.indices { bytes.append(value[index]) }
        return IPAddress(String(decoding: bytes, as: UTF8.self))
    }

    @inline(__always)
    private func matchesPieces(_ value: Span<UInt8>, fold: (UInt8) -> UInt8) -> Bool {
        let first = pieces[0]
        if pieces.count == 1 {
            return value.count == first.count && Self.equal(first, value, at: 0, fold)
        }
        let last = pieces[pieces.count - 1]
        guard value.count >= first.count + last.count,
            Self.equal(first, value, at: 0, fold),
            Self.equal(last, value, at: value.count - last.count, fold)
        else { return false }
        let end = value.count - last.count
        var start = first.count
        for index in 1..<pieces.count - 1 {
            let piece = pieces[index]
            guard let place = Self.find(piece, in: value, from: start, to: end, fold) else {
                return false
            }
            start = place + piece.count
        }
        return true
    }

    /// The first place of a piece within `start ..< end`.
    @inline(__always)
    private static func find(
        _ piece: [UInt8], in value: Span<UInt8>, from start: Int, to end: Int,
        _ fold: (UInt8) -> UInt8
    ) -> Int? {
        guard let head = piece.first else { return start }
        // Both cases of a letter differ in one bit, so that the search for the first byte, which
        // is most of the work, needs no folding.
        let isLetter = head &- UInt8(ascii: "a") < 26
        let mask: UInt8 = isLetter && fold(head & 0xDF) == head ? 0x20 : 0
        let last = end - piece.count
        var place = start
        while place <= last {
            if value[place] | mask == head, equal(piece, value, at: place, fold) { return place }
            place += 1
        }
        return nil
    }

    /// Whether a piece stands at a place; there must be room for it.
    @inline(__always)
    private static func equal(
        _ piece: [UInt8], _ value: Span<UInt8>, at place: Int, _ fold: (UInt8) -> UInt8
    ) -> Bool {
        var index = 0
        while index < piece.count {
            if fold(value[place + index]) != piece[index] { return false }
            index += 1
        }
        return true
    }

    @inline(__always)
    private static func same(_ byte: UInt8) -> UInt8 { byte }

    @inline(__always)
    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }

    private static func isASCII(_ value: Span<UInt8>) -> Bool {
        var union: UInt8 = 0
        for index in value.indices { union |= value[index] }
        return union < 0x80
    }

    /// Whether a value has U+0130 or U+212A, the only characters beyond ASCII whose lower case has
    /// ASCII in it (`i` with a dot above, and `k`). Without them an ASCII pattern can be compared
    /// by byte. Bytes that are not UTF-8 may be taken for one, which costs time only.
    private static func hasLettersThatBecomeASCII(_ value: Span<UInt8>) -> Bool {
        guard value.count >= 2 else { return false }
        for index in 0..<value.count - 1 {
            switch value[index] {
            case 0xC4: if value[index + 1] == 0xB0 { return true }
            case 0xE2: if value[index + 1] == 0x84 { return true }
            default: break
            }
        }
        return false
    }
}
