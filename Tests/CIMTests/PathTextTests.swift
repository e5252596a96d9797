import Testing

@testable import CIM

/// Names of files as text, back to the same bytes.
struct PathTextTests {
    private static let names: [[UInt8]] = [
        [], Array("/var/log/app.log".utf8), Array("/var/log/Größe 日本 🦊".utf8),
        [0x63, 0x61, 0x66, 0xE9], [0xFF, 0xFE], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80],
        Array("a".utf8) + [0xC3, 0xA9, 0xC3] + Array("z".utf8),
        // The private characters themselves.
        Array("\u{10FF80}x\u{10FFFF}".utf8), Array("\u{10FF7F}".utf8),
    ]

    @Test("any bytes come back, and what is UTF-8 stays readable", arguments: names)
    func roundTrip(name: [UInt8]) {
        let text = PathText.text(name)
        #expect(PathText.bytes(text) == name)
        if let readable = String(validating: name, as: UTF8.self),
            !readable.contains("\u{10FF80}")
        {
            #expect(text == readable)
        }
    }

    @Test("every byte is shown as itself or escaped, within the limit")
    func display() {
        #expect(DisplayText.safe(PathText.text([0x63, 0xE9, 0x0A, 0x80])) == "c\\xE9\u{FFFD}\\x80")
        #expect(DisplayText.safe(PathText.text([0x63, 0xE9, 0x64]), bytesMax: 4) == "c")
        #expect(DisplayText.safe(PathText.text([0x63, 0xE9, 0x64]), bytesMax: 5) == "c\\xE9")
        for byte in UInt8(0x80)...0xFF { #expect(PathText.bytes(PathText.text([byte])) == [byte]) }
    }
}
