/// Writes the bytes of a checkpoint: numbers as eight bytes, least significant first; texts and
/// lists with their count in front.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ number: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    mutating func write(_ number: Int64) { write(UInt64(bitPattern: number)) }

    mutating func write(_ number: Double) { write(number.bitPattern) }

    mutating func write(_ number: Int128) {
        write(UInt64(truncatingIfNeeded: number))
        write(UInt64(truncatingIfNeeded: number >> 64))
    }

    mutating func write(count: Int) { write(UInt64(count)) }

    mutating func write(_ value: some Collection<UInt8>) {
        write(count: value.count)
        bytes.append(contentsOf: value)
    }

    mutating func write(_ text: String) { write(Array(text.utf8)) }

    mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }
}
