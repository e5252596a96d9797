import Foundation
import Glibc
import Testing

@testable import DaemonRuntime

/// What a glob may match on a real disk beside log files.
struct OddEntriesTests {
    private let directory: TemporaryDirectory

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
}
