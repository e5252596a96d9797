import CIM
import Testing

struct DisplayTextTests {
    @Test(
        "what steers a terminal, forges a line or has no shape is shown as U+FFFD",
        arguments: [
            ("plain ä 😀", "plain ä 😀"), ("\u{1B}[2J", "\u{FFFD}[2J"), ("a\nb", "a\u{FFFD}b"),
            ("\u{9B}31m", "\u{FFFD}31m"), ("\u{202E}x", "\u{FFFD}x"), ("\u{2028}", "\u{FFFD}"),
            ("\u{7F}", "\u{FFFD}"), ("a\u{200B}b", "a\u{FFFD}b"), ("", ""),
        ])
    func safe(_ text: String, _ shown: String) {
        #expect(DisplayText.safe(text) == shown)
    }

    @Test("text is cut at a character's end")
    func cut() {
        #expect(DisplayText.safe("aäb", bytesMax: 2) == "a")
        #expect(DisplayText.safe("aäb", bytesMax: 3) == "aä")
    }
}
