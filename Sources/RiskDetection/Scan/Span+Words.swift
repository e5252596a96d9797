extension Span<UInt8> {
    /// Eight bytes from a place on, as one number.
    @inline(__always)
    func word(at place: Int) -> UInt64 {
        // Traps where there are fewer; any eight bytes are a number.
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
    }

    /// Four bytes from a place on, as one number.
    @inline(__always)
    func halfWord(at place: Int) -> UInt64 {
        UInt64(unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt32.self))
    }

    /// Whether another span has the same bytes.
    @inline(__always)
    func hasBytes(of other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard count >= 8 else {
            for place in indices where self[place] != other[place] { return false }
            return true
        }
        var place = 0
        while place &+ 8 <= count {
            if word(at: place) != other.word(at: place) { return false }
            place &+= 8
        }
        return word(at: count - 8) == other.word(at: count - 8)
    }
}

extension [UInt8] {
    /// Adds bytes as one block.
    @inline(__always)
    mutating func append(_ more: Span<UInt8>) {
        append(addingCapacity: more.count) { (out: inout OutputSpan<UInt8>) in
            for place in more.indices { out.append(more[place]) }
        }
    }
}
