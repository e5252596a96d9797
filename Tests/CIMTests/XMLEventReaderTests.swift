import CIM
import Testing

struct XMLEventReaderTests {
    @Test(
        "a value is decoded as XML prescribes",
        arguments: [
            ("a &amp;&amp; b &lt;c&gt; &quot;d&quot; &apos;e&apos;", "a && b <c> \"d\" 'e'"),
            ("&#65;&#x42;&#x1F600;&#233;", "AB😀é"),
            ("&#13;&#10;", "\r\n"),
            ("&#xD800;|&#1114112;", "\u{FFFD}|\u{FFFD}"),
            ("&#0;", "\0"),
            ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
            ("<![CDATA[a < b && c]]> d", "a < b && c d"),
            ("a<![CDATA[]]>b<![CDATA[]]]]>c", "ab]]c"),
            ("a<!-- > no & value -->b", "ab"),
            ("a<?pi > ?>b", "ab"),
            ("ünïcödé 日本", "ünïcödé 日本"),
            ("amp;&amp;amp;", "amp;&amp;"),
            ("  blanks  ", "  blanks  "),
            ("C:\\x 'y' \"z\" >", "C:\\x 'y' \"z\" >"),
        ])
    func decodes(written: String, read: String) {
        let outcome = Fixture.normalize(Fixture.sysmon(Fixture.data(["CommandLine": written])))
        #expect(outcome.normalization == .event)
        #expect(outcome[.process] == read)
        #expect(outcome.repairs == [])
    }

    @Test(
        "XML may be written in any of its ways",
        arguments: [
            "<Data Name=\"CommandLine\">x</Data>",
            "<Data  Name = 'CommandLine' >x</Data >",
            "<Data Type='s' Name='CommandLine'>x</Data>",
            "<Data\n\tName='CommandLine'\n>x</Data>",
            "<e:Data Name='CommandLine'>x</e:Data>",
            "<Data Name='Command&#76;ine'>y</Data><Data Name='CommandLine'>x</Data>",
            "<Data>nameless</Data><Data/><Data Name='CommandLine'>x</Data>",
            "<Data Name='CommandLine'/><Data Name='CommandLine'>x</Data>",
            "<Data Name='CommandLine'></Data><Data Name='CommandLine'>x</Data>",
            "<Data Name='CommandLine'>x</Data><Data Name='CommandLine'>second</Data>",
            "<Data Name='Other'><Data Name='CommandLine'>no</Data></Data>"
                + "<Data Name='CommandLine'>x</Data>",
            "<Data Name='CommandLine'><b>no</b></Data><Data Name='CommandLine'>x</Data>",
            "<!-- <Data Name='CommandLine'>no</Data> --><Data Name='CommandLine'>x</Data>",
        ])
    func forms(data: String) {
        let outcome = Fixture.normalize(Fixture.sysmon(data))
        #expect(outcome.normalization == .event)
        #expect(outcome[.process] == "x")
    }

    @Test(
        "what surrounds an event is read over",
        arguments: [
            ("", ""), ("<?xml version=\"1.0\" encoding=\"utf-8\"?>", ""), ("\u{FEFF}", "\r\n"),
            ("  \t", "\n\n"), ("<!-- a -->\n", "<!-- b -->"), ("\0\0", "\0"),
            ("<13>1 2024-01-10T19:00:16Z host sysmon 12 - - ", ""),
            ("<13>1 2024-01-10T19:00:16Z host sysmon 12 - [a@1 b=\"{c}\"] ", ""),
            ("Jan 10 19:00:16 host sysmon: ", ""), ("<13>Jan 10 19:00:16 host sysmon[12]: ", ""),
        ])
    func surroundings(before: String, after: String) {
        let record = Fixture.sysmon(Fixture.data(["CommandLine": "x"]))
        let outcome = Fixture.normalize(before + record + after)
        #expect(outcome.normalization == .event)
        #expect(outcome[.process] == "x")
        let pinned = Fixture.normalize(before + record + after, as: .windowsXML)
        #expect(pinned.normalization == .event)
    }

    @Test func `prefixed elements of an event are the event's`() {
        let record = """
            <n:Event xmlns:n='urn:x'><n:System><n:Provider Name="Microsoft-Windows-Sysmon"/>\
            <n:EventID Qualifiers="0">1</n:EventID>\
            <n:TimeCreated SystemTime="2024-01-10T19:00:16Z"/><n:Computer>LAB01</n:Computer>\
            </n:System><n:EventData><n:Data Name="CommandLine">x</n:Data></n:EventData></n:Event>
            """
        let outcome = Fixture.normalize(record)
        #expect(outcome.normalization == .event)
        #expect(outcome[.process] == "x")
        #expect(outcome[.dest] == "LAB01")
    }

    @Test func `the rendering does not speak for the event`() {
        let rendering = """
            <RenderingInfo><Channel>Security</Channel><Provider>Other</Provider>\
            <System><EventID>4688</EventID><Computer>FORGED</Computer></System></RenderingInfo>
            """
        let record = Fixture.sysmon(Fixture.data(["CommandLine": "x"]))
            .replacing("<System>", with: rendering + "<System>", maxReplacements: 1)
        let outcome = Fixture.normalize(record)
        #expect(outcome[.dest] == "LAB01")
        #expect(outcome[.sourcetype] == "XmlWinEventLog")
    }

