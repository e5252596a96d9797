/// Names of files as text, where any bytes may be a name: what is not UTF-8 stands as characters of
/// a private range, so that the bytes can be had again.
package enum PathText {
    /// `U+10FF00` and the byte, for bytes from 0x80 on: private characters, which no name has that a
    /// person gave. Names that have them anyway are written byte by byte, too.
    private static let first: UInt32 = 0x10FF00
    private static let bytes: ClosedRange<UInt32> = 0x80...0xFF

    package static func text(_ name: [UInt8]) -> String {
        // Mostly all of it is UTF-8, and nothing of the private range.
        if let text = String(validating: name, as: UTF8.self),
            !text.unicodeScalars.contains(where: { byte(of: $0) != nil })
        {
            return text
        }
        var text = String.UnicodeScalarView()
        var rest = name[...]
        while let head = rest.first {
            if let (scalar, width) = scalar(rest), byte(of: scalar) == nil {
                text.append(scalar)
                rest = rest.dropFirst(width)
            } else {
                text.append(Unicode.Scalar(first + UInt32(head)) ?? "\u{FFFD}")
                rest = rest.dropFirst()
            }
        }
        return String(text)
    }

    /// The bytes that a text of ``text(_:)`` was made of.
    package static func bytes(_ text: String) -> [UInt8] {
        var name: [UInt8] = []
        for scalar in text.unicodeScalars {
            if let byte = byte(of: scalar) {
                name.append(byte)
            } else {
                name += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        return name
    }

    /// The byte that a character stands for, if it stands for one.
    static func byte(of scalar: Unicode.Scalar) -> UInt8? {
        guard scalar.value >= first, bytes.contains(scalar.value - first) else { return nil }
        return UInt8(scalar.value - first)
    }

    /// The character at the start of bytes, and how many it takes; nil where they are not UTF-8.
    private static func scalar(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        for width in 1...4 where width <= bytes.count {
            guard let text = String(validating: bytes.prefix(width), as: UTF8.self),
                let scalar = text.unicodeScalars.first
            else { continue }
            return (scalar, width)
        }
        return nil
    }
}
