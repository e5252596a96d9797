import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Texts as numbers, and numbers as texts.
struct TextCoderTests {
    private static func strings(_ texts: [String]) -> ByteStrings {
        var strings = ByteStrings()
        for text in texts { strings.append(Array(text.utf8).span) }
        return strings
    }

    @Test("texts are coded but where nearly every row has its own, beyond a thousand of them")
    func few() throws {
        // 1,024 and a quarter of the rows before.
        for (count, isCoded) in [(1_024, true), (1_364, true), (1_365, true), (1_366, false)] {
            let texts = (0..<count).map { "text \($0)" }
            let coded = TextCoder.codes(of: Self.strings(texts))
            #expect((coded != nil) == isCoded, "\(count)")
            if let coded { #expect(coded.codes.map { coded.texts.text(Int($0)) } == texts) }
        }
        let repeated = (0..<8_000).map { "text \($0 % 2_000)" }
        #expect(TextCoder.codes(of: Self.strings(repeated)) == nil)
        let seldom = (0..<8_000).map { "text \($0 / 4)" }
        let coded = try #require(TextCoder.codes(of: Self.strings(seldom)))
        #expect(coded.texts.count == 2_000)
        #expect(coded.codes.map { coded.texts.text(Int($0)) } == seldom)
    }

    @Test("a number of a field is a decimal number that is short and finite", arguments: 0..<20)
    func numbers(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let text = String(
                (0..<Int.random(in: 0...8, using: &random)).map { _ in
                    "0123456789.-+eExn ".randomElement(using: &random) ?? "0"
                })
            let number = NumericText.number(text)
            let expected = DecimalText.isNumber(text) ? Double(text) : nil
            #expect(number == expected.flatMap { $0.isFinite ? $0 : nil }, "\(text)")
        }
        #expect(NumericText.number("1e999") == nil && DecimalText.isNumber("1e999"))
    }
}
