import Foundation
import Glibc
import RingBuffer
import TestSupport
import Testing

@testable import DaemonRuntime

/// What a glob may match on a real disk beside log files.
final class OddEntriesTests {
    private let directory: TemporaryDirectory
    private var second = 1

    init() throws {
        directory = try TemporaryDirectory()
        for name in ["logs", "elsewhere"] { unsafe mkdir(directory.path + "/" + name, 0o755) }
    }

    private func source(_ patterns: [String]) -> FileSource {
        FileSource(
            [
                FileSource.Settings(
                    name: "logs", patterns: patterns.map { directory.path + $0 },
                    startsAtEnd: false)
            ],
            FileSource.Environment(
                fileSystem: DiskFileSystem(), recordBytesMax: 1 << 20, openFilesMax: 20,
                partialLineNanoseconds: nil),
            known: FileSource.Known(), numbers: StreamNumbers(after: 0))
    }

    private func found(_ source: FileSource) -> Set<String> {
        source.poll(now: 1)
        return Set(
            source.takeEvents().compactMap {
                if case .found(let path, _) = $0 {
                    String(path.dropFirst(directory.path.count))
                } else {
                    nil
                }
            })
    }

    @Test("odd-entries: only regular files are read: no pipe, socket, device, directory or loop")
    func oddEntries() throws {
        let logs = directory.path + "/logs"
        try directory.append(Array("line\n".utf8), to: "logs/app.log")
        unsafe mkfifo(logs + "/pipe.log", 0o600)
        unsafe mkdir(logs + "/directory.log", 0o755)
        unsafe symlink("/dev/zero", logs + "/zero.log")
        unsafe symlink("loop.log", logs + "/loop.log")
        unsafe symlink("nothing.log", logs + "/dangling.log")
        // A name that is not UTF-8.
        let name = Array((logs + "/").utf8) + [0xFF, 0xFE] + Array(".log".utf8)
        let file = unsafe open(name.map { CChar(bitPattern: $0) } + [0], O_CREAT | O_WRONLY, 0o600)
        #expect(file >= 0)
        close(file)
        #expect(found(source(["/logs/*.log"])) == ["/logs/app.log", "/logs/\u{FFFD}\u{FFFD}.log"])
    }

    @Test(
        "symlink-attack: a link that a wildcard finds may not lead out of the followed directories")
    func strayLinks() throws {
        let logs = directory.path + "/logs"
        try directory.append(Array("secret\n".utf8), to: "elsewhere/secret.log")
        try directory.append(Array("line\n".utf8), to: "logs/app-1.log")
        unsafe symlink(directory.path + "/elsewhere/secret.log", logs + "/planted.log")
        unsafe symlink("app-1.log", logs + "/current.log")
        #expect(found(source(["/logs/*.log"])) == ["/logs/app-1.log"])
        // The operator wrote this name out.
        #expect(found(source(["/logs/planted.log"])) == ["/logs/planted.log"])
        // And here said that the other directory is followed as well.
        let both = found(source(["/logs/*.log", "/elsewhere/*.none"]))
        #expect(both == ["/logs/app-1.log", "/logs/planted.log"])
    }

    @Test("symlink-swap: behind the old target the new one is read, and the old one to its end")
    func symlinkSwap() throws {
        let logs = directory.path + "/logs"
        try directory.append("a 1\n".utf8, to: "logs/a")
        try directory.append("b 1\n".utf8, to: "logs/b")
        unsafe symlink("a", logs + "/current.log")
        let source = source(["/logs/current.log"])
        #expect(read(source) == ["a 1"])
        try directory.append("a 2\n".utf8, to: "logs/a")
        unsafe symlink("b", logs + "/new")
        unsafe rename(logs + "/new", logs + "/current.log")
        #expect(read(source).sorted() == ["a 2", "b 1"])
        // Writers may hold the old one for a while.
        try directory.append("a 3\n".utf8, to: "logs/a")
        try directory.append("b 2\n".utf8, to: "logs/b")
        #expect(read(source).sorted() == ["a 3", "b 2"])
    }

    @Test("truncate-hole: a gigabyte of nothing is jumped over on a real disk")
    func hole() throws {
        try directory.append("one\n".utf8, to: "logs/app.log")
        let source = source(["/logs/app.log"])
        #expect(read(source) == ["one"])
        let path = directory.path + "/logs/app.log"
        let size = 1 << 30
        #expect(unsafe truncate(path, 0) == 0)
        #expect(unsafe truncate(path, size) == 0)
        try directory.append("two\n".utf8, to: "logs/app.log")
        let began = ContinuousClock.now
        var lines = read(source)
        for _ in 0..<20 where lines.isEmpty { lines += read(source) }
        #expect(lines == ["two"])
        // Reading the hole takes seconds, and jumping over it nothing.
        #expect(ContinuousClock.now - began < .seconds(10))
    }

    private func read(_ source: FileSource) -> [String] {
        second += 1
        source.poll(now: UInt64(second) * 1_000_000_000)
        return RecordRing(capacityBytes: 1 << 22).split { producer, consumer in
            var sink = RingWriter(producer: producer)
            var consumer = consumer
            for _ in 0..<2_000 where source.read(into: &sink) == .more {}
            _ = sink.publish()
            var lines: [String] = []
            while case .some(()) = consumer.pop({ header, payload in
                guard RingMessage(rawValue: header.kind) == .record else { return }
                let bytes = (0..<payload.count).map { payload[$0] }
                lines.append(String(decoding: bytes, as: UTF8.self))
            }) {}
            consumer.release()
            return lines
        }
    }
}
