import TestSupport
import Testing

@testable import DaemonRuntime

/// Records are found in every form that files have, in every cut, and from every place on.
struct FramedTextTests {
    private struct Framed: Equatable {
        var kind: FramerOutput
        var text: String
        var end: UInt64
    }

    private static func frame(
        _ bytes: [UInt8], chunk: Int, recordBytesMax: Int = 1 << 20
    ) -> [Framed] {
        var framer = RecordFramer(recordBytesMax: recordBytesMax)
        var framed: [Framed] = []
        framer.feed(bytes, piece: chunk) { kind, bytes, _, end in
            let text = String(decoding: (0..<bytes.count).map { bytes[$0] }, as: UTF8.self)
            framed.append(Framed(kind: kind, text: text, end: end))
        }
        return framed
    }

    @Test(
        "each form gives its records, in whatever chunks it comes",
        arguments: FramedText.whole + FramedText.broken)
    func records(text: FramedText) {
        let bytes = Array(text.text.utf8)
        for chunk in [bytes.count, 1, 2, 3, 7] {
            let framed = Self.frame(bytes, chunk: chunk)
            #expect(framed.map(\.text) == text.records, "chunks of \(chunk)")
            #expect(framed.allSatisfy { $0.kind == .record })
        }
    }

    @Test(
        "each form gives its records in UTF-16, with a mark and without",
        arguments: FramedText.whole + FramedText.broken, [true, false])
    func utf16(text: FramedText, isBigEndian: Bool) {
        for mark in [[0xFEFF], []] as [[UInt16]] {
            let bytes = (mark + Array(text.text.utf16)).flatMap { unit in
                let bytes = [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)]
                return isBigEndian ? bytes.reversed() : bytes
            }
            for chunk in [bytes.count, 1, 5] {
                #expect(Self.frame(bytes, chunk: chunk).map(\.text) == text.records)
            }
        }
    }

    @Test("a file goes on with a restart after each byte", arguments: FramedText.whole)
    func restarts(text: FramedText) {
        let followed = FollowedFiles()
        for byte in text.text.utf8 {
            followed.files.write("/logs/app.log", [byte])
            followed.poll()
            followed.stopAndStart()
        }
        // Long enough for what is not finished to be taken as it is.
        for _ in 0..<4 { followed.poll(afterSeconds: 30) }
        #expect(followed.lines == text.records)
    }

    @Test(
        "a file goes on with a crash after each byte, also where descriptors are few",
        arguments: FramedText.whole)
    func crashes(text: FramedText) {
        let bytes = Array(text.text.utf8)
        for place in stride(from: 1, to: bytes.count, by: 5) {
            let followed = FollowedFiles(openFilesMax: 1)
            followed.files.write("/logs/app.log", Array(bytes[..<place]))
            followed.files.write("/logs/other.log", "x\n")
            followed.poll()
            followed.checkpoint()
            followed.files.write("/logs/app.log", Array(bytes[place...]))
            followed.files.write("/logs/other.log", "y\n")
            followed.poll()
            followed.crash()
            for _ in 0..<4 { followed.poll(afterSeconds: 30) }
            let lines = followed.lines.filter { $0 != "x" && $0 != "y" }
            #expect(lines == text.records, "cut at byte \(place)")
        }
    }

    @Test("an object beyond the limit counts once and takes nothing else with it")
    func tooLong() {
        let long =
            "{\n" + (0..<20).map { "  \"key\($0)\": {\"x\": 1},\n" }.joined() + "  \"z\": 1\n}\n"
        let text = "{\"a\":1}\n\(long){\"b\":2}\n[\(long.dropLast()),{\"c\":3}]\n{\"d\":4}\n"
        for chunk in [1, 50, 10_000] {
            let framed = Self.frame(Array(text.utf8), chunk: chunk, recordBytesMax: 100)
            #expect(
                framed.map { $0.kind == .tooLong ? "too long" : $0.text }
                    == ["{\"a\":1}", "too long", "{\"b\":2}", "too long", "{\"d\":4}"])
        }
    }

    @Test("what is looked past has a bound, in whatever chunks it comes")
    func bounds() {
        func run(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
        let (one, two) = (#"{"a":1}"#, #"{"b":2}"#)
        let prefix = run("p", 70)
        let lines: [(text: String, records: [String])] = [
            (one + run(" ", 12) + two, [one, two]), (one + run(" ", 12) + "x", [one, "x"]),
            (run("[", 5_000) + "x", [run("[", 5_000 - 4_096) + "x"]),
            ("{" + run(" ", 2_000) + "\"a\":1}", ["{" + run(" ", 2_000) + "\"a\":1}"]),
            (run("a", 5_000), [run("a", 5_000)]),
            ("<\(prefix):Event></\(prefix):Event>", ["<\(prefix):Event></\(prefix):Event>"]),
        ]
        for (text, records) in lines {
            for chunk in [1, 100_000] {
                let framed = Self.frame(Array("\(text)\n\(one)\n".utf8), chunk: chunk)
                #expect(framed.map(\.text) == records + [one])
            }
        }
    }

    @Test("no cut of a form takes more with it than the record that it cuts")
    func cuts() {
        for text in FramedText.objects {
            let bytes = Array(text.text.utf8)
            for place in 1..<bytes.count {
                let whole = #"{"behind":1}"#
                let cut = bytes[..<place] + Array("\n\(whole)\n\(whole)\n".utf8)
                let framed = Self.frame(Array(cut), chunk: cut.count)
                #expect(
                    framed.suffix(2).map(\.text) == [whole, whole],
                    "\(text.name), cut at byte \(place)")
                #expect(framed.count <= text.records.count + 2, "\(text.name) at \(place)")
            }
        }
    }

    @Test("braces that are opened again and again cost no more than the depth that is followed")
    func nested() {
        // Each line opens an object that the next one could be the value of.
        let bytes = Array(String(repeating: "{\"a\":\n", count: 20_000).utf8)
        let clock = ContinuousClock()
        let spent = clock.measure {
            #expect(Self.frame(bytes, chunk: 1 << 16).count == 20_000)
        }
        #expect(spent < .seconds(30))
    }
}
