import RiskDetection
import Testing

struct SHA256Tests {
    /// Source: FIPS 180-4 examples, and NIST's long message of a million letters.
    @Test(
        "gives the published digests",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 10_000),
                "27dd1f61b867b6a0f6e9d8a41c43231de52107e53ae424de8f847b821db4b711"
            ),
        ])
    func digest(text: String, expected: String) {
        var hash = SHA256()
        hash.update(text.utf8)
        #expect(hash.finalize().hexadecimal == expected)
    }

    @Test("gives one digest by the processor's instructions and without them, however it is fed")
    func plainAndFast() {
        let text = (0..<400).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 7) }
        for count in 0...text.count {
            var (plain, fast, pieces) = (SHA256(isPlain: true), SHA256(), SHA256())
            plain.update(text.prefix(count))
            fast.update(text.prefix(count))
            pieces.update(text.prefix(count / 3))
            pieces.update(text[count / 3..<count])
            let digest = plain.finalize()
            #expect(fast.finalize() == digest, "\(count) bytes at once")
            #expect(pieces.finalize() == digest, "\(count) bytes in two pieces")
        }
    }

    @Test("fields with other borders give another digest")
    func fieldBorders() {
        var a = SHA256()
        a.update(field: "ab")
        a.update(field: "c")
        var b = SHA256()
        b.update(field: "a")
        b.update(field: "bc")
        #expect(a.finalize() != b.finalize())
    }
}
