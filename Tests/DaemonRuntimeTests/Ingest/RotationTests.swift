import Glibc
import Testing

@testable import DaemonRuntime

/// Rotation of every kind, with the daemon up and down: each line once.
struct RotationTests {
    private let followed = FollowedFiles()
    private var files: MemoryFileSystem { followed.files }

    private func write(_ range: Range<Int>, to path: String = "/logs/app.log") {
        files.write(path, String.numbered(range))
    }

    @Test(
        "rotate-rename: the old file is read to its end, with what still comes under its old name")
    func rename() {
        write(0..<10)
        followed.poll()
        write(10..<20)
        files.rename("/logs/app.log", to: "/logs/app.log.1")
        write(20..<25, to: "/logs/app.log.1")
        write(25..<30)
        followed.poll()
        #expect(followed.lines.sorted() == .numbered(0..<30).sorted())
        #expect(followed.events.contains(.renamed(path: "/logs/app.log.1", from: "/logs/app.log")))
    }

    @Test("rotate-rename: also when the rotated name is not followed, and the daemon was down")
    func renameOutOfSight() {
        let followed = FollowedFiles(files, ["/logs/app.log"])
        write(0..<10)
        followed.poll()
        write(10..<20)
        files.rename("/logs/app.log", to: "/logs/app.log.1")
        write(20..<30)
        followed.poll()
        write(30..<40, to: "/logs/app.log.1")
        followed.poll()
        #expect(followed.lines.sorted() == .numbered(0..<40).sorted())
        write(40..<50)
        followed.checkpoint()
        files.rename("/logs/app.log", to: "/logs/app.log.0")
        write(50..<60)
        followed.crash()
        followed.poll()
        #expect(followed.lines.sorted() == .numbered(0..<60).sorted())
    }

