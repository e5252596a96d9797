extension Span<UInt8> {
    /// Whether all bytes are ASCII.
    package var isASCII: Bool {
        var union: UInt64 = 0
        var place = 0
        while place &+ 8 <= count {
            // Any eight bytes are a number; the place is checked.
            union |= unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
            place &+= 8
        }
        while place < count {
            union |= UInt64(self[place])
            place &+= 1
        }
        return union & 0x8080_8080_8080_8080 == 0
    }
}