    @Test(
        "what is not well-formed is refused, whatever else the record holds",
        arguments: [
            ("<Event><System></Event>", .malformedXML), ("<Event></Events>", .malformedXML),
            ("<Event></Event></Event>", .malformedXML), ("<Event/><Event/>", .malformedXML),
            ("<Event/>tail", .malformedXML), ("<Event><1/></Event>", .malformedXML),
            ("<Event>a < b</Event>", .malformedXML), ("<Event>&nbsp;</Event>", .malformedXML),
            ("<Event>a & b</Event>", .malformedXML), ("<Event>&#x;</Event>", .malformedXML),
            ("<Event>&#12a;</Event>", .malformedXML), ("<Event>&;</Event>", .malformedXML),
            ("<Event a=b></Event>", .malformedXML), ("<Event a></Event>", .malformedXML),
            ("<Event a='<'></Event>", .malformedXML), ("<Event a='&x;'></Event>", .malformedXML),
            ("<Event / ></Event>", .malformedXML), ("<Event><![RAW[]]></Event>", .malformedXML),
            ("<!DOCTYPE Event []><Event/>", .forbiddenXML),
            ("<!doctype Event><Event/>", .forbiddenXML),
            ("<Event><!ENTITY a 'b'></Event>", .forbiddenXML),
            (
                "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///x'>]><Event/>",
                .forbiddenXML
            ),
            ("<Events><Event/></Events>", .unknownFormat), ("<html>", .unknownFormat),
            ("<Event", .truncated), ("<Event>", .truncated), ("<Event a", .truncated),
            ("<Event a='", .truncated), ("<Event>&am", .truncated), ("<Event></Ev", .truncated),
            ("<Event><!-- ", .truncated), ("<Event><![CDATA[ ]]", .truncated),
            ("<Event><![CD", .truncated), ("<?xml", .truncated),
            ("", .emptyRecord), (" \r\n", .emptyRecord), ("\u{FEFF}", .emptyRecord),
            ("plain text", .unknownFormat), ("<13>plain", .unknownFormat),
        ] as [(String, SkipReason)])
    func refuses(record: String, reason: SkipReason) {
        #expect(Fixture.normalize(record).normalization == .skipped(reason))
    }

    @Test func `every beginning of a record is truncated, never a member`() {
        let record = Array(
            Fixture.sysmon(
                Fixture.data(["CommandLine": "a &amp; <![CDATA[b]]><!-- c -->", "User": "d"])
            ).utf8)
        for length in 3..<record.count {
            let outcome = Fixture.normalize(Array(record[..<length]))
            #expect(outcome.normalization == .skipped(.truncated), "\(length) bytes")
        }
    }

    @Test func `nesting is bounded`() {
        func nested(_ depth: Int) -> String {
            "<Event>" + String(repeating: "<a>", count: depth - 1)
                + String(repeating: "</a>", count: depth - 1) + "</Event>"
        }
        #expect(Fixture.normalize(nested(32)).normalization == .notMember)
        #expect(Fixture.normalize(nested(33)).normalization == .skipped(.tooDeep))
        #expect(Fixture.normalize(nested(100_000)).normalization == .skipped(.tooDeep))
    }

    @Test(
        "a byte that is not UTF-8 costs its character, not the event",
        arguments: [
            ([0xFF], "\u{FFFD}"), ([0xC3], "\u{FFFD}"), ([0xE2, 0x82], "\u{FFFD}"),
            ([0xC0, 0xAF], "\u{FFFD}\u{FFFD}"), ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xF5, 0x80], "\u{FFFD}\u{FFFD}"), ([0xF0, 0x9F, 0x98], "\u{FFFD}"),
        ] as [([UInt8], String)])
    func repairs(bytes: [UInt8], read: String) throws {
        let record = Array(Fixture.sysmon(Fixture.data(["CommandLine": "a@b"])).utf8)
        let at = try #require(record.lastIndex(of: UInt8(ascii: "@")))
        let outcome = Fixture.normalize(record[..<at] + bytes + record[(at + 1)...])
        #expect(outcome.normalization == .event)
        #expect(outcome[.process] == "a\(read)b")
        #expect(outcome.repairs == .invalidUTF8)
    }

    @Test func `repairs are those of the last record`() {
        var normalizer = Normalizer(profile: .splunk)
        var event = Event(dataSet: Processes.dataSet)
        let sound = Array(Fixture.sysmon(Fixture.data(["CommandLine": "a"])).utf8)
        var damaged = Array(Fixture.sysmon(Fixture.data(["CommandLine": "@"])).utf8)
        for index in damaged.indices where damaged[index] == UInt8(ascii: "@") {
            damaged[index] = 0xFF
        }
        #expect(normalizer.normalize(damaged.span, into: &event) == .event)
        #expect(normalizer.repairs == .invalidUTF8)
        #expect(normalizer.normalize(sound.span, into: &event) == .event)
        #expect(normalizer.repairs == [])
    }
}
