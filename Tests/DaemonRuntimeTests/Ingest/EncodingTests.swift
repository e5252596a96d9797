import Testing

@testable import DaemonRuntime

/// Files in UTF-16, as they grow byte by byte and through restarts (hazard 16).
struct EncodingTests {
    /// U+0A0A and U+0D0A hold the bytes of line ends, U+1F50D is a surrogate pair.
    private static let text =
        "first line\r\nsecond \u{0A0A}\u{0D0A}\u{0A00} line\nthird \u{1F50D} line\n<Event>\n4\n</Event>\n"
    private static let expected = [
        "first line", "second \u{0A0A}\u{0D0A}\u{0A00} line", "third \u{1F50D} line",
        "<Event>\n4\n</Event>",
    ]

    private static func encoded(_ text: String, isBigEndian: Bool) -> [UInt8] {
        ([0xFEFF] + Array(text.utf16)).flatMap { unit in
            let bytes = [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)]
            return isBigEndian ? bytes.reversed() : bytes
        }
    }

    @Test(
        "UTF-16 that comes byte by byte, with a restart after each byte", arguments: [true, false])
    func byteByByte(isBigEndian: Bool) {
        let followed = FollowedFiles()
        for byte in Self.encoded(Self.text, isBigEndian: isBigEndian) {
            followed.files.write("/logs/app.log", [byte])
            followed.poll()
            followed.stopAndStart()
        }
        followed.poll()
        #expect(followed.lines == Self.expected)
    }

    @Test("UTF-16 with a crash after each byte", arguments: [true, false])
    func crashes(isBigEndian: Bool) {
        let bytes = Self.encoded(Self.text, isBigEndian: isBigEndian)
        for place in 1..<bytes.count {
            let followed = FollowedFiles()
            followed.files.write("/logs/app.log", Array(bytes[..<place]))
            followed.poll()
            followed.checkpoint()
            followed.files.write("/logs/app.log", Array(bytes[place...]))
            followed.poll()
            followed.crash()
            followed.poll()
            #expect(followed.lines == Self.expected, "cut at byte \(place)")
        }
    }

    @Test("a line of UTF-16 that is taken as it is within a character leaves the next ones whole")
    func partialLine() {
        let bytes = Self.encoded("first line\nsecond line\n", isBigEndian: false)
        for place in 3..<(bytes.count - 2) {
            let followed = FollowedFiles()
            followed.files.write("/logs/app.log", Array(bytes[..<place]))
            followed.poll(times: 30)
            followed.files.write("/logs/app.log", Array(bytes[place...]))
            followed.poll(times: 2)
            #expect(
                followed.lines.last == "second line" || place > 24, "cut at byte \(place)")
            #expect(followed.lines.allSatisfy { "first line second line".contains($0) })
        }
    }

    @Test("UTF-8 with a byte order mark that comes byte by byte, with restarts")
    func markOfUTF8() {
        let followed = FollowedFiles()
        for byte in "\u{FEFF}first\nsecond\n".utf8 {
            followed.files.write("/logs/app.log", [byte])
            followed.poll()
            followed.stopAndStart()
        }
        followed.poll()
        #expect(followed.lines == ["first", "second"])
    }
}
