import CIM

/// Literal runs of patterns, one behind the other, and how those of one pattern match a value.
///
/// - Shape: piece p is `text[ends[p - 1]..<ends[p]]`, the first from 0.
struct TextPieces: Sendable {
    private var text: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { ends.count }

    mutating func append(_ piece: [UInt8]) {
        text += piece
        ends.append(text.count)
    }

    subscript(_ piece: Int) -> [UInt8] { Array(text[range(piece)]) }

    @inline(__always)
    private func range(_ piece: Int) -> Range<Int> {
        (piece > 0 ? ends[piece - 1] : 0)..<ends[piece]
    }

    /// Whether a value is the pieces, with any runs of bytes between them.
    ///
    /// - Complexity: O(value × longest piece) at worst, and O(value) in practice: pieces are
    ///   looked for from left to right and the first place of each is taken. That is enough,
    ///   because a piece that is found earlier leaves more room for those behind it.
    /// - Parameters:
    ///   - pieces: Those of one pattern, at least one.
    ///   - fold: What a byte of the value counts as.
    @inline(__always)
    func match(_ value: Span<UInt8>, _ pieces: Range<Int>, fold: (UInt8) -> UInt8) -> Bool {
        let first = range(pieces.lowerBound)
        if pieces.count == 1 {
            return value.count == first.count && isEqual(first, value, at: 0, fold)
        }
        let last = range(pieces.upperBound - 1)
        let end = value.count - last.count
        guard end >= first.count, isEqual(first, value, at: 0, fold),
            isEqual(last, value, at: end, fold)
        else { return false }
        var start = first.count
        for index in (pieces.lowerBound + 1)..<(pieces.upperBound - 1) {
            let piece = range(index)
            guard let place = find(piece, in: value, from: start, to: end, fold) else {
                return false
            }
            start = place + piece.count
        }
        return true
    }

    /// The first place of a piece within `start ..< end`.
    @inline(__always)
    private func find(
        _ piece: Range<Int>, in value: Span<UInt8>, from start: Int, to end: Int,
        _ fold: (UInt8) -> UInt8
    ) -> Int? {
        guard !piece.isEmpty else { return start }
        let head = text[piece.lowerBound]
        // The search for the first byte, which is most of the work, needs no folding: both cases
        // of a letter are looked for.
        let isLetter = head &- UInt8(ascii: "a") < 26
        let other = isLetter && fold(head & 0xDF) == head ? head & 0xDF : head
        // Behind the last place where the piece has room.
        let behind = end - piece.count + 1
        var place = start
        while place < behind {
            place = ByteScan.first(head, other, other, in: value, place, behind)
            if place < behind, isEqual(piece, value, at: place, fold) { return place }
            place += 1
        }
        return nil
    }

    /// Whether a piece stands at a place; there must be room for it.
    @inline(__always)
    private func isEqual(
        _ piece: Range<Int>, _ value: Span<UInt8>, at place: Int, _ fold: (UInt8) -> UInt8
    ) -> Bool {
        let text = text.span
        var index = 0
        while index < piece.count {
            if fold(value[place + index]) != text[piece.lowerBound + index] { return false }
            index += 1
        }
        return true
    }

    @inline(__always)
    static func same(_ byte: UInt8) -> UInt8 { byte }

    @inline(__always)
    static func lowered(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }
}
