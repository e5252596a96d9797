/// A JSON value whose objects keep their order, as riskd writes it for others. `JSONNode`
/// (RiskDetection) is JSON that a search takes apart and puts together.
package enum JSONValue: Equatable, Sendable {
    case string(String)
    /// A number, as its text; the caller vouches for it being one.
    case number(String)
    case bool(Bool)
    case null
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])

    package static func integer(_ number: some BinaryInteger) -> JSONValue {
        .number(String(number))
    }

    package static func strings(_ texts: [String]) -> JSONValue {
        .array(texts.map(JSONValue.string))
    }

    package static func == (a: JSONValue, b: JSONValue) -> Bool { a.text == b.text }

    /// The value on one line, without blanks.
    package var text: String {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    package func write(to bytes: inout [UInt8]) {
        switch self {
        case .string(let text): Self.write(text, to: &bytes)
        case .number(let text): bytes.append(contentsOf: text.utf8)
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .null: bytes.append(contentsOf: "null".utf8)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let fields):
            bytes.append(UInt8(ascii: "{"))
            for (index, field) in fields.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(field.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                field.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Quoted, with every control character escaped, DEL and the C1 range among them, so that no
    /// terminal and no line splitter can be led astray by what a log holds.
    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let all = text.utf8.span
        // Nearly every text is one run that stands as it is.
        var start = 0
        var place = 0
        while place < all.count {
            if place + 8 <= all.count {
                let special = specials(of: all, at: place)
                if special == 0 {
                    place += 8
                    continue
                }
                place += special.trailingZeroBitCount / 8
            }
            guard isSpecial(all[place]), let (escape, count) = escape(all, at: place) else {
                place += 1
                continue
            }
            append(all.extracting(start..<place), to: &bytes)
            if count == 1, all[place] == UInt8(ascii: "\\") {
                // Paths of Windows are full of them.
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(UInt8(ascii: "\\"))
            } else {
                bytes.append(contentsOf: escape.utf8)
            }
            place += count
            start = place
        }
        append(all.extracting(start..<place), to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    private static func append(_ run: Span<UInt8>, to bytes: inout [UInt8]) {
        unsafe run.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    /// Which of eight bytes may be special, or are beyond ASCII.
    ///
    /// - Returns: The highest bit of each, the first byte lowest; 0 where there is none. What stands
    ///   above the lowest bit that is set may be wrong.
    @inline(__always)
    private static func specials(of text: Span<UInt8>, at place: Int) -> UInt64 {
        // Traps where there are fewer than eight; any eight bytes are a number.
        let word = UInt64(
            littleEndian: unsafe text.bytes.unsafeLoadUnaligned(
                fromByteOffset: place, as: UInt64.self))
        let ones: UInt64 = 0x0101_0101_0101_0101
        func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
        let controls = (word &- (ones &* 0x20)) & ~word
        let quotes = zeros(word ^ (ones &* 0x22)) | zeros(word ^ (ones &* 0x5C))
        return (word | controls | quotes | zeros(word ^ (ones &* 0x7F))) & (ones &* 0x80)
    }

    /// Whether a character that begins with this byte may be one that does not stand as it is.
    @inline(__always)
    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F || byte == 0xC2 || byte == 0xE2
    }

    /// What stands for the character at a place, and how many bytes that has; nil where it stands as
    /// it is.
    private static func escape(
        _ text: Span<UInt8>, at place: Int
    ) -> (text: String, bytes: Int)? {
        switch text[place] {
        case 0x22: return (#"\""#, 1)
        case 0x5C: return (#"\\"#, 1)
        case 0x0A: return (#"\n"#, 1)
        case 0x0D: return (#"\r"#, 1)
        case 0x09: return (#"\t"#, 1)
        case 0xC2 where text[place + 1] < 0xA0: return (numbered(UInt32(text[place + 1])), 2)
        case 0xE2 where text[place + 1] == 0x80 && text[place + 2] & 0xFE == 0xA8:
            return (numbered(0x2000 + UInt32(text[place + 2] & 0x3F)), 3)
        case 0xC2, 0xE2: return nil
        default: return (numbered(UInt32(text[place])), 1)
        }
    }

    private static func numbered(_ scalar: UInt32) -> String {
        let digits = String(scalar, radix: 16)
        return "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)"
    }
}
