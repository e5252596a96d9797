import Foundation
import Glibc
import TestSupport
import Testing

@testable import DaemonRuntime

/// Archives, compressed files and event logs are read by another process, as if what they hold stood
/// there as text.
struct UnpackingTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory(holding: "in") }

    private func shell(_ line: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-euc", line]
        process.currentDirectoryURL = URL(filePath: directory.path)
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(line)")
    }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(filePath: directory.path + "/" + name))
    }

    /// All records of a file, in order, and what kept it from being read.
    private func records(
        _ name: String, recordBytesMax: Int = 1 << 20
    ) -> (records: [String], truncated: Int, error: String?) {
        var records: [String] = []
        var truncated = 0
        do {
            try LogRecords(recordBytesMax: recordBytesMax).read(directory.path + "/" + name) {
                kind, bytes, _, _ in
                switch kind {
                case .record:
                    records.append(String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self))
                case .truncated: truncated += 1
                default: break
                }
            }
        } catch {
            return (records, truncated, "\(error)")
        }
        return (records, truncated, nil)
    }

    private func lines(_ start: Int, _ count: Int) -> [String] {
        (start..<start + count).map { "{\"EventID\":1,\"n\":\($0),\"text\":\"line \($0)\"}" }
    }

    private static let log = (0..<5).map {
        EventLogFile.sysmon(
            $0, computer: "ws-\($0)",
            [
                "Image": "C:\\Windows\\System32\\bitsadmin.exe",
                "CommandLine": "bitsadmin  /create \"job <\($0)> & more\"",
                "ProcessId": "0x0000000000001a2c", "Text": "0x00000000000000zz",
            ])
    }

    @Test(
        "each compression and archive gives the records of the files within, one after the other",
        .enabled(if: UnpackFormat.archive.isBuilt, "needs libarchive"),
        arguments: [
            ("a.tar", "tar cf a.tar in"), ("a.tar.gz", "tar czf a.tar.gz in"),
            ("a.tar.xz", "tar cJf a.tar.xz in"), ("a.tar.bz2", "tar cjf a.tar.bz2 in"),
            (
                "a.zip",
                "python3 -c 'import zipfile as z\nf = z.ZipFile(\"a.zip\", \"w\", 8)\n"
                    + "[f.write(n) for n in (\"in/a.json\", \"in/b.json\")]'"
            ),
            ("a.xz", "cat in/a.json in/b.json | xz >a.xz"),
            ("a.bz2", "cat in/a.json in/b.json | bzip2 >a.bz2"),
            ("a.gz", "cat in/a.json in/b.json | gzip >a.gz"),
            ("named-otherwise", "tar czf named-otherwise in"),
        ])
    func archives(name: String, command: String) throws {
        try directory.write(lines(0, 40).joined(separator: "\n"), to: "in/a.json")
        try directory.write(lines(40, 3).joined(separator: "\n") + "\n", to: "in/b.json")
        // Both orders of names within are the same, as tar sorts them here.
        try shell(command.replacing("tar c", with: "tar --sort=name -c"))
        let read = records(name)
        #expect(read.error == nil)
        #expect(read.records == lines(0, 43), "\(name)")
    }

    @Test(
        "an event log gives the records of the same log as XML, in the same order",
        .enabled(if: UnpackFormat.evtx.isBuilt, "needs libevtx"))
    func eventLog() throws {
        try write(EventLogFile.bytes(Self.log), "a.evtx")
        let read = records("a.evtx")
        #expect(read.error == nil && read.truncated == 0)
        #expect(read.records.count == 5)
        let first = try #require(read.records.first)
        #expect(first.hasPrefix("<Event xmlns=") && first.hasSuffix("</Event>"))
        #expect(first.contains("bitsadmin  /create \"job &lt;0&gt; &amp; more\""))
        // As Windows writes numbers; a text that is none stays.
        #expect(first.contains("<Data Name=\"ProcessId\">0x1a2c</Data>"))
        #expect(first.contains("0x00000000000000zz"))
        // The same, by whatever way it comes.
        try shell("gzip -k a.evtx; xz -k a.evtx; mkdir logs; cp a.evtx logs; tar czf a.tgz logs")
        for name in ["a.evtx.gz", "a.evtx.xz", "a.tgz"] {
            #expect(records(name).records == read.records, "\(name)")
        }
        // A line of the log is a record of it.
        let found = try RecordFinder(recordBytesMax: 1 << 20)
            .records(in: directory.path + "/a.evtx", line: 3)
        #expect(found.map { String(decoding: $0.bytes, as: UTF8.self) } == [read.records[2]])
    }

    @Test(
        "an event log on standard input, and one that evtxexport renders, are the same",
        .enabled(
            if: UnpackFormat.evtx.isBuilt
                && FileManager.default.isExecutableFile(atPath: "/usr/bin/evtxexport"),
            "needs libevtx and its tools"))
    func rendered() throws {
        try write(EventLogFile.bytes(Self.log), "a.evtx")
        try shell("evtxexport -f xml a.evtx | sed -n '/<Event /,$p' >a.xml")
        let plain = records("a.xml").records.map {
            $0.replacing("0x0000000000001a2c", with: "0x1a2c")
        }
        #expect(records("a.evtx").records == plain)
    }

    @Test(
        "what is damaged in an event log counts, and the records before it are there",
        .enabled(if: UnpackFormat.evtx.isBuilt, "needs libevtx"))
    func damaged() throws {
        let whole = EventLogFile.bytes(Self.log)
        for cut in [4_096, 4_096 + 600, 4_096 + 2_000] {
            try write(Array(whole[..<cut]), "cut.evtx")
            let read = records("cut.evtx")
            #expect(read.records.count <= 5)
            #expect(read.error != nil || read.truncated > 0 || read.records.count == 5, "\(cut)")
        }
        try write(Array("ElfFile\0".utf8), "head.evtx")
        #expect(try #require(records("head.evtx").error).contains("event log"))
        // Longer than a record may be.
        try write(whole, "a.evtx")
        let long = records("a.evtx", recordBytesMax: 300)
        #expect(long.records.isEmpty && long.truncated >= 5)
    }

    @Test(
        "a file within that cannot be read is named, and the others are read",
        .enabled(if: UnpackFormat.archive.isBuilt, "needs libarchive"))
    func partly() throws {
        try directory.write(lines(0, 5).joined(separator: "\n"), to: "in/a.json")
        try directory.write(lines(5, 1_000).joined(separator: "\n"), to: "in/b.json")
        try shell("tar --sort=name -cf a.tar in; head -c 20000 a.tar >cut.tar")
        let read = records("cut.tar")
        // All that is there of the file which is cut off, with the record that ends there.
        #expect(read.records.count > 5)
        #expect(read.records.dropLast() == lines(0, read.records.count - 1)[...])
        #expect(try #require(read.error).contains("in/b.json"))
        // Nothing of it can be read.
        try write([0x28, 0xB5, 0x2F, 0xFD] + [UInt8](repeating: 9, count: 50), "bad.zst")
        #expect(records("bad.zst").error != nil)
        try write([0x50, 0x4B, 0x05, 0x06] + [UInt8](repeating: 0, count: 18), "empty.zip")
        #expect(records("empty.zip").records.isEmpty)
    }

    // MARK: - The other process

    /// What comes until the end.
    private func pieces(_ unpacking: inout Unpacking) -> [Unpacking.Piece] {
        var pieces: [Unpacking.Piece] = []
        while let piece = unpacking.next() { pieces.append(piece) }
        return pieces
    }

    /// Writes large.xz, whose block says that its dictionary has 512 MiB.
    ///
    /// Source: The .xz File Format 1.2.1, 3.1 Block Header, 5.3.1 LZMA2: 34 stands for 512 MiB.
    private static let largeDictionary = """
        import lzma, zlib
        b = bytearray(lzma.compress(b"{\\"EventID\\":1}\\n"))
        end = 12 + b[12] * 4
        assert b[14] == 0x21
        b[16] = 34
        b[end:end + 4] = zlib.crc32(b[12:end]).to_bytes(4, "little")
        open("large.xz", "wb").write(b)
        """

    @Test(
        "a reader that is ended, that says nothing or that takes too much ends its file alone",
        .enabled(if: UnpackFormat.archive.isBuilt, "needs libarchive"))
    func ends() throws {
        // A pipe that nothing comes from.
        let pipe = Pipe()
        let silent = pipe.fileHandleForReading.fileDescriptor
        var limits = UnpackLimits()
        limits.stallMilliseconds = 100
        var stalled = try Unpacking(descriptor: silent, .archive, limits: limits, head: [0x1F])
        #expect(pieces(&stalled) == [.failed("nothing came of it for too long")])
        #expect(stalled.next() == nil)
        var killed = try Unpacking(descriptor: silent, .archive, limits: .init(), head: [0x1F])
        kill(killed.process, SIGKILL)
        guard case .failed(let reason)? = pieces(&killed).first else {
            Issue.record("an ended process is told")
            return
        }
        #expect(reason.hasPrefix("libarchive ended by signal 9"))
        // A file of 100 bytes that asks for 512 MiB: more than a program keeps that it does not use.
        try shell("python3 -c '\(Self.largeDictionary)'")
        let file = try FileDescriptor.open(directory.path + "/large.xz", O_RDONLY)
        var whole = try Unpacking(descriptor: file.number, .archive, limits: .init())
        #expect(pieces(&whole) == [.entry("data"), .data(Array("{\"EventID\":1}\n".utf8))])
        limits = UnpackLimits()
        limits.memoryBytes = 2 << 20
        var small = try Unpacking(descriptor: file.number, .archive, limits: limits)
        guard case .failed? = pieces(&small).last else {
            Issue.record("a limit on memory is told")
            return
        }
        // Closed earlier, it would be a file that ends.
        withExtendedLifetime(pipe) {}
    }

    @Test("what cannot be opened at all, and a spool that is full, are errors")
    func refused() throws {
        var spool = try FileSpool(bytesMax: 10)
        try spool.append([1, 2, 3])
        #expect(throws: SystemError.self) { try spool.append([UInt8](repeating: 0, count: 8)[...]) }
        #expect(spool.count == 3)
        // A descriptor that is none.
        var unpacking = try Unpacking(descriptor: -1, .archive, limits: .init())
        #expect(pieces(&unpacking).count == 1)
    }

    @Test("the first bytes say what opens a file, whatever its name")
    func beginnings() {
        #expect(UnpackFormat(beginning: []) == nil)
        #expect(UnpackFormat(beginning: Array("<Event ".utf8)) == nil)
        #expect(UnpackFormat(beginning: [0x1F, 0x8B]) == nil)
        #expect(UnpackFormat(beginning: Array("%PDF-1.7".utf8)) == nil)
        if UnpackFormat.evtx.isBuilt {
            #expect(UnpackFormat(beginning: Array("ElfFile\0".utf8)) == .evtx)
        }
        if UnpackFormat.archive.isBuilt {
            #expect(UnpackFormat(beginning: [0x50, 0x4B, 0x03, 0x04, 20]) == .archive)
        }
    }

    @Test("a directory is all files below it by name, without going in a circle")
    func walk() throws {
        try shell(
            "mkdir -p in/b/c; touch in/z in/b/y in/b/c/x in/.hidden; ln -s .. in/b/up; ln -s ../z in/b/link"
        )
        let found = InputPaths.expand([directory.path + "/in", "-", "none"])
        #expect(
            found.files.map { $0.replacing(directory.path + "/", with: "") }
                == ["in/.hidden", "in/b/c/x", "in/b/link", "in/b/y", "in/z", "-", "none"])
        #expect(found.problems.isEmpty)
        try shell("p=deep; for i in $(seq 70); do p=$p/d; done; mkdir -p $p; touch $p/f")
        let deep = InputPaths.expand([directory.path + "/deep"])
        #expect(deep.files.isEmpty && deep.problems.count == 1)
    }

    @Test(
        "twenty files of an archive that cannot be read are named, the others counted",
        .enabled(if: UnpackFormat.archive.isBuilt, "needs libarchive"), arguments: [20, 25])
    func manyDamaged(count: Int) throws {
        for number in 0..<count {
            // Begins like gzip, and is none.
            try write([0x1F, 0x8B, 8, 0] + [UInt8](repeating: 0xFF, count: 40), "in/\(number).gz")
        }
        try directory.write(lines(0, 2).joined(separator: "\n"), to: "in/z.json")
        try shell("tar --sort=name -cf a.tar in")
        let read = records("a.tar")
        let error = try #require(read.error)
        #expect(
            error.split(separator: ";").count == min(count, 20) + (count > 20 ? 1 : 0), "\(error)")
        #expect(error.hasSuffix("; and 5 more") == (count > 20))
    }
}
