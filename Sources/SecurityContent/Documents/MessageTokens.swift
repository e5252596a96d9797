/// The `$column$` tokens of a message or title.
enum MessageTokens {
    /// Names and UTF-8 offsets of the tokens, in order.
    ///
    /// A token has neither white space nor a dot nor a dollar sign between its two dollar signs,
    /// so `$5 and $user$` has one.
    ///
    /// Source: contentctl, `\$([^\s.$]+)\$`.
    static func find(in text: String) -> [(name: String, offset: Int)] {
        let bytes = Array(text.utf8)
        var tokens: [(name: String, offset: Int)] = []
        var start: Int?
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "$"):
                if let first = start, index > first + 1 {
                    let name = String(decoding: bytes[(first + 1)..<index], as: UTF8.self)
                    tokens.append((name, first))
                    start = nil
                } else {
                    start = index
                }
            case UInt8(ascii: "."), 0x09...0x0D, 0x20:
                start = nil
            default: break
            }
        }
        return tokens
    }
}
