import CIM
import TestSupport
import Testing

struct JSONReaderTests {
    /// A flat Sysmon record around a command line that is written as JSON.
    private func record(commandLine: String) -> String {
        """
        {"EventID":1,"SourceName":"Microsoft-Windows-Sysmon","Hostname":"LAB01",\
        "EventTime":"2024-01-10 19:00:16","Image":"C:\\\\i.exe","CommandLine":\(commandLine)}
        """
    }

    @Test(
        "a value is decoded as JSON prescribes",
        arguments: [
            (#""C:\\x \"y\" \/ \b\f\n\r\t""#, "C:\\x \"y\" / \u{8}\u{c}\n\r\t"),
            (#""\u0041\u00e9\u65E5""#, "Aé日"), (#""\ud83d\ude00""#, "😀"),
            (#""\ud83d""#, "\u{FFFD}"), (#""\ude00x""#, "\u{FFFD}x"),
            (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
            (#""\u0000""#, "\0"), ("\"a\tb\"", "a\tb"), ("\"ünï\"", "ünï"), ("12", "12"),
            ("-1.50e+3", "-1.50e+3"), ("true", "true"), ("false", "false"),
            (#"["first","second"]"#, "first"), (#"[{"a":1},"x"]"#, "x"),
            (#""a","CommandLine":"last""#, "last"), (#""a","\u0043ommandLine":"last""#, "last"),
            (#"null,"CommandLine":"last""#, "last"),
            // Null, the empty string and what holds no text are a missing value.
            ("null", "unknown"), ("\"\"", "unknown"), ("{}", "unknown"), ("[]", "unknown"),
            (#""a","CommandLine":null"#, "unknown"),
        ])
    func decodes(written: String, read: String) {
        let outcome = Fixture.normalize(record(commandLine: written))
        #expect(outcome.normalization == .event)
        #expect(outcome[.process] == read)
        #expect(outcome.repairs == [])
    }

    @Test(
        "what is not JSON is refused",
        arguments: [
            ("{,}", .malformedJSON), (#"{"a":1,,}"#, .malformedJSON), (#"{"a"}"#, .malformedJSON),
            (#"{"a":}"#, .malformedJSON),
            (#"{"a":1,}"#, .malformedJSON), (#"{"a":[1,]}"#, .malformedJSON),
            (#"{"a":1 "b":2}"#, .malformedJSON), (#"{"a":1]"#, .malformedJSON),
            (#"{"a":[1}"#, .malformedJSON), (#"{"a":01}"#, .malformedJSON),
            (#"{"a":1.}"#, .malformedJSON), (#"{"a":.5}"#, .malformedJSON),
            (#"{"a":+1}"#, .malformedJSON), (#"{"a":1e}"#, .malformedJSON),
            (#"{"a":-}"#, .malformedJSON), (#"{"a":nul}"#, .malformedJSON),
            (#"{"a":True}"#, .malformedJSON), (#"{"a":NaN}"#, .malformedJSON),
            (#"{"a":'b'}"#, .malformedJSON), (#"{"a":"\x"}"#, .malformedJSON),
            (#"{"a":"\u12g4"}"#, .malformedJSON), (#"{a:1}"#, .malformedJSON),
            (#"{"a":1}}"#, .malformedJSON), (#"{"a":1} x"#, .malformedJSON),
            (#"{"a":1}{"a":1}"#, .malformedJSON), (#"{"a":1,"b"}"#, .malformedJSON),
            ("{", .truncated), (#"{""#, .truncated), (#"{"a"#, .truncated),
            (#"{"a""#, .truncated), (#"{"a":"#, .truncated), (#"{"a":1"#, .truncated),
            (#"{"a":"b"#, .truncated), (#"{"a":"\"#, .truncated), (#"{"a":"\u12"#, .truncated),
            (#"{"a":[1,"#, .truncated), (#"{"a":tr"#, .truncated), (#"{"a":1,"#, .truncated),
            ("{}", .unknownFormat), (#"{"a":1}"#, .unknownFormat), ("[1]", .unknownFormat),
        ] as [(String, SkipReason)])
    func refuses(record: String, reason: SkipReason) {
        #expect(Fixture.normalize(record).normalization == .skipped(reason))
    }

    @Test func `every beginning of a record is truncated, never a member`() {
        let record = Array(record(commandLine: #"["a\u0041",{"b":[1.5e1,true,null]}]"#).utf8)
        #expect(Fixture.normalize(record).normalization == .event)
        for length in 1..<record.count {
            let outcome = Fixture.normalize(Array(record[..<length]))
            #expect(outcome.normalization == .skipped(.truncated), "\(length) bytes")
        }
    }

    @Test func `nesting is bounded`() {
        func nested(_ depth: Int) -> String {
            record(
                commandLine: String(repeating: "[", count: depth - 1)
                    + String(repeating: "]", count: depth - 1))
        }
        #expect(Fixture.normalize(nested(64)).normalization == .event)
        #expect(Fixture.normalize(nested(65)).normalization == .skipped(.tooDeep))
        #expect(Fixture.normalize(nested(100_000)).normalization == .skipped(.tooDeep))
    }

    @Test(
        "what surrounds an object is read over",
        arguments: [
            ("\u{FEFF}", "\r"), (" ", " \n"), ("<13>1 2024-01-10T19:00:16Z host app 1 - - ", ""),
            ("Jan 10 19:00:16 host app[1]: ", ""), ("<13>Jan 10 19:00:16 host {A-1} ", ""),
        ])
    func surroundings(before: String, after: String) {
        let outcome = Fixture.normalize(before + record(commandLine: "\"x\"") + after)
        #expect(outcome.normalization == .event)
        #expect(outcome[.process] == "x")
    }

    @Test func `a byte that is not UTF-8 costs its character, not the event`() throws {
        let record = Array(record(commandLine: "\"a@b\"").utf8)
        let at = try #require(record.lastIndex(of: UInt8(ascii: "@")))
        let outcome = Fixture.normalize(record[..<at] + [0xC3] + record[(at + 1)...])
        #expect(outcome[.process] == "a\u{FFFD}b")
        #expect(outcome.repairs == .invalidUTF8)
    }

    @Test(
        "a record is read the same whatever came before it: keys in another order, left out, or names that are nearly the same",
        arguments: 1...20 as ClosedRange<UInt64>)
    func memory(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let names = [
            "EventID", "SourceName", "Hostname", "EventTime", "CommandLine", "User", "Image",
            "ParentCommandLine", "OriginalFileName", "ParentProcessGuid", "ProcessId", "Company",
            "A name of twenty-seven bytes",
        ]
        var normalizer = Normalizer(profile: .splunk)
        var events = 0
        for _ in 0..<200 {
            var keys = names
            if Bool.random(using: &random) { keys.shuffle(using: &random) }
            keys.removeAll { _ in Int.random(in: 0..<20, using: &random) == 0 }
            if let near = keys.indices.randomElement(using: &random), Bool.random(using: &random) {
                var letters = Array(keys[near])
                letters[Int.random(in: 0..<letters.count, using: &random)] = "x"
                keys.append(String(letters))
            }
            let record = keys.map { key in
                let value =
                    switch key {
                    case "EventID": "1"
                    case "SourceName": "Microsoft-Windows-Sysmon"
                    case "EventTime": "2024-01-10 19:00:16"
                    default: "\(key) \(Int.random(in: 0..<100, using: &random))"
                    }
                return "\"\(key)\":\"\(value)\""
            }.joined(separator: ",")
            let text = Array("{\(record)}".utf8)
            var event = Event(dataSet: Processes.dataSet)
            let outcome = normalizer.normalize(text.span, as: .automatic, into: &event)
            let alone = Fixture.normalize(text)
            #expect(outcome == alone.normalization)
            guard outcome == .event else { continue }
            events += 1
            for field in Processes.Field.allCases {
                #expect(event.string(field.id) == alone[field], "\(field) of {\(record)}")
            }
        }
        #expect(events > 80)
    }

    @Test func `a pinned format reads no other`() {
        let json = record(commandLine: "\"x\"")
        let xml = Fixture.sysmon("")
        #expect(Fixture.normalize(json, as: .windowsJSON).normalization == .event)
        #expect(Fixture.normalize(json, as: .windowsXML).normalization == .skipped(.malformedXML))
        #expect(Fixture.normalize(xml, as: .windowsJSON).normalization == .skipped(.malformedJSON))
        #expect(Fixture.normalize(xml, as: .falconJSON).normalization == .skipped(.malformedJSON))
        #expect(Fixture.normalize("x", as: .falconJSON).normalization == .skipped(.malformedJSON))
    }
}
