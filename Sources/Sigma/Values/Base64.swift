/// Base64 of bytes.
///
/// Source: RFC 4648, section 4.
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var number: UInt32 = 0
            for byte in group { number = number << 8 | UInt32(byte) }
            number <<= UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let isPadding = place > group.count
                let index = Int(number >> UInt32(18 - 6 * place)) & 63
                result.append(isPadding ? UInt8(ascii: "=") : alphabet[index])
            }
        }
        return result
    }

    /// What of the encoding of a longer text shows that the bytes are within: one text for each place
    /// that they may have in a group of three. Characters that also depend on neighbours are cut off.
    /// For example `abc` gives `YWJj`, `FiY` and `hYm`.
    ///
    /// Source: Sigma specification 2.1, modifiers, `base64offset`.
    static func offsets(_ bytes: [UInt8]) -> [[UInt8]] {
        (0..<3).map { shift in
            let encoded = encode([UInt8](repeating: 0x20, count: shift) + bytes)
            let first = [0, 2, 3][shift]
            let last = encoded.count - [0, 3, 2][(bytes.count + shift) % 3]
            return first < last ? Array(encoded[first..<last]) : []
        }
    }
}
