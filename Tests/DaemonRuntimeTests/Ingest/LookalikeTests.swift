import Glibc
import Testing

@testable import DaemonRuntime

/// Rotation where little tells files apart: reading fails just then, records are all alike, nothing
/// was read yet. Each line once.
struct LookalikeTests {
    /// Records of one length that differ only before their last 1,500 bytes.
    private static func alike(_ range: Range<Int>) -> String {
        let end = String(repeating: "x", count: 1_500)
        return range.map { "record \(1_000 + $0) \(end)\n" }.joined()
    }

    private static func numbers(_ followed: FollowedFiles) -> [Int] {
        followed.lines.compactMap { line in
            line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        }
    }

    @Test(
        "eio: an archive that cannot be read is tried again, whichever read fails",
        arguments: [true, false])
    func unreadableArchive(isDown: Bool) {
        for place in 0..<12 {
            let files = MemoryFileSystem()
            let followed = FollowedFiles(files)
            files.write("/logs/app.log", .numbered(0..<10))
            followed.poll()
            followed.checkpoint()
            files.write("/logs/app.log", .numbered(10..<20))
            let archive = GzipWriter.compress(files.contents("/logs/app.log"))
            files.remove("/logs/app.log")
            if isDown { followed.crash() } else { followed.poll() }
            files.write("/logs/app.log.1.gz", archive)
            files.fail(.read, with: [Int32](repeating: 0, count: place) + [EIO])
            followed.poll(times: 5)
            #expect(followed.lines == .numbered(0..<20), "read \(place) failed")
        }
    }

