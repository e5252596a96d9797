/// Texts of XML and JSON as what they stand for, for what looks into the value of a field.
package enum DecodedText {
    /// The characters of an element's content, or of an attribute's value: entities decoded.
    package static func xml(_ text: ArraySlice<UInt8>) -> String { decode(text, XMLText.append) }

    /// The inside of a JSON string: escapes decoded.
    package static func json(_ text: ArraySlice<UInt8>) -> String { decode(text, JSONText.append) }

    private static func decode(
        _ text: ArraySlice<UInt8>,
        _ append: (Span<UInt8>, Range<Int>, inout [UInt8]) -> Bool
    ) -> String {
        var decoded: [UInt8] = []
        let bytes = Array(text)
        _ = append(bytes.span, 0..<bytes.count, &decoded)
        return String(decoding: decoded, as: UTF8.self)
    }
}
