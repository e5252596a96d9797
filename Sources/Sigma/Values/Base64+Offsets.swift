import CIM

extension Base64 {
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
