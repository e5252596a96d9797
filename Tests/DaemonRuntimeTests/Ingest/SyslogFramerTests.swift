import TestSupport
import Testing

@testable import DaemonRuntime

struct SyslogFramerTests {
    /// What comes out of a connection, whatever its cuts are: kinds and texts.
    private static func frame(
        _ text: String, chunk: Int, limit: Int = 64, refusing: Int = 0
    ) -> [String] {
        var framer = SyslogFramer(recordBytesMax: limit)
        var found: [String] = []
        var refusals = refusing
        let bytes = Array(text.utf8)
        func drain() {
            while true {
                let framing = framer.next { kind, span, start, end in
                    if refusals > 0 {
                        refusals -= 1
                        return false
                    }
                    let value = String(decoding: (0..<span.count).map { span[$0] }, as: UTF8.self)
                    found.append(kind == .record ? value : "\(kind):\(value)")
                    // Offsets are of the connection.
                    if kind == .record {
                        #expect(
                            bytes[Int(start)..<Int(start) + span.count].elementsEqual(value.utf8))
                        #expect(end >= start + UInt64(span.count))
                    }
                    return true
                }
                if framing == .needsMore { return }
            }
        }
        var place = 0
        while place < bytes.count {
            let next = min(bytes.count, place + chunk)
            framer.append(bytes[place..<next])
            drain()
            #expect(framer.pendingBytes <= limit + 16 + chunk)
            place = next
        }
        framer.finish()
        drain()
        return found
    }

    @Test(
        "messages come out whole, whatever the framing and the cuts",
        arguments: [
            ("7 <13>a b5 <1>xy", ["<13>a b", "<1>xy"]),
            // A line feed behind each counted message, and one within.
            ("7 <13>a\nb\n5 <1>xy\n", ["<13>a\nb", "<1>xy"]),
            // A message without a count among counted ones.
            ("5 <1>xy<2>line\n4 <3>z", ["<1>xy", "<2>line", "<3>z"]),
            ("<13>one\n<13>two\n<13>three", ["<13>one", "<13>two", "<13>three"]),
            // Digits that are no count: a date, a number that is part of the text.
            ("2024-01-10T00:00:00Z h a\n", ["2024-01-10T00:00:00Z h a"]),
            ("12 monkeys\nnext\n", ["12 monkeys", "next"]),
            ("0 <1>a\nb\n", ["0 <1>a", "b"]),
            ("12345678901 <1>a\n", ["12345678901 <1>a"]),
            // XML over lines, as somebody sends a file.
            ("<Event>\n<a/>\n</Event>\n<1>b\n", ["<Event>\n<a/>\n</Event>", "<1>b"]),
            ("10 {\"a\":\n\"b\"}\n\n", ["{\"a\":\n\"b\"}"]),
            // Cut off by the end of the connection.
            ("9 <1>abc", ["truncated:<1>abc"]), ("5 <1>xy17", ["<1>xy", "17"]),
            ("", []), ("12", ["12"]), ("12 ", ["12 "]), ("\n\n", []),
        ])
    func whole(_ text: String, _ expected: [String]) {
        for chunk in [1, 2, 3, 7, 1_000] {
            #expect(Self.frame(text, chunk: chunk) == expected, "in chunks of \(chunk)")
            #expect(Self.frame(text, chunk: chunk, refusing: 3) == expected, "refused at first")
        }
    }

    @Test("what is longer than the limit is told of, and what follows is read")
    func tooLong() {
        let long = String(repeating: "x", count: 200)
        for chunk in [1, 13, 4_096] {
            #expect(
                Self.frame("203 <1>\(long)5 <2>ab", chunk: chunk) == ["tooLong:", "<2>ab"])
            #expect(
                Self.frame("5 <2>ab<1>\(long)\n5 <2>ab", chunk: chunk)
                    == ["<2>ab", "tooLong:", "<2>ab"])
            #expect(Self.frame("<1>\(long)\n<2>ab\n", chunk: chunk) == ["tooLong:", "<2>ab"])
            #expect(Self.frame("999999999 <1>a", chunk: chunk) == ["tooLong:"])
        }
    }

    @Test("random bytes come out the same, however they are cut", arguments: 0..<UInt64(8))
    func random(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let pieces = [
            "5 <1>ab", "<", "\n", "12 ", "9", " ", "{", "<Event>", "</Event>", "é", "\0", "0",
        ]
        for _ in 0..<400 {
            let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            let chunk = Int.random(in: 1...9, using: &random)
            let whole = Self.frame(text, chunk: 10_000, limit: 4_000)
            #expect(Self.frame(text, chunk: chunk, limit: 4_000) == whole, "seed \(seed): \(text)")
        }
    }
}
