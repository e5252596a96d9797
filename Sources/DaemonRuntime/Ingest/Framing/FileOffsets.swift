/// Where in the file the bytes of a framer's buffer stand.
///
/// For UTF-8 a difference; for text transcoded from UTF-16 the code units are counted, which only
/// such files pay for. Each byte of the buffer is counted once: a place is counted from the last one
/// that was asked for, as places are asked for in order.
struct FileOffsets {
    private var start: UInt64
    var countsCodeUnits = false
    /// The last place that was asked for, and its distance from the start in bytes of the file.
    private var known: (index: Int, bytes: UInt64) = (0, 0)

    init(start: UInt64) { self.start = start }

    /// Bytes of the file that never enter the buffer.
    mutating func skip(_ bytes: Int) { start += UInt64(bytes) }

    /// Moves the start by so many bytes of the buffer, which are about to be removed.
    mutating func drop(_ count: Int, of buffer: [UInt8]) {
        start = offset(of: count, in: buffer)
        known = (0, 0)
    }

    /// As ``offset(of:in:)``, and a later place is counted from here.
    mutating func reach(_ index: Int, in buffer: [UInt8]) -> UInt64 {
        let offset = offset(of: index, in: buffer)
        if countsCodeUnits { known = (index, offset - start) }
        return offset
    }

    func offset(of index: Int, in buffer: [UInt8]) -> UInt64 {
        guard countsCodeUnits else { return start + UInt64(index) }
        let (from, before) = index >= known.index ? known : (0, 0)
        // A scalar of four bytes is two units, any other one; both at two bytes.
        let units = buffer[from..<index].reduce(0) {
            $0 + ($1 & 0xC0 == 0x80 ? 0 : $1 >= 0xF0 ? 2 : 1)
        }
        return start + before + UInt64(units * 2)
    }
}
