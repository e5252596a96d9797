import CIM
import RiskDetection
import SPL
import TestSupport
import Testing

@testable import DaemonRuntime

/// Where a look finds too much the records are read, each of them, and reading stays linear.
@Suite(.enabled(if: Prefilter.isAvailable, "needs Vectorscan"))
struct DenseTextTests {
    private static let room = 6
    private let detections: [Detection]
    private let plan: PrefilterPlan

    init() throws {
        detections = [
            try Detection.fixture(
                "| tstats count from datamodel=Endpoint.Processes where Processes.process=*whoami* "
                    + "by Processes.process Processes.dest Processes.user")
        ]
        plan = PrefilterPlan(detections)
    }

    private static func xml(_ line: String) -> String {
        "<Event><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID><TimeCreated "
            + "SystemTime='2024-01-10T19:00:16Z'/></System><EventData><Data Name='CommandLine'>"
            + "\(line)</Data></EventData></Event>"
    }

    private static func json(_ line: String) -> String {
        #"{"EventTime":"2024-01-10 19:00:16","EventID":1,"SourceName":"Microsoft-Windows-Sysmon","#
            + #""CommandLine":"\#(line)"}"#
    }

    private struct Read: Equatable {
        var matched: Int
        var records: Int
    }

    private func read(_ bytes: [UInt8], piece: Int, _ framer: RecordFramer) -> Read {
        var framer = framer
        var detector = Detector(engine: DetectionEngine(detections: detections), profile: .splunk)
        var records = 0
        framer.feed(bytes, piece: piece) { kind, record, start, _ in
            records += 1
            if kind == .record {
                _ = detector.take(record, as: .automatic, path: "", offset: start)
            }
        }
        return Read(
            matched: detector.engine.counters(of: 0).matched, records: records + framer.passedOver)
    }

