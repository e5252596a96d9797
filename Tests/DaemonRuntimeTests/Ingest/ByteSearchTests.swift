import TestSupport
import Testing

@testable import DaemonRuntime

struct ByteSearchTests {
    @Test("the first and last place of a byte, and of a tag, are those that a loop finds")
    func loops() {
        var random = SplitMix64(seed: 21)
        let pieces = [
            "<", "<E", "<Event", "<ns:Ev", "</Event>", "E", "v", "\n", " ", "x", ":", "/",
        ]
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...60, using: &random)
            let bytes = Array(
                (0..<count).compactMap { _ in pieces.randomElement(using: &random) }.joined().utf8)
            let start = Int.random(in: 0...bytes.count, using: &random)
            let range = start..<Int.random(in: start...bytes.count, using: &random)
            for byte in Array("\nEx<q".utf8) {
                let places = range.filter { bytes[$0] == byte }
                #expect(ByteSearch.first(byte, in: bytes, range) == places.first)
                #expect(ByteSearch.last(byte, in: bytes, range) == places.last)
            }
        }
    }
}
