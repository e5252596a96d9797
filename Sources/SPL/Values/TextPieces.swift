import CIM

/// Literal runs of patterns, one behind the other, and how those of one pattern match a value.
///
/// - Shape: piece p is `text[ends[p - 1]..<ends[p]]`, the first from 0. Behind the last one stand
///   bytes that belong to none.
struct TextPieces: Sendable {
    private var text = [UInt8](repeating: 0, count: ByteScan.spare)
    private var ends: [Int] = []

    var count: Int { ends.count }

    mutating func append(_ piece: [UInt8]) {
        let end = ends.last ?? 0
        text.insert(contentsOf: piece, at: end)
        ends.append(end + piece.count)
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
    ///   - ignoringCase: Whether ASCII letters of either case are the same; those of pieces are lower.
    func match(_ value: Span<UInt8>, _ pieces: Range<Int>, ignoringCase: Bool) -> Bool {
        let first = range(pieces.lowerBound)
        if pieces.count == 1 {
            return value.count == first.count && isEqual(first, value, at: 0, ignoringCase)
        }
        let last = range(pieces.upperBound - 1)
        let end = value.count - last.count
        guard end >= first.count, isEqual(first, value, at: 0, ignoringCase),
            isEqual(last, value, at: end, ignoringCase)
        else { return false }
        var start = first.count
        for index in (pieces.lowerBound + 1)..<(pieces.upperBound - 1) {
            let piece = range(index)
            guard let place = find(piece, in: value, from: start, to: end, ignoringCase) else {
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
        _ ignoringCase: Bool
    ) -> Int? {
        guard !piece.isEmpty else { return start }
        let head = text[piece.lowerBound]
        // The search for the first byte, which is most of the work, needs no folding: both cases
        // of a letter are looked for.
        let isLetter = head &- UInt8(ascii: "a") < 26
        let other = isLetter && ignoringCase ? head & 0xDF : head
        // Behind the last place where the piece has room.
        let behind = end - piece.count + 1
        var place = start
        while place < behind {
            place = ByteScan.first(head, other, other, in: value, place, behind)
            if place < behind, isEqual(piece, value, at: place, ignoringCase) {
                return place
            }
            place += 1
        }
        return nil
    }

    /// Whether a piece stands at a place; there must be room for it.
    @inline(__always)
    private func isEqual(
        _ piece: Range<Int>, _ value: Span<UInt8>, at place: Int, _ ignoringCase: Bool
    ) -> Bool {
        let text = text.span
        if ignoringCase { return ByteScan.isLowered(value, at: place, text, piece) }
        for index in 0..<piece.count
        where value[place + index] != text[piece.lowerBound + index] { return false }
        return true
    }
}
