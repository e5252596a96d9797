/// A word, bracket or sign of the condition of a rule, and its UTF-8 offset.
struct ConditionToken: Equatable {
    enum Kind: Equatable {
        case open, close
        /// A name, a pattern of names, or a word such as `and`.
        case word(String)
        case other(String)
    }

    let kind: Kind
    let offset: Int

    static func read(_ text: String) -> [ConditionToken] {
        let bytes = Array(text.utf8)
        var tokens: [ConditionToken] = []
        var index = 0
        while index < bytes.count {
            let start = index
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D:
                index += 1
                continue
            case UInt8(ascii: "("): tokens.append(ConditionToken(kind: .open, offset: start))
            case UInt8(ascii: ")"): tokens.append(ConditionToken(kind: .close, offset: start))
            case let byte where isWord(byte):
                while index + 1 < bytes.count, isWord(bytes[index + 1]) { index += 1 }
                let word = String(decoding: bytes[start...index], as: UTF8.self)
                tokens.append(ConditionToken(kind: .word(word), offset: start))
            default:
                while index + 1 < bytes.count, bytes[index + 1] & 0xC0 == 0x80 { index += 1 }
                let sign = String(decoding: bytes[start...index], as: UTF8.self)
                tokens.append(ConditionToken(kind: .other(sign), offset: start))
            }
            index += 1
        }
        return tokens
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "*"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
