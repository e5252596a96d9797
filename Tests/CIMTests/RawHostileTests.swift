import TestSupport
import Testing

@testable import CIM

/// Raw records that somebody has made to harm: all are read or refused, at a cost that grows as they do.
struct RawHostileTests {
    private static func xml(_ data: String, eventID: Int = 4_104) -> String {
        "<Event><System><Provider Name='P'/><EventID>\(eventID)</EventID>"
            + "<TimeCreated SystemTime='2024-01-10T19:00:16Z'/><Channel>C</Channel>"
            + "<Computer>c</Computer></System><EventData>\(data)</EventData></Event>"
    }

    @Test func `a record of thousands of names gives those that are asked for`() {
        let data = (0..<20_000).map { "<Data Name='n\($0)'>\($0)</Data>" }.joined()
        let json =
            "{\"EventID\":4104,\"Channel\":\"C\",\"EventTime\":\"2024-01-10T19:00:16Z\""
            + (0..<20_000).map { ",\"n\($0)\":\($0)" }.joined() + "}"
        for text in [Self.xml(data), json] {
            let found = RawExtractionTests.fields(text, ["n0", "n19999", "n20000", "EventCode"])
            #expect(found.values["n0"] == ["0"])
            #expect(found.values["n19999"] == ["19999"])
            #expect(found.values["n20000"] == [])
            #expect(found.values["EventCode"] == ["4104"])
        }
    }

    @Test func `a name that comes ten thousand times has as many values`() {
        let values = (0..<10_000).map { "v\($0)" }
        let data = values.map { "<Data Name='A'>\($0)</Data><Data Name='B'>&lt;</Data>" }.joined()
        let list = values.map { "\"\($0)\"" }.joined(separator: ",")
        let json =
            #"{"EventID":1,"Channel":"C","EventTime":"2024-01-10T19:00:16Z","A":[\#(list)]}"#
        for text in [Self.xml(data), json] {
            #expect(RawExtractionTests.values(text, "A") == values)
        }
        #expect(RawExtractionTests.values(Self.xml(data), "B")?.count == 10_000)
    }

    @Test func `a script block of five megabytes is a value`() {
        let script = String(repeating: "Invoke-Thing -With 'x';\n", count: 220_000)
        let text = Self.xml("<Data Name='ScriptBlockText'>\(script)</Data>")
        #expect(RawExtractionTests.values(text, "ScriptBlockText") == [script])
        let escaped = Self.xml("<Data Name='ScriptBlockText'>\(script)&amp;</Data>")
        #expect(RawExtractionTests.values(escaped, "ScriptBlockText") == [script + "&"])
    }