    @Test("eio: a file that was replaced while it could not be read is not taken for what it was")
    func unreadableOriginal() {
        for (isRenamed, fault) in [(true, [EIO]), (false, [EIO]), (true, [EIO, 0, EIO])] {
            for place in 0..<12 {
                let files = MemoryFileSystem()
                let followed = FollowedFiles(files)
                files.write("/logs/app.log", .numbered(0..<10))
                followed.poll()
                files.write("/logs/app.log", .numbered(10..<20))
                files.copy("/logs/app.log", to: "/logs/app.log.1")
                files.overwrite("/logs/app.log", .numbered(20..<60))
                if isRenamed { files.rename("/logs/app.log", to: "/logs/app.log.2") }
                files.fail(.read, with: [Int32](repeating: 0, count: place) + fault)
                followed.poll(times: 5)
                #expect(
                    followed.lines.sorted() == .numbered(0..<60).sorted(),
                    "read \(place) failed, renamed: \(isRenamed)")
            }
        }
    }

    @Test("eio: a file that could not be opened again goes on where it was")
    func unreadableAtReopening() {
        for place in 0..<20 {
            let files = MemoryFileSystem()
            let followed = FollowedFiles(files, openFilesMax: 1)
            for round in 0..<4 {
                for name in ["a", "b"] {
                    let half = String.numbered(round..<(round + 1), name)
                    files.write("/logs/\(name).log", half + "unfinished")
                    if round == 2 {
                        files.fail(.read, with: [Int32](repeating: 0, count: place) + [EIO])
                    }
                    followed.poll(times: 2)
                    files.write("/logs/\(name).log", " line\n")
                }
            }
            followed.poll(times: 3)
            let expected = ["a", "b"].flatMap { name in
                (0..<4).flatMap { [String].numbered($0..<($0 + 1), name) + ["unfinished line"] }
            }
            #expect(followed.lines.sorted() == expected.sorted(), "read \(place) failed")
        }
    }

    @Test("a copy on the inode of a file of which nothing was read is a copy all the same")
    func unreadGeneration() {
        let files = MemoryFileSystem()
        let followed = FollowedFiles(files)
        files.write("/logs/app.log", "")
        followed.poll()
        followed.checkpoint()
        let inode = files.inode("/logs/app.log")
        files.remove("/logs/app.log")
        files.crash()
        files.write("/logs/other", "")
        files.write("/logs/other2", "")
        let isReused = files.inode("/logs/other") == inode
        files.write("/logs/app.log", .numbered(0..<10))
        files.remove("/logs/other")
        followed.crash()
        followed.poll()
        files.copy("/logs/app.log", to: "/logs/app.log.1")
        #expect(isReused && files.inode("/logs/app.log.1") == inode)
        followed.poll(times: 2)
        #expect(followed.lines == .numbered(0..<10))
        files.overwrite("/logs/app.log", .numbered(10..<30))
        followed.poll(times: 2)
        #expect(followed.lines.sorted() == .numbered(0..<30).sorted())
    }

    @Test("a file that lies where it lay keeps its place before another that begins like it")
    func ownInodeFirst() {
        let files = MemoryFileSystem()
        let followed = FollowedFiles(files)
        let header = "#Fields: date time s-ip cs-method cs-uri-stem sc-status time-taken\n"
        files.write("/logs/app.log", header)
        followed.poll()
        files.write("/logs/app.log", .numbered(0..<100))
        followed.poll()
        followed.checkpoint()
        // The older of the two, and shorter than what was read.
        files.write("/logs/app.log.9", header + .numbered(200..<210))
        files.write("/logs/app.log", .numbered(100..<110))
        files.rename("/logs/app.log", to: "/logs/app.log.12")
        followed.crash()
        followed.poll(times: 3)
        let lines = followed.lines.filter { $0.hasPrefix("line") }
        #expect(lines.sorted() == (.numbered(0..<110) + .numbered(200..<210)).sorted())
    }

    @Test("a file that has only the header in common with one that was read is another")
    func headerAlone() {
        for isCompressed in [true, false] {
            let files = MemoryFileSystem()
            let followed = FollowedFiles(files)
            let header = "#Fields: date time s-ip cs-method cs-uri-stem sc-status\n"
            files.write("/logs/app.log", header)
            followed.poll()
            files.write("/logs/app.log", .numbered(0..<100))
            followed.poll()
            followed.checkpoint()
            files.remove("/logs/app.log")
            let rotated = header + .numbered(200..<210)
            if isCompressed {
                files.write("/logs/app.log.1.gz", GzipWriter.compress(Array(rotated.utf8)))
            } else {
                files.write("/logs/app.log.1", rotated)
            }
            files.write("/logs/app.log", header + .numbered(300..<305))
            followed.crash()
            followed.poll(times: 3)
            let lines = followed.lines.filter { $0.hasPrefix("line") }
            let expected = [0..<100, 200..<210, 300..<305].flatMap { [String].numbered($0) }
            #expect(lines.sorted() == expected.sorted(), "compressed: \(isCompressed)")
        }
    }

    @Test("records that end alike: a file that was truncated and grew past its place is another")
    func alikeRegrown() {
        let files = MemoryFileSystem()
        let followed = FollowedFiles(files)
        files.write("/logs/app.log", Self.alike(0..<3))
        followed.poll()
        files.overwrite("/logs/app.log", Self.alike(3..<8))
        // A wake-up by inotify reads before anybody looks.
        followed.source.noteModified(Array("/logs/app.log".utf8))
        followed.read()
        followed.poll(times: 2)
        #expect(Self.numbers(followed) == (1_000..<1_008).map { $0 })
    }

    @Test("records that end alike: what was read of an archive does not stand for another file")
    func alikeArchive() {
        let files = MemoryFileSystem()
        let followed = FollowedFiles(files)
        files.write("/logs/app.log", Self.alike(0..<3))
        followed.poll()
        files.write("/logs/app.log.1.gz", GzipWriter.compress(files.contents("/logs/app.log")))
        files.overwrite("/logs/app.log", Self.alike(3..<4))
        followed.poll(times: 3)
        followed.checkpoint()
        files.remove("/logs/app.log.1.gz")
        files.write("/logs/app.log.2", Self.alike(4..<9))
        followed.crash()
        followed.poll(times: 3)
        #expect(Self.numbers(followed).sorted() == (1_000..<1_009).map { $0 })
    }
}