    @Test("rotate-down: several rotations while the daemon is down", arguments: [true, false])
    func whileDown(isFollowed: Bool) {
        let followed = isFollowed ? followed : FollowedFiles(files, ["/logs/app.log"])
        write(0..<10)
        followed.poll()
        followed.checkpoint()
        write(10..<20)
        for start in [20, 30, 40] {
            for number in (1..<5).reversed() {
                files.rename("/logs/app.log.\(number)", to: "/logs/app.log.\(number + 1)")
            }
            files.rename("/logs/app.log", to: "/logs/app.log.1")
            write(start..<(start + 10))
        }
        followed.crash()
        followed.poll(times: 3)
        // In order where the names are followed: what is beside them is looked at last.
        #expect(
            isFollowed
                ? followed.lines == .numbered(0..<50)
                : followed.lines.sorted() == .numbered(0..<50).sorted())
    }

    @Test("copytruncate: the copy is known, and read on where the original ended")
    func copyTruncate() {
        write(0..<100)
        followed.poll()
        write(100..<110)
        files.copy("/logs/app.log", to: "/logs/app.log.1")
        // Seen while it is still a copy of what is followed.
        followed.poll()
        files.truncate("/logs/app.log")
        write(110..<120)
        followed.poll(times: 2)
        #expect(followed.lines == .numbered(0..<120))
    }

    @Test("copytruncate between two looks, the new content longer than the old (regrow)")
    func regrow() {
        write(0..<20)
        followed.poll()
        write(20..<25)
        files.copy("/logs/app.log", to: "/logs/app.log.1")
        files.truncate("/logs/app.log")
        write(25..<400)
        followed.poll(times: 2)
        #expect(followed.lines.sorted() == .numbered(0..<400).sorted())
        #expect(followed.events.contains { if case .replaced = $0 { true } else { false } })
    }

    @Test("copytruncate while the daemon is down, also with a copy that is not followed")
    func copyTruncateWhileDown() {
        for isFollowed in [true, false] {
            let files = MemoryFileSystem()
            let followed = FollowedFiles(files, isFollowed ? ["/logs/*"] : ["/logs/app.log"])
            files.write("/logs/app.log", String.numbered(0..<50))
            followed.poll()
            followed.checkpoint()
            files.write("/logs/app.log", String.numbered(50..<60))
            files.copy("/logs/app.log", to: "/logs/app.log.1")
            files.overwrite("/logs/app.log", String.numbered(60..<300))
            followed.crash()
            followed.poll(times: 2)
            #expect(followed.lines.sorted() == .numbered(0..<300).sorted())
        }
    }

    @Test("a copy shorter than what was read is known by its marks")
    func shortCopy() {
        for step in 0..<5 {
            write((step * 10)..<(step * 10 + 10))
            followed.poll()
        }
        let copy = files.contents("/logs/app.log")
        write(50..<60)
        followed.poll()
        files.write("/logs/app.log.1", copy)
        files.overwrite("/logs/app.log", .numbered(60..<70))
        followed.poll(times: 2)
        #expect(followed.lines == .numbered(0..<70))
        followed.stopAndStart()
        followed.poll(times: 2)
        #expect(followed.lines == .numbered(0..<70))
    }

    @Test("a copy that is seen before anything was read is not read as well")
    func copyBeforeReading() {
        files.write("/logs/app.log", "")
        followed.poll()
        write(0..<10)
        files.copy("/logs/app.log", to: "/logs/app.log.1")
        files.write("/logs/app.log.1.gz", GzipWriter.compress(files.contents("/logs/app.log")))
        followed.poll(times: 3)
        #expect(followed.lines == .numbered(0..<10))
    }

    @Test("an adopted copy survives a crash")
    func adoptedCopyIsKept() {
        write(0..<40)
        followed.poll()
        files.copy("/logs/app.log", to: "/logs/app.log.1")
        files.overwrite("/logs/app.log", .numbered(40..<50))
        followed.poll()
        followed.checkpoint()
        followed.crash()
        followed.poll(times: 2)
        #expect(followed.lines == .numbered(0..<50))
    }

    @Test("rotate-compress: an archive is read on where its original ended, once it is whole")
    func compress() {
        write(0..<200)
        followed.poll()
        followed.checkpoint()
        write(200..<300)
        let archive = GzipWriter.compress(files.contents("/logs/app.log"))
        files.remove("/logs/app.log")
        write(300..<310)
        files.write("/logs/app.log.1.gz", "")
        followed.crash()
        followed.poll()
        files.write("/logs/app.log.1.gz", Array(archive[..<(archive.count / 2)]))
        followed.poll(times: 2)
        #expect(followed.lines.sorted() == (.numbered(0..<200) + .numbered(300..<310)).sorted())
        files.write("/logs/app.log.1.gz", Array(archive[(archive.count / 2)...]))
        followed.poll(times: 3)
        #expect(followed.lines.sorted() == .numbered(0..<310).sorted())
        followed.stopAndStart()
        followed.poll(times: 3)
        #expect(followed.lines.count == 310)
    }

    @Test(
        "rotate-compress: what was read already is not read again, whatever the archive is called")
    func compressedAfterReading() {
        write(0..<200)
        followed.poll()
        files.rename("/logs/app.log", to: "/logs/app.log.1")
        write(200..<210)
        followed.poll()
        files.write("/logs/app.log.1.gz", GzipWriter.compress(files.contents("/logs/app.log.1")))
        followed.poll(times: 2)
        files.remove("/logs/app.log.1")
        followed.poll(times: 10)
        files.rename("/logs/app.log.1.gz", to: "/logs/app.log.2.gz")
        followed.poll(times: 2)
        followed.stopAndStart()
        followed.poll(times: 2)
        #expect(followed.lines == .numbered(0..<210))
    }

    @Test("an archive on the inode of a deleted archive is another one")
    func archiveOnReusedInode() {
        files.write("/logs/app.log.1.gz", GzipWriter.compress(Array(String.numbered(0..<50).utf8)))
        followed.poll()
        let inode = files.inode("/logs/app.log.1.gz")
        files.remove("/logs/app.log.1.gz")
        files.write("/logs/app.log.2.gz", GzipWriter.compress(Array(String.numbered(50..<90).utf8)))
        #expect(files.inode("/logs/app.log.2.gz") == inode)
        followed.poll(times: 3)
        #expect(followed.lines == .numbered(0..<90))
    }

    @Test("an archive that breaks off is told of once nobody goes on writing it")
    func brokenArchive() {
        let archive = GzipWriter.compress(Array(String.numbered(0..<200).utf8))
        files.write("/logs/app.log.1.gz", Array(archive[..<(archive.count / 2)]))
        followed.poll(times: 30)
        files.write("/logs/app.log.1.gz", [archive[archive.count / 2]])
        func told() -> Int {
            followed.events.count { if case .refused = $0 { true } else { false } }
        }
        followed.poll(times: 50)
        #expect(told() == 0)
        followed.poll(times: 100)
        #expect(told() == 1 && followed.lines.isEmpty)
        files.write("/logs/app.log.1.gz", Array(archive[(archive.count / 2 + 1)...]))
        followed.poll(times: 3)
        #expect(followed.lines == .numbered(0..<200))
    }

    @Test("archives that came while the daemon was down are read, the older first")
    func archivesWhileDown() {
        write(0..<10)
        followed.poll()
        followed.checkpoint()
        write(10..<20)
        files.write("/logs/app.log.2.gz", GzipWriter.compress(files.contents("/logs/app.log")))
        files.remove("/logs/app.log")
        files.write("/logs/app.log.1.gz", GzipWriter.compress(Array(String.numbered(20..<30).utf8)))
        write(30..<40)
        followed.crash()
        followed.poll(times: 2)
        #expect(followed.lines == .numbered(0..<40))
    }

    @Test(
        "inode-reuse: a new file on an old inode is read from its start", arguments: [true, false])
    func inodeReuse(isDown: Bool) {
        // The head alone would not tell them apart.
        let header = String(repeating: "#Fields: date time s-ip cs-method\n", count: 100)
        files.write("/logs/app.log", header + .numbered(0..<10))
        followed.poll()
        followed.checkpoint()
        let inode = files.inode("/logs/app.log")
        if isDown {
            files.remove("/logs/app.log")
            followed.crash()
        } else {
            files.remove("/logs/app.log")
            followed.poll(times: 10)
        }
        files.write("/logs/app.log", header + .numbered(10..<30))
        #expect(files.inode("/logs/app.log") == inode)
        followed.poll(times: 2)
        #expect(followed.lines.filter { $0.hasPrefix("line") } == .numbered(0..<30))
    }

    @Test("same-header: files that begin alike are different files")
    func sameHeader() {
        let header = String(repeating: "#Fields: date time s-ip cs-method\n", count: 240)
        for number in 0..<20 {
            files.write("/logs/u_ex\(number).log", header)
            files.write("/logs/iis.log.\(number)", header)
        }
        followed.poll()
        for number in 0..<20 {
            files.write("/logs/u_ex\(number).log", .numbered(number..<(number + 1)))
            files.write("/logs/iis.log.\(number)", .numbered((20 + number)..<(21 + number)))
        }
        followed.poll(times: 2)
        let lines = followed.lines.filter { $0.hasPrefix("line") }
        #expect(lines.sorted() == .numbered(0..<40).sorted())
    }

    @Test("symlink-swap, delete-open: what was open is read to its end and then let go")
    func deleteOpen() {
        write(0..<10)
        followed.poll()
        write(10..<20)
        files.write("/logs/other.log", .numbered(20..<30))
        files.remove("/logs/app.log")
        followed.poll()
        #expect(followed.lines.sorted() == .numbered(0..<30).sorted())
        followed.poll(times: 10)
        #expect(files.openCount == 1)
        #expect(followed.events.contains(.closed(path: "/logs/app.log")))
    }

    @Test("partial-line: it waits for its rest, through a restart, and is taken when its file goes")
    func partialLine() {
        files.write("/logs/app.log", "line 1\nline")
        followed.poll(times: 5)
        #expect(followed.lines == ["line 1"])
        followed.stopAndStart()
        followed.poll()
        files.write("/logs/app.log", " 2\nline 3")
        followed.poll()
        #expect(followed.lines == ["line 1", "line 2"])
        files.remove("/logs/app.log")
        followed.poll(times: 8)
        #expect(followed.lines == ["line 1", "line 2", "line 3"])
    }

    @Test("partial-line: after its time it is taken as it is, and its rest is no line of its own")
    func partialLineTimeout() {
        files.write("/logs/app.log", "line 1")
        followed.poll(times: 30)
        #expect(followed.lines == ["line 1"])
        files.write("/logs/app.log", " and more\nline 2\n")
        followed.poll()
        #expect(followed.lines == ["line 1", "line 2"])
    }

    @Test("truncate-hole: the NULs before the first line after a truncation are no part of it")
    func hole() {
        write(0..<10)
        followed.poll()
        files.truncate("/logs/app.log")
        files.write("/logs/app.log", [UInt8](repeating: 0, count: 3_000))
        write(10..<20)
        followed.poll()
        #expect(followed.lines == .numbered(0..<20))
    }

    @Test("fd-limit: with few descriptors every file is read in its turn, also when rotated")
    func descriptors() {
        let followed = FollowedFiles(files, openFilesMax: 5)
        files.openMax = 6
        for round in 0..<4 {
            for number in 0..<40 {
                let path = "/logs/host\(number).log"
                files.write(path, .numbered(round..<(round + 1), "host\(number)"))
                if round == 2 { files.rename(path, to: path + ".1") }
            }
            followed.poll()
        }
        followed.poll(times: 2)
        #expect(files.openCount <= 5)
        let expected = (0..<40).flatMap { [String].numbered(0..<4, "host\($0)") }
        #expect(followed.lines.sorted() == expected.sorted())
    }

    @Test("one reader for a hard link and for two patterns that name one file")
    func hardLink() {
        let followed = FollowedFiles(files, ["/logs/*.log", "/logs/a*", "/other/*"])
        write(0..<10)
        files.link("/logs/app.log", to: "/other/same.txt")
        followed.poll()
        write(10..<20)
        files.remove("/logs/app.log")
        followed.poll()
        files.write("/other/same.txt", .numbered(20..<30))
        followed.poll()
        #expect(followed.lines == .numbered(0..<30))
    }

    @Test("read_from: end counts for what is there when a pattern is first followed, and only then")
    func startsAtEnd() {
        let followed = FollowedFiles(files, startsAtEnd: true)
        write(0..<10)
        followed.poll()
        write(10..<20)
        files.write("/logs/new.log", .numbered(20..<30))
        followed.poll()
        followed.stopAndStart()
        files.write("/logs/down.log", .numbered(30..<40))
        files.write("/more/old.log", .numbered(90..<95))
        followed.settings[0].patterns.append("/more/*")
        followed.stopAndStart()
        followed.poll()
        files.write("/more/old.log", .numbered(40..<50))
        followed.poll()
        #expect(followed.lines.sorted() == .numbered(10..<50).sorted())
    }

    @Test("eio: a file that cannot be read is tried again, and the others are read meanwhile")
    func unreadable() {
        write(0..<10)
        files.write("/logs/b.log", .numbered(10..<20))
        files.fail(.read, with: [EIO, 0, 0, EIO])
        followed.poll(times: 6)
        #expect(followed.lines.sorted() == .numbered(0..<20).sorted())
    }

    @Test("nfs: a disk that was mounted anew under another device number holds the same files")
    func device() {
        write(0..<10)
        write(50..<60, to: "/logs/app.log.1")
        files.write("/logs/app.log.2.gz", GzipWriter.compress(Array(String.numbered(70..<80).utf8)))
        followed.poll(times: 2)
        followed.checkpoint()
        write(10..<20)
        files.setDevice(2)
        followed.crash()
        followed.poll(times: 3)
        let expected = [0..<20, 50..<60, 70..<80].flatMap { [String].numbered($0) }
        #expect(followed.lines.sorted() == expected.sorted())
    }

    @Test("mtime-back: what a file holds counts, not when it says it was changed")
    func modificationTimes() {
        write(0..<10)
        followed.poll()
        write(10..<20)
        files.setTimes(1)
        followed.poll()
        #expect(followed.lines == .numbered(0..<20))
    }

    @Test(
        "whether a record begins where reading goes on within a line is told by 512 bytes",
        arguments: [1, 400, 510, 511, 600])
    func boundary(blanks: Int) {
        let files = MemoryFileSystem()
        files.write("/logs/app.log", "abc ")
        let followed = FollowedFiles(files, startsAtEnd: true)
        followed.poll()
        followed.stopAndStart()
        // No object, but its blanks alone may be the beginning of one.
        let object = "{\(String(repeating: " ", count: blanks))x}"
        files.write("/logs/app.log", object + "\n{\"b\":2}\n")
        followed.poll(times: 2)
        #expect(followed.lines == (blanks < 511 ? [] : [object]) + ["{\"b\":2}"])
    }
}
