/// Where in the file the bytes of a framer's buffer stand.
///
/// For UTF-8 a difference; for text transcoded from UTF-16 the code units are counted, from the
/// start of the buffer on, which only such files pay for.
struct FileOffsets {
    private var start: UInt64
    var countsCodeUnits = false

    init(start: UInt64) { self.start = start }

    /// Bytes of the file that never enter the buffer.
    mutating func skip(_ bytes: Int) { start += UInt64(bytes) }

    /// Moves the start by so many bytes of the buffer, which are about to be removed.
    mutating func drop(_ count: Int, of buffer: [UInt8]) { start = offset(of: count, in: buffer) }

    func offset(of index: Int, in buffer: [UInt8]) -> UInt64 {
        guard countsCodeUnits else { return start + UInt64(index) }
        // A scalar of four bytes is two units, any other one; both at two bytes.
        let units = buffer[..<index].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : $1 >= 0xF0 ? 2 : 1) }
        return start + UInt64(units * 2)
    }
}