    private static func encoded(_ text: String, _ encoding: TextEncoding) -> [UInt8] {
        switch encoding {
        case .utf8: Array(text.utf8)
        case .utf16LittleEndian:
            [0xFF, 0xFE] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        case .utf16BigEndian:
            [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        }
    }

    /// One kind of thing many times, and events beside it that match: on lines of their own, and on the
    /// same line, before and behind.
    private static func text(_ piece: String, _ count: Int) -> String {
        let many = String(repeating: piece, count: count)
        let plain = xml("nothing")
        let lines = [
            xml(many), xml("whoami"), plain + xml("whoami") + xml(many) + xml("whoami") + plain,
            json(many.contains("<") || many.contains("&") ? "whoami" : "whoami \(many)"), plain,
            xml("whoami"),
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    @Test(
        "no event is missed where too much is found, in whatever pieces the text comes",
        arguments: [
            "&#65;", "&#x3b;", "<!--x-->", "<?p ?>", "\\u0041", "\\u00e9\\u0022", "a\\\"b",
            "\u{130}", "\u{212A}", "whoami ", "]]&gt;", "[[[",
        ])
    func sound(piece: String) throws {
        for count in [Self.room - 1, Self.room, Self.room + 1, 2 * Self.room, 40] {
            let bytes = Self.encoded(Self.text(piece, count), .utf8)
            let expected = read(bytes, piece: bytes.count, RecordFramer())
            #expect(expected.matched >= 5)
            for size in [1, 2, 3, 7, 16, 31, 64, 255, 1_000, bytes.count] {
                let framer = try #require(
                    RecordFramer.filtered(by: plan, hitsMax: Self.room))
                #expect(read(bytes, piece: size, framer) == expected, "\(count) in \(size)s")
            }
        }
    }

    @Test(
        "the same in UTF-16", arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian],
        ["&#13;&#10;", "\\u0041", "\u{130}"])
    func unicode(encoding: TextEncoding, piece: String) throws {
        for count in [Self.room, Self.room + 1, 40] {
            let bytes = Self.encoded(Self.text(piece, count), encoding)
            let expected = read(bytes, piece: bytes.count, RecordFramer())
            #expect(expected.matched >= 5)
            for size in [1, 5, 256, bytes.count] {
                let framer = try #require(RecordFramer.filtered(by: plan, hitsMax: Self.room))
                #expect(read(bytes, piece: size, framer) == expected, "\(count) in \(size)s")
            }
        }
    }

    @Test(
        "an event that another one on its line cuts off is handed out, and so is one behind a brace",
        arguments: [
            "<Event><TimeCreated SystemTime='x'/><Event>x</Event>",
            "<Event><TimeCreated SystemTime='x'/><Event/></Event>",
            "{1} <Event><TimeCreated SystemTime='x'/>{y}",
        ])
    func cut(line: String) throws {
        let text = line + "\n" + Self.xml("whoami") + "\n" + line + "\nwhoami</Event>\n"
        let bytes = Array(text.utf8)
        let expected = read(bytes, piece: bytes.count, RecordFramer())
        for size in [1, 30, bytes.count] {
            let framer = try #require(RecordFramer.filtered(by: plan))
            #expect(read(bytes, piece: size, framer) == expected, "in \(size)s")
        }
    }

    @Test("a stretch in which too much was found is counted, and the next one is filtered again")
    func counted() throws {
        var framer = try #require(RecordFramer.filtered(by: plan, hitsMax: Self.room))
        framer.append(Array((Self.xml(String(repeating: "&#65;", count: 50)) + "\n").utf8)[...])
        while framer.next({ _, _, _, _ in true }) == .taken {}
        #expect(framer.overfull == 1 && framer.passedOver == 0)
        framer.append(Array((Self.xml("nothing") + "\n").utf8)[...])
        while framer.next({ _, _, _, _ in true }) == .taken {}
        #expect(framer.overfull == 1 && framer.passedOver == 1)
    }

    // MARK: - Cost

    @Test("a tag without an end is looked at once, however often it begins")
    func tagsWithoutEnd() throws {
        let registry = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Registry by Registry.dest Registry.action")
        let prefilter = try #require(Prefilter(PrefilterPlan([registry])))
        let growth = ThreadClock.growth(of: 20_000) { count in
            let text =
                "<Event>" + String(repeating: "<EventID ", count: count) + ">5</EventID></Event>"
            let bytes = Array(text.utf8)
            #expect(!prefilter.mayBeOpen(bytes, 0..<bytes.count))
        }
        #expect(growth < 9, "four times as much costs \(growth) times as much")
    }

    @Test("a long line is looked through once, in however small pieces it comes")
    func longLine() throws {
        let prefilter = try #require(Prefilter(plan))
        let growth = ThreadClock.growth(of: 20_000) { count in
            var judgement = RecordJudgement(prefilter)
            var buffer: [UInt8] = []
            for _ in 0..<count {
                buffer.append(contentsOf: [0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61])
                judgement.look(at: buffer, isFinished: false)
            }
        }
        #expect(growth < 9, "four times as much costs \(growth) times as much")
    }

    @Test("a line without a count is looked through once, in however small pieces it comes")
    func longSyslogLine() {
        let growth = ThreadClock.growth(of: 10_000) { count in
            var framer = SyslogFramer(recordBytesMax: 1 << 30)
            framer.append(Array("4 <1>xy".utf8)[...])
            for _ in 0..<count {
                framer.append([0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61])
                while framer.next({ _, _, _, _ in true }) == .taken {}
            }
        }
        #expect(growth < 9, "four times as much costs \(growth) times as much")
    }

    @Test("code units of a UTF-16 file are counted once, however many records it has")
    func shortRecordsOfUTF16() {
        let growth = ThreadClock.growth(of: 1_500) { count in
            var framer = RecordFramer()
            let text = String(repeating: "{\"a\":1}\n", count: count)
            framer.append(Self.encoded(text, .utf16LittleEndian)[...])
            var last: UInt64 = 0
            while framer.next({ _, _, _, end in
                last = end
                return true
            }) == .taken {}
            #expect(last == UInt64(count * 16 + 2))
        }
        #expect(growth < 9, "four times as much costs \(growth) times as much")
    }
}
