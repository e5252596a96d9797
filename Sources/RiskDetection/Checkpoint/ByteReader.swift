/// Reads what ``ByteWriter`` wrote; every length is checked before it is believed.
struct ByteReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    private mutating func take(_ count: Int) throws(CheckpointError) -> ArraySlice<UInt8> {
        guard count <= bytes.count - place else {
            throw CheckpointError("\(count) bytes wanted, \(bytes.count - place) left")
        }
        defer { place += count }
        return bytes[place..<(place + count)]
    }

    mutating func unsigned() throws(CheckpointError) -> UInt64 {
        try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func signed() throws(CheckpointError) -> Int64 {
        Int64(bitPattern: try unsigned())
    }

    mutating func double() throws(CheckpointError) -> Double { Double(bitPattern: try unsigned()) }

    mutating func wide() throws(CheckpointError) -> Int128 {
        let low = Int128(try unsigned())
        return Int128(Int64(bitPattern: try unsigned())) << 64 | low
    }

    /// A number of things of at least one byte each, so never more than the bytes that are left.
    mutating func count() throws(CheckpointError) -> Int {
        let number = try unsigned()
        guard number <= UInt64(bytes.count - place) else {
            throw CheckpointError("a count of \(number) with \(bytes.count - place) bytes left")
        }
        return Int(number)
    }

    mutating func array() throws(CheckpointError) -> [UInt8] { Array(try take(try count())) }

    mutating func text() throws(CheckpointError) -> String {
        String(decoding: try array(), as: UTF8.self)
    }

    mutating func flag() throws(CheckpointError) -> Bool {
        guard let byte = try take(1).first, byte <= 1 else {
            throw CheckpointError("a flag that is neither 0 nor 1")
        }
        return byte == 1
    }
}
