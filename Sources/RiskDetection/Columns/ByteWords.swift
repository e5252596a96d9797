import CIM

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

    /// A number of four bytes, the least significant first.
    @inline(__always)
    func count(at place: Int) -> Int { Int(UInt32(littleEndian: UInt32(halfWord(at: place)))) }

    /// A number of two bytes, the least significant first.
    @inline(__always)
    func number(at place: Int) -> Int {
        // Traps where there are fewer; any two bytes are a number.
        let number = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt16.self)
        return Int(UInt16(littleEndian: number))
    }

    /// An instant of eight bytes of nanoseconds, the least significant first.
    @inline(__always)
    func time(at place: Int) -> Timestamp {
        Timestamp(nanoseconds: Int64(bitPattern: UInt64(littleEndian: word(at: place))))
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

    /// How many bytes at the beginning are those of another span, which is as long.
    @inline(__always)
    func commonCount(_ other: Span<UInt8>) -> Int {
        var place = 0
        while place &+ 8 <= count {
            let difference = UInt64(littleEndian: word(at: place) ^ other.word(at: place))
            if difference != 0 { return place + difference.trailingZeroBitCount / 8 }
            place &+= 8
        }
        while place < count, self[place] == other[place] { place &+= 1 }
        return place
    }

    /// How many bytes go on with a character that began before them.
    var continuationCount: Int {
        // Mostly there are none, and that is seen at once.
        guard !isASCII else { return 0 }
        var sum = 0
        var place = 0
        while place &+ 8 <= count {
            let word = word(at: place)
            sum &+= (word & ~(word << 1) & 0x8080_8080_8080_8080).nonzeroBitCount
            place &+= 8
        }
        while place < count {
            if self[place] & 0xC0 == 0x80 { sum &+= 1 }
            place &+= 1
        }
        return sum
    }
}

extension [UInt8] {
    /// Adds bytes as one block.
    @inline(__always)
    mutating func append(_ more: Span<UInt8>) {
        unsafe more.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    /// Adds a number, least significant byte first.
    @inline(__always)
    mutating func append(littleEndian number: some FixedWidthInteger) {
        append(addingCapacity: number.bitWidth / 8) { (out: inout OutputSpan<UInt8>) in
            out.append(littleEndian: number)
        }
    }
}

extension OutputSpan<UInt8> {
    /// Adds bytes as one block; traps where there is no room for them.
    @inline(__always)
    mutating func append(_ more: Span<UInt8>) {
        precondition(more.count <= freeCapacity)
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            unsafe more.withUnsafeBufferPointer { source in
                guard let from = source.baseAddress, let to = buffer.baseAddress else { return }
                unsafe (to + count).initialize(from: from, count: source.count)
            }
            count += more.count
        }
    }

    /// Adds a number, least significant byte first.
    @inline(__always)
    mutating func append(littleEndian number: some FixedWidthInteger) {
        let number = number.littleEndian
        let width = number.bitWidth / 8
        precondition(width <= freeCapacity)
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            unsafe UnsafeMutableRawBufferPointer(buffer).storeBytes(
                of: number, toByteOffset: count, as: type(of: number))
            count += width
        }
    }
}
