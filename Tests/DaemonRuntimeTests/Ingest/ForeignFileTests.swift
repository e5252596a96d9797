import TestSupport
import Testing

@testable import DaemonRuntime

/// Files of which nothing can be read are told of once, whatever they are.
struct ForeignFileTests {
    /// The first bytes of a file of each kind.
    private static func head(of format: ForeignFormat) -> [UInt8] {
        switch format {
        case .evtx: Array("ElfFile\0".utf8) + [0, 0, 0, 0, 0]
        case .evt: [0x30, 0, 0, 0, 0x4C, 0x66, 0x4C, 0x65, 1]
        case .zip: [0x50, 0x4B, 0x03, 0x04, 0x14]
        case .gzip: [0x1F, 0x8B, 8, 0]
        case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0]
        case .zstd: [0x28, 0xB5, 0x2F, 0xFD, 4]
        case .bzip2: Array("BZh91AY&SY".utf8) + [0x9F]
        case .lz4: [0x04, 0x22, 0x4D, 0x18, 0x64]
        case .compress: [0x1F, 0x9D, 0x90]
        case .sevenZip: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0]
        case .rar: Array("Rar!\u{1A}\u{07}\u{01}".utf8)
        case .cabinet: Array("MSCF\0\0\0\0".utf8) + [9]
        case .parquet: Array("PAR1\u{15}\u{04}".utf8)
        case .avro: Array("Obj\u{01}\u{04}".utf8)
        case .arrow: Array("ARROW1\0\0\u{1}".utf8)
        case .sqlite: Array("SQLite format 3\0\u{10}".utf8)
        case .elf: [0x7F, 0x45, 0x4C, 0x46, 2]
        case .windowsProgram: [0x4D, 0x5A, 0x90, 0, 3]
        case .pcap: [0xD4, 0xC3, 0xB2, 0xA1, 2]
        case .pcapng: [0x0A, 0x0D, 0x0D, 0x0A, 0x1C]
        case .journal: Array("LPKSHHRH".utf8) + [0]
        case .pdf: Array("%PDF-1.7\n".utf8)
        case .compoundFile: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0]
        case .utf32: [0xFF, 0xFE, 0, 0, 0x3C, 0, 0, 0]
        case .utf16Appended: Array("x\n".utf8) + [0xFF, 0xFE, 0x3C, 0, 0x0A, 0]
        case .classicText:
            Array("03/04/2025 09:12:08 AM\r\nLogName=Security\r\nEventCode=4688\r\n".utf8)
        case .csv:
            Array("\"TimeCreated\",\"Id\",\"Message\"\n\"1\",\"4688\",\"{\"\"a\"\":1}\"\n".utf8)
        }
    }

    /// Looks binary, with many line feeds.
    private static let noise: [UInt8] = (0..<2_000).map {
        UInt8(truncatingIfNeeded: $0 &* 167 % 251)
    }

    private static func frame(_ bytes: [UInt8], chunk: Int) -> [String] {
        var framer = RecordFramer()
        var found: [String] = []
        framer.feed(bytes, piece: chunk) { kind, bytes, _, _ in
            let text = String(decoding: (0..<bytes.count).map { bytes[$0] }, as: UTF8.self)
            found.append(kind == .foreign ? "is \(text)" : text)
        }
        return found
    }

    @Test(
        "each format is told once, in whatever chunks it comes", arguments: ForeignFormat.allCases)
    func told(format: ForeignFormat) {
        let head = Self.head(of: format)
        let bytes = format.isText ? head : head + Self.noise
        for chunk in [bytes.count, 1, 3] {
            let found = Self.frame(bytes, chunk: chunk).filter { $0 != "x" }
            #expect(found == ["is \(format.rawValue)"], "chunks of \(chunk)")
        }
    }

    @Test("records behind text of another format are read", arguments: ForeignFormat.allCases)
    func mixed(format: ForeignFormat) throws {
        let event = "<Event>\n</Event>"
        let object = "{\n \"a\": 1\n}"
        let bytes = Self.head(of: format) + Array("\n\(event)\nnone,of,it\n\(object)\n".utf8)
        let found = Self.frame(bytes, chunk: 5).filter { $0 != "x" && $0 != "none,of,it" }
        #expect(found == ["is \(format.rawValue)"] + (format.isText ? [event, object] : []))
    }

    @Test(
        "text that only begins like another format stays text",
        arguments: [
            "PK is a name", "BZhello", "SQLite format 2", "Obj", "PAR1 x", "7z", "ElfFile", "M",
            "P",
            "a,b", "Mar  4 08:12:08 host app, with, commas: {\"a\":1}", "no header, of, a table.",
            "03/04/2025 09:12:08 AM", "1.5,2.5,3.5", "%PDF", "LogName", "_time", "\"quoted\" text",
        ])
    func text(line: String) {
        for chunk in [1, 1_000] {
            #expect(Self.frame(Array(line.utf8), chunk: chunk) == [line])
            #expect(Self.frame(Array("\(line)\nx\n".utf8), chunk: chunk) == [line, "x"])
        }
    }

    @Test("a followed file is told of once, over restarts, and holds nothing up")
    func followed() {
        let followed = FollowedFiles()
        followed.files.write("/logs/a.evtx", Self.head(of: .evtx) + Self.noise)
        followed.files.write("/logs/b.log", String.numbered(0..<3))
        followed.files.write("/logs/c.zip", "")
        followed.poll()
        followed.stopAndStart()
        followed.files.write("/logs/c.zip", Self.head(of: .zip))
        followed.files.write("/logs/a.evtx", Self.noise)
        followed.poll()
        followed.stopAndStart()
        followed.files.write("/logs/c.zip", Self.noise)
        followed.files.write("/logs/b.log", String.numbered(3..<5))
        followed.poll(times: 30)
        #expect(followed.foreign.sorted() == ["evtx", "zip"])
        #expect(followed.lines == .numbered(0..<5))
        #expect(followed.source.hasReachedBarrier)
    }

    @Test("what is said of each format says what to do", arguments: ForeignFormat.allCases)
    func advice(format: ForeignFormat) {
        #expect(format.text.hasPrefix("it is \(format.name)") && !format.advice.isEmpty)
        let message = DaemonMessage.foreignFile(path: "/logs/a", format: format)
        #expect(message.text.contains(format.advice) && message.text.contains("/logs/a"))
    }

    // MARK: - Archives

    private static let lines = String.numbered(0..<50)

    @Test(
        "an archive is read whole, whatever it was called and held when it was first seen",
        arguments: [
            "app.log.gz.tmp", "app.log.gz.part", "app.log.gz.X7f3", "app.log", "app.log.gz", "app",
        ], [0, 1, 2, 3, 10, 40])
    func archives(name: String, first: Int) {
        let bytes = GzipWriter.compress(Array(Self.lines.utf8))
        for isRestarted in [false, true] {
            let followed = FollowedFiles()
            let path = "/logs/\(name)"
            followed.files.write(path, Array(bytes[..<first]))
            followed.poll(times: 2)
            if isRestarted { followed.stopAndStart() }
            followed.files.write(path, Array(bytes[first...]))
            followed.poll()
            followed.files.rename(path, to: "/logs/archive.gz")
            if isRestarted { followed.stopAndStart() }
            followed.poll(times: 4)
            #expect(followed.lines == .numbered(0..<50), "\(followed.events.map(\.text))")
            #expect(followed.foreign.isEmpty)
            #expect(followed.source.hasReachedBarrier)
        }
    }

    @Test("text is read as text, whatever it is called")
    func textNamedArchive() {
        let followed = FollowedFiles()
        for (name, lines) in [("a.gz", 0..<3), ("b.zip", 3..<6), ("c.evtx", 6..<9)] {
            followed.files.write("/logs/\(name)", String.numbered(lines))
            followed.poll(times: 2)
        }
        #expect(followed.lines == .numbered(0..<9))
    }

    // MARK: - Files that are gone

    @Test("a file that went while riskd was down is told of, once")
    func gone() {
        let followed = FollowedFiles()
        followed.files.write("/logs/app.log", String.numbered(0..<3))
        followed.files.write("/logs/kept.log", String.numbered(5..<6))
        followed.poll()
        followed.checkpoint()
        followed.files.write("/logs/app.log", String.numbered(3..<4))
        followed.files.rename("/logs/app.log", to: "/old/app.log.1")
        followed.files.write("/logs/app.log", String.numbered(7..<8))
        followed.stopAndStart()
        followed.poll()
        #expect(followed.lost == ["/logs/app.log"])
        for _ in 0..<2 {
            followed.stopAndStart()
            followed.poll(times: 2)
        }
        #expect(followed.lost == ["/logs/app.log"])
        #expect(followed.lines == .numbered(0..<3) + .numbered(5..<6) + .numbered(7..<8))
    }

    @Test("a file that was rotated, copied or read to its end before it went is not missed")
    func notMissed() {
        let followed = FollowedFiles()
        for name in ["a", "b", "c"] {
            followed.files.write("/logs/\(name).log", .numbered(0..<3, name))
        }
        followed.poll()
        followed.files.remove("/logs/a.log")
        followed.poll(times: 10)
        followed.checkpoint()
        followed.files.rename("/logs/b.log", to: "/logs/b.log.1")
        followed.files.write("/logs/c.log.1", Self.copy(of: "c"))
        followed.files.remove("/logs/c.log")
        followed.stopAndStart()
        followed.poll(times: 3)
        #expect(followed.lost.isEmpty)
    }

    private static func copy(of name: String) -> String { .numbered(0..<3, name) }
}
