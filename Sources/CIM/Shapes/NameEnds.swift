/// The first and the last eight bytes of a name; of a shorter one all of it, filled up with zeros,
/// twice. With its length they tell a name of up to sixteen bytes from all others.
struct NameEnds: Equatable, Sendable {
    let first: UInt64
    let last: UInt64

    @inline(__always)
    init(_ text: Span<UInt8>, _ range: Range<Int>) {
        if range.count >= 8 {
            first = ByteScan.word(text, range.lowerBound)
            last = ByteScan.word(text, range.upperBound - 8)
            return
        }
        var word: UInt64 = 0
        if range.lowerBound + 8 <= text.count {
            word = UInt64(littleEndian: ByteScan.word(text, range.lowerBound))
            word &= 1 << UInt64(range.count * 8) - 1
        } else {
            for index in range.reversed() { word = word << 8 | UInt64(text[index]) }
        }
        (first, last) = (word, word)
    }
}
