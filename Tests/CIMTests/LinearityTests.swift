import CIM
import TestSupport
import Testing

/// What a record of one thing many times costs grows as the record does.
struct LinearityTests {
    private static func filled(_ piece: String, _ count: Int) -> String {
        String(repeating: piece, count: count)
    }

    @Test(
        "four times as much of one thing costs four times as much",
        arguments: [
            "&#13;&#10;", "&amp;", "&#x41;", "<!--x-->", "<!---->", "<![CDATA[x]]>", "<?x ?>",
            "<a/>",
            "<a b='c'>d</a>", "]]", "-- ", "\r", "é", "<b c='&#65;'/>",
        ])
    func xml(piece: String) {
        var normalizer = Normalizer(profile: .splunk)
        var event = Event(dataSet: Processes.dataSet)
        let growth = ThreadClock.growth(of: 3_000) { count in
            let record = Array(
                Fixture.sysmon(
                    "<Data Name='Image'>x</Data><Data Name='CommandLine'>"
                        + Self.filled(piece, count) + "</Data>"
                ).utf8)
            #expect(normalizer.normalize(record.span, as: .automatic, into: &event) == .event)
        }
        #expect(growth < 9, "\(growth) times as much")
    }

    @Test(
        "the same in JSON, within a value and beside it",
        arguments: [
            #"\u0041"#, #"\u00e9"#, #"\""#, #"\\"#, #"\ud83d\ude00"#, #"\n"#, "é", "x", "{", "[",
            "<a>",
        ])
    func json(piece: String) {
        var normalizer = Normalizer(profile: .splunk)
        var event = Event(dataSet: Processes.dataSet)
        let growth = ThreadClock.growth(of: 4_000) { count in
            let text = Fixture.json([
                "EventTime": "2024-01-10 19:00:16", "EventID": "1",
                "SourceName": "Microsoft-Windows-Sysmon", "CommandLine": Self.filled(piece, count),
            ])
            let record = Array(text.utf8)
            #expect(normalizer.normalize(record.span, as: .automatic, into: &event) == .event)
        }
        #expect(growth < 9, "\(growth) times as much")
    }

    @Test(
        "keys, values and brackets without number are read or refused in one pass",
        arguments: [
            (#""a":1,"#, Normalization.event), (#""winlog.winlog.winlog.":1,"#, .event),
            (#""a":[1,2,[]],"#, .event), (#""\u0061":{},"#, .event),
            (#""a":["#, .skipped(.malformedJSON)), (#""a":{"#, .skipped(.tooDeep)),
            (#""EventID":1,"#, .event),
        ])
    func members(piece: String, expected: Normalization) {
        var normalizer = Normalizer(profile: .splunk)
        var event = Event(dataSet: Processes.dataSet)
        let growth = ThreadClock.growth(of: 3_000) { count in
            let text =
                "{" + Self.filled(piece, count)
                + #""EventTime":"2024-01-10 19:00:16","EventID":1,"#
                + #""SourceName":"Microsoft-Windows-Sysmon","Image":"x"}"#
            let record = Array(text.utf8)
            #expect(normalizer.normalize(record.span, as: .automatic, into: &event) == expected)
        }
        #expect(growth < 9, "\(growth) times as much")
    }

    @Test("blanks behind a brace are gone through to a bound, so that a line can come in pieces")
    func blanks() {
        let blanks = [UInt8](repeating: 0x20, count: 3 * RecordStart.headerBytesMax)
        let start = [UInt8(ascii: "{")]
        #expect(RecordStart.find((start + blanks).span, blanks.count + 1)?.start == 0)
        // Within the bound what follows decides; beyond, it is taken for an object, which reading tells.
        let near = start + blanks.prefix(RecordStart.headerBytesMax - 1) + [UInt8(ascii: "x")]
        #expect(RecordStart.find(near.span, near.count) == nil)
        let far = start + blanks + [UInt8(ascii: "x")]
        #expect(RecordStart.find(far.span, far.count)?.isXML == false)
    }

    @Test("a comment ends where the scanner says, and what is in it is no text")
    func comment() {
        let record = Fixture.sysmon(Fixture.data(["CommandLine": "a<!-->b-->c<!---->d"]))
        #expect(Fixture.normalize(record)[.process] == "acd")
    }
}
