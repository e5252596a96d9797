import TestSupport
import Testing

@testable import DaemonRuntime

/// Records do not depend on how the bytes of a file come.
struct RecordFramerTests {
    private static let pieces = [
        "<Event>", "<Event a='b'>", "</Event>", "</Event", "<Event", "<E", "</E", "</", "<", "x",
        "\n",
        "\r\n", "<EventID>1</EventID>", "<EventData/>", "{\"a\":1}", "<?xml ?>", "</Events>", "é",
        "{", "}", "[", "]", ",", ":", "\"", "\"a\":", "{\"b\":[1,{}]}", "{\"c\":\"}\\\"{\"}", "\\",
        " ",
        "[{", "},{", "{\n", "}\n", "]\n", "Record 7\n", "<n:Event>", "</n:Event>", "\0", "\u{FEFF}",
        "{\"a\":1}\n{\"a\":2}\n", "<\0E\0",
    ]

    private struct Framed: Equatable {
        var kind: FramerOutput
        var bytes: [UInt8]
        var range: Range<UInt64>
    }

    /// - Parameter chunk: Gives the length of the next one and whether it is written in place.
    private static func frame(_ text: [UInt8], _ chunk: () -> (Int, Bool)) -> [Framed] {
        var framer = RecordFramer(recordBytesMax: 60)
        var framed: [Framed] = []
        func drain() {
            while framer.next({ kind, bytes, start, end in
                framed.append(
                    Framed(kind: kind, bytes: bytes.indices.map { bytes[$0] }, range: start..<end))
                return true
            }) == .taken {}
        }
        var rest = text[...]
        while !rest.isEmpty {
            let (count, isInPlace) = chunk()
            let more = rest.prefix(count)
            if isInPlace {
                framer.append(upTo: count) { out in for byte in more { out.append(byte) } }
            } else {
                framer.append(more)
            }
            rest = rest.dropFirst(count)
            drain()
        }
        framer.finish()
        drain()
        return framed
    }

    @Test("a file is cut alike, in whatever chunks it comes", arguments: 0..<UInt64(6))
    func chunks(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<400 {
            let text = Array(
                (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                    Self.pieces.randomElement(using: &random)!
                }.joined().utf8)
            let whole = Self.frame(text) { (1_000, false) }
            for longest in [1, 2, 7, 30] {
                let chunked = Self.frame(text) {
                    (Int.random(in: 1...longest, using: &random), Bool.random(using: &random))
                }
                #expect(chunked == whole, "\(String(decoding: text, as: UTF8.self))")
            }
        }
    }
}
