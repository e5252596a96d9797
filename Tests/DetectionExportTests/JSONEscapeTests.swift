import DetectionExport
import Testing

/// Texts are looked at eight bytes at a time: each character at each place of such eight.
struct JSONEscapeTests {
    /// Character by character.
    private func expected(_ text: String) -> String {
        let names: [UInt32: String] = [
            0x22: "\\\"", 0x5C: "\\\\", 0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t",
        ]
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5C, 0x0A, 0x0D, 0x09: result += names[scalar.value] ?? ""
            case ..<0x20, 0x7F..<0xA0, 0x2028, 0x2029:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static let characters: [UInt32] =
        Array(0..<0x100) + [0x2027, 0x2028, 0x2029, 0x202A, 0x20AC, 0xE000, 0x1F600]

    @Test(
        "a character is escaped or stands as it is wherever it stands", arguments: [0, 3, 7, 8, 9])
    func anyPlace(before: Int) {
        for character in Self.characters {
            guard let scalar = Unicode.Scalar(character) else { continue }
            for after in [0, 1, 8] {
                let text =
                    String(repeating: "a", count: before) + String(Character(scalar))
                    + String(repeating: "!", count: after)
                let written = JSONValue.string(text).text
                #expect(
                    written.unicodeScalars.elementsEqual(expected(text).unicodeScalars),
                    "U+\(String(character, radix: 16)) behind \(before), before \(after)")
            }
        }
    }

    @Test("characters next to each other do not hide each other")
    func neighbours() {
        let some: [String] = [
            "\u{0}", "!", "\"", "#", "\\", "]", "~", "\u{7F}", "\u{80}", "\u{1F}", " ", "é",
        ]
        for first in some {
            for second in some {
                for third in some {
                    let text = "ab" + first + second + third + "cdefghij" + first
                    #expect(
                        JSONValue.string(text).text.unicodeScalars.elementsEqual(
                            expected(text).unicodeScalars), "\(text.unicodeScalars.map(\.value))")
                }
            }
        }
    }
}