    @Test(
        "a name that is no word is cleaned, and one without a letter gives nothing",
        arguments: [
            ("Process Name", "Process_Name"), ("  x", "x"), ("__9a-b", "a_b"), ("ä", nil),
            ("", nil), ("123", nil), ("___", nil), ("a&amp;b", "a_amp_b"), ("a.b:c", "a_b_c"),
            ("é1é", nil), ("aé", "a__"), (String(repeating: "x", count: 70_000), nil),
        ] as [(String, String?)])
    func names(name: String, cleaned: String?) {
        let text = Self.xml("<Data Name='\(name)'>v</Data>")
        let found = RawExtractionTests.fields(text, [cleaned ?? "x", name, ""])
        #expect(found.outcome == .event)
        #expect(found.values[cleaned ?? "x"] == (cleaned == nil ? [] : ["v"]))
        if name != cleaned { #expect(found.values[name] == []) }
    }

    @Test("more names than are looked for are null, and not a crash")
    func manyAsked() {
        let names = (0..<RawValues.namesMax + 500).map { "n\($0)" }
        let dataSet = DataSet(rawWindows: names)
        let text = Self.xml("<Data Name='n0'>v</Data><Data Name='n9999'>w</Data>")
        let found = RawExtractionTests.fields(text, names)
        #expect(found.outcome == .event)
        #expect(found.values["n0"] == ["v"])
        // Behind the last that is looked for, in the order of names.
        #expect(dataSet.fields.last == "n9999")
        #expect(found.values["n9999"] == [])
    }

    @Test("an inspection prints so many names of a record, and forgets old ones")
    func manyListed() {
        var inspector = RawInspector()
        for round in 0..<4 {
            let data = (0..<RawValues.listedMax + 50).map {
                "<Data Name='r\(round)n\($0)'>v</Data>"
            }.joined()
            var own = 0
            var others = 0
            inspector.read(Array(Self.xml(data).utf8).span) { outcome, event, _ in
                #expect(outcome == .event)
                for (index, name) in event.dataSet.fields.enumerated()
                where event.range(of: FieldID(index: index)) != nil {
                    if name.hasPrefix("r\(round)n") { own += 1 } else { others += 1 }
                }
                #expect(event.dataSet.fields.count < RawInspector.namesMax + RawValues.listedMax)
            }
            // The names of System are listed, too.
            #expect(own <= RawValues.listedMax && own > RawValues.listedMax - 20)
            #expect(others > 10)
        }
    }

    @Test(
        "keywords are bits in any of their spellings, and other words give no field",
        arguments: [
            ("1", ["0x1"]), ("-1", ["0xffffffffffffffff"]), ("\"0X80\"", ["0X80"]),
            ("18446744073709551615", ["0xffffffffffffffff"]), ("\"Classic\"", []), ("\"x\"", []),
            ("[\"Classic\",\"Audit Failure\"]", ["0x8010000000000000"]), ("[]", []), ("{}", []),
            ("99999999999999999999", []),
            (
                "\"0x\(String(repeating: "0", count: 22))\"",
                [
                    "0x" + String(repeating: "0", count: 22)
                ]
            ),
            ("\"0x\(String(repeating: "0", count: 23))\"", []), ("null", []), ("\"\"", []),
        ])
    func keywords(written: String, bits: [String]) {
        let text =
            "{\"EventID\":1,\"EventTime\":\"2024-01-10T19:00:16Z\",\"Keywords\":\(written)}"
        #expect(RawExtractionTests.values(text, "Keywords") == bits)
    }

    @Test("an object of more values than are laid out is too long", arguments: [0, 1])
    func nodes(more: Int) {
        let head = #""EventID":1,"Channel":"C","EventTime":"2024-01-10T19:00:16Z""#
        // The root, three members and the list itself.
        let count = JSONTape.nodesMax - 5 + more
        let list = String(repeating: "0,", count: count - 1) + "0"
        let found = RawExtractionTests.fields("{\(head),\"A\":[\(list)]}", ["dest"])
        #expect(found.outcome == (more == 0 ? .event : .skipped(.tooLong)))
    }

    @Test(
        "damaged and foreign records are refused with the reason",
        arguments: [
            ("", .skipped(.emptyRecord)), ("  \n", .skipped(.emptyRecord)),
            ("plain", .skipped(.unknownFormat)), ("{", .skipped(.truncated)),
            (#"{"a":1}"#, .skipped(.unknownFormat)), (#"{"a":1}x"#, .skipped(.malformedJSON)),
            (#"{"EventID":1,"Channel":"C"}"#, .skipped(.missingTime)),
            (#"{"EventID":1,"EventTime":"never"}"#, .skipped(.invalidTime)),
            (#"{"EventID":"x","EventTime":"2024-01-10T19:00:16Z"}"#, .notMember),
            (#"{"EventID":1,"EventData":"<EventData><Data"}"#, .skipped(.truncated)),
            ("<Event></Event>", .notMember), ("<Event>", .skipped(.truncated)),
            ("<Event></Evens>", .skipped(.malformedXML)),
            ("<!DOCTYPE x><Event/>", .skipped(.forbiddenXML)), ("<a/>", .skipped(.unknownFormat)),
            ("<Event><System><EventID>1</EventID></System></Event>", .skipped(.missingTime)),
            ("<Event/><Event/>", .skipped(.malformedXML)),
            (
                "<Event>" + String(repeating: "<a>", count: 40), .skipped(.tooDeep)
            ),
            (
                "{\"a\":" + String(repeating: "[", count: 80), .skipped(.tooDeep)
            ),
        ] as [(String, Normalization)])
    func refused(text: String, outcome: Normalization) {
        #expect(RawExtractionTests.fields(text, ["dest"]).outcome == outcome)
    }

    @Test(
        "four times as much of one thing costs four times as much",
        arguments: [
            "<Data Name='A'>x</Data>", "<Data Name='A b'>&amp;</Data>", "<Data>y</Data>", "<a/>",
            "<!--x-->", "&#65;", "<Data Name='A'/>",
        ])
    func linear(piece: String) {
        let dataSet = DataSet(rawWindows: ["A", "A_b", "EventData_Xml"])
        var extractor = RawExtractor(dataSet: dataSet)
        var event = Event(dataSet: dataSet)
        let growth = ThreadClock.growth(of: 3_000) { count in
            let record = Array(
                Self.xml(String(repeating: piece, count: count)).utf8)
            #expect(
                extractor.extract(record.span, source: RawSource(), into: &event) == .event)
        }
        #expect(growth < 9, "\(growth) times as much")
    }

    @Test("no damage crashes the extractor")
    func mutations() {
        var generator = SplitMix64(seed: 20_240_305)
        let record = WindowsEventRecord.sysmon(
            13, [("Image", #"C:\a.exe"#), ("A b", "&<"), ("A b", "x"), ("Details", "DWORD (1)")])
        var inspector = RawInspector()
        for rendering in WindowsEventRecord.Rendering.allCases {
            let bytes = Array(record.text(rendering).utf8)
            for _ in 0..<TestDepth.of(5_000, shortly: 150) {
                let damaged = MutationTests.mutate(bytes, by: &generator)
                inspector.read(damaged.span) { outcome, event, _ in
                    guard outcome == .event else { return }
                    for field in event.dataSet.fields.indices {
                        event.forEachValue(of: FieldID(index: field)) { range in
                            #expect(
                                String(validating: event.bytes[range], as: UTF8.self) != nil)
                        }
                    }
                }
            }
        }
    }

    @Test func `an inspection knows every name of a record, and of the records within it`() {
        let record = WindowsEventRecord.event(
            4_624, [("First Name", "a"), ("TargetUserName", "ann")])
        let list = JSONValue.object([
            ("records", .array([.string(record.text(.xml)), .string(record.text(.flat))]))
        ]).text()
        var inspector = RawInspector()
        var seen: [[String]] = []
        inspector.read(Array(list.utf8).span) { outcome, event, _ in
            #expect(outcome == .event)
            seen.append(
                event.dataSet.fields.indices.filter {
                    event.range(of: FieldID(index: $0)) != nil
                }.map { event.dataSet.fields[$0] })
        }
        #expect(seen.count == 2)
        for names in seen {
            for name in ["First_Name", "TargetUserName", "user", "signature", "_raw", "EventCode"] {
                #expect(names.contains(name), "\(name)")
            }
        }
    }
}
