import Glibc
import TestSupport
import Testing

@testable import DaemonRuntime

/// An output that was rotated and compressed, and a state that is older than it.
struct DeliverySurveyTests {
    private static let path = "/out/events.ndjson"
    private let files = MemoryFileSystem()

    private static func line(_ number: Int) -> String {
        "{\"_time\":1,\"event_id\":\"\(identity(number))\"}\n"
    }

    private static func identity(_ number: Int) -> String {
        String(repeating: "0", count: 31) + String(number, radix: 16)
    }

    /// Where the output ends now, as a state notes it.
    private func mark() throws -> OutputMark {
        let status = try #require(try files.status(of: Array(Self.path.utf8)))
        return OutputMark(key: status.key, size: status.size)
    }

    private func compress(_ path: String) {
        files.write(path + ".gz", GzipWriter.compress(files.contents(path)))
        files.remove(path)
    }

    private func delivery() throws -> Delivery {
        Delivery(file: try FileSink(path: Self.path, mode: 0o640, fileSystem: files))
    }

    @Test("a compressed output with more than the state knows of is ahead of it", arguments: 0...2)
    func compressedAhead(newer: Int) throws {
        files.write(Self.path, Self.line(1))
        let mark = try mark()
        for number in 0..<newer { files.write(Self.path, Self.line(2 + number)) }
        files.rename(Self.path, to: Self.path + ".1")
        compress(Self.path + ".1")
        let delivery = try delivery()
        // The state's own file is known by how long it was.
        #expect(try delivery.standing(to: mark) == (newer == 0 ? .known : .unknown))
        let (written, unread) = try delivery.survey()
        #expect(written.count == 1 + newer && unread.isEmpty)
        for number in 1...(1 + newer) { #expect(written.contains(Self.identity(number))) }
    }

    @Test(
        "a state that is several rotations old is noticed, plain or compressed",
        arguments: [true, false])
    func severalRotations(isCompressed: Bool) throws {
        files.write(Self.path, Self.line(1))
        let mark = try mark()
        files.rename(Self.path, to: Self.path + ".2")
        files.write(Self.path, Self.line(2))
        files.rename(Self.path, to: Self.path + ".1")
        if isCompressed { for number in 1...2 { compress(Self.path + ".\(number)") } }
        let delivery = try delivery()
        #expect(try delivery.standing(to: mark) == .unknown)
        #expect(try delivery.survey().written.count == 2)
    }

    @Test("a new output on the inode of the compressed one is not taken for it")
    func reusedInode() throws {
        files.write(Self.path, Self.line(1) + Self.line(2))
        let mark = try mark()
        files.rename(Self.path, to: Self.path + ".1")
        compress(Self.path + ".1")
        let delivery = try delivery()
        #expect(try self.mark().key == mark.key)
        #expect(try delivery.standing(to: mark) == .known)
        #expect(try delivery.standing(to: OutputMark(key: mark.key, size: 9)) == .unknown)
    }

    @Test("a state without an output asks rotated files as well, and an empty place says nothing")
    func withoutMark() throws {
        let delivery = try delivery()
        #expect(try delivery.standing(to: nil) == .known)
        files.write(Self.path + ".1", "")
        #expect(try delivery.standing(to: nil) == .known)
        files.write(Self.path + ".2", Self.line(1))
        #expect(try delivery.standing(to: nil) == .ahead)
    }

    @Test(
        "what another program compressed is told of, and the rest is read",
        arguments: [
            ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]), ("zst", [0x28, 0xB5, 0x2F, 0xFD, 4]),
            ("bz2", [0x42, 0x5A, 0x68, 0x39]), ("lz4", [0x04, 0x22, 0x4D, 0x18]),
            ("Z", [0x1F, 0x9D, 0x90, 0]),
        ] as [(String, [UInt8])])
    func foreign(suffix: String, head: [UInt8]) throws {
        files.write(Self.path, Self.line(1))
        let mark = try mark()
        files.rename(Self.path, to: Self.path + ".1")
        files.write(Self.path + ".2.\(suffix)", head)
        compress(Self.path + ".1")
        let delivery = try delivery()
        #expect(try delivery.standing(to: OutputMark(key: mark.key, size: 7)) == .unknown)
        let (written, unread) = try delivery.survey()
        #expect(written.count == 1 && unread == [Self.path + ".2.\(suffix)"])
    }

    @Test("a rotated file that cannot be read is told of")
    func unreadable() throws {
        files.write(Self.path + ".1", Self.line(1))
        let delivery = try delivery()
        files.fail(.open, with: [EACCES])
        #expect(try delivery.survey().unread == [Self.path + ".1"])
    }

    @Test("records beyond the limit are not remembered", arguments: 0...4)
    func countMax(most: Int) throws {
        for number in 1...3 { files.write(Self.path, Self.line(number)) }
        var written = WrittenOutput(countMax: most)
        try written.read(try files.open(Array(Self.path.utf8), for: .reading))
        #expect(written.count == min(most, 3) && written.isFull == (most <= 3))
        for number in 1...3 { #expect(written.contains(Self.identity(number)) == (number <= most)) }
    }
}
