import SPL

/// How a text may stand in a record as bytes.
///
/// Source: Sigma specification 2.1, modifiers, "Encoding".
enum TextEncoding: Sendable {
    case utf16LittleEndian
    case utf16BigEndian
    /// Little-endian behind a byte order mark.
    case utf16WithMark

    func encode(_ text: WildcardText) -> WildcardText {
        let encoded = text.mapLiterals { bytes in
            String(decoding: bytes, as: UTF8.self).utf16.flatMap { unit in
                let (low, high) = (UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8))
                return self == .utf16BigEndian ? [high, low] : [low, high]
            }
        }
        return self == .utf16WithMark ? WildcardText([.literal([0xFF, 0xFE])]) + encoded : encoded
    }
}
