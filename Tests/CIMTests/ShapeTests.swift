import TestSupport
import Testing

@testable import CIM

/// Records as people have them: wrapped, moved, renamed.
struct ShapeTests {
    @Test(
        "one process creation gives the same event in whatever way it is kept",
        arguments: Rendering.all, Profile.allCases)
    func same(rendering: Rendering, profile: Profile) {
        let start = ProcessStart()
        let record = rendering.render(start)
        var normalizer = Normalizer(profile: profile)
        var event = Event(dataSet: Processes.dataSet)
        let outcome = normalizer.normalize(Array(record.utf8).span, into: &event)
        #expect(outcome == .event, "\(record)")
        guard outcome == .event else { return }
        func value(_ field: Processes.Field) -> String? { event.string(field.id) }
        let isSplunk = profile == .splunk
        let withoutQuotes = start.commandLine.replacing("\"", with: "")
        #expect(value(.process_path) == start.image)
        #expect(value(.process_name) == "certutil.exe")
        #expect(
            value(.process)
                == (rendering.kind == .falcon && isSplunk ? withoutQuotes : start.commandLine))
        #expect(value(.dest) == start.computer)
        #expect(
            value(.user) == (rendering.kind == .sysmon && !isSplunk ? #"CORP\ann"# : "ann"))
        #expect(value(.parent_process_name) == "cmd.exe")
        #expect(value(.process_id) != nil && value(.parent_process_id) != nil)
        #expect(value(.action) == "allowed")
        #expect(event.time == Timestamp(nanoseconds: 1_704_913_216_500_000_000))
        #expect(normalizer.envelope?.description == rendering.envelope)
        #expect(normalizer.next(into: &event) == nil)
    }

    private static let head =
        #""EventTime":"2024-01-10 19:00:16","Hostname":"h","SourceName":"Microsoft-Windows-Sysmon""#
    private static let security =
        #""EventTime":"2024-01-10 19:00:16","Hostname":"h","Channel":"Security""#

    @Test(
        "a record whose data is nowhere is told of, and never an event of unknowns",
        arguments: [
            "{\(head),\"EventID\":1}",
            "{\(head),\"EventID\":1,\"EventData\":[\"-\",\"C:\\\\a.exe\",\"a.exe /x\"]}",
            "{\(head),\"EventID\":1,\"Message\":\"Process Create:\"}",
            "{\(head),\"EventID\":1,\"data\":{\"x\":1},\"message\":\"{\\\"y\\\":1}\"}",
            "{\(head),\"EventID\":1,\"User\":\"u\",\"ProcessId\":\"7\"}",
            "{\(head),\"EventID\":11,\"Image\":\"a\"}", "{\(head),\"EventID\":12,\"Image\":\"a\"}",
            "{\(head),\"EventID\":13,\"Details\":\"a\"}",
            "{\(head),\"EventID\":22,\"Image\":\"a\"}",
            "{\(head),\"EventID\":3,\"Image\":\"a\"}", "{\(security),\"EventID\":4688}",
            "{\(security),\"EventID\":4657}", "{\(security),\"EventID\":4663}",
            "{\(security),\"EventID\":4663,\"ObjectType\":\"File\"}",
            "{\(security),\"EventID\":5156}",
            "{\(security),\"EventID\":4688,\"Message\":\"Ein neuer Prozess.\\r\\n\\tName:\\tx\"}",
            #"{"event_simpleName":"ProcessRollup2","timestamp":"1704913216111","aid":"a"}"#,
            Fixture.sysmon(""), Fixture.security(["SubjectUserName": "u"]),
            Fixture.sysmon("<Data>C:\\a.exe</Data><Data>a.exe /x</Data>"),
        ])
    func noData(record: String) {
        #expect(Fixture.normalize(record).normalization == .skipped(.noData), "\(record)")
    }

    @Test(
        "an event id that is read without a word of whose it is is told of; another's is not",
        arguments: [
            (#""EventID":1"#, Normalization.skipped(.unknownOrigin)),
            (#""EventID":4688,"Channel":"ForwardedEvents""#, .skipped(.unknownOrigin)),
            (#""EventID":1,"Channel":"WinEventLog:ForwardedEvents""#, .skipped(.unknownOrigin)),
            (#""EventID":1,"Channel":"System""#, .notMember),
            (#""EventID":1,"SourceName":"Microsoft-Windows-Kernel-General""#, .notMember),
            (#""EventID":1,"ProviderGuid":"{0000-1}""#, .notMember),
            (#""EventID":1,"SourceName":"x","Channel":"ForwardedEvents""#, .notMember),
            (#""EventID":7,"SourceName":"Microsoft-Windows-Sysmon""#, .notMember),
            (#""EventID":65536,"SourceName":"Microsoft-Windows-Sysmon""#, .notMember),
        ])
    func origin(header: String, expected: Normalization) {
        let record =
            #"{\#(header),"Image":"C:\\a.exe","EventTime":"2024-01-10 19:00:16","Hostname":"h"}"#
        #expect(Fixture.normalize(record).normalization == expected)
    }

    @Test("a list within an object gives each of its records, those that cannot be read among them")
    func many() {
        let starts = (10..<15).map {
            ProcessStart(image: "C:\\a\($0).exe", commandLine: "x", seconds: $0)
        }
        let records = starts.map { $0.winlogbeat.text() }
        let odd = [#"{"odd":1}"#, #"{"EventID":7,"SourceName":"x"}"#]
        for list in [
            odd + records, records + odd, records.map { JSONValue.string($0).text() } + odd,
        ] {
            let text = #"{"x":1,"Records":[\#(list.joined(separator: ", "))]}"#
            var normalizer = Normalizer(profile: .direct)
            var event = Event(dataSet: Processes.dataSet)
            var outcomes: [Normalization] = []
            var paths: Set<String> = []
            var next: Normalization? = normalizer.normalize(Array(text.utf8).span, into: &event)
            while let outcome = next {
                outcomes.append(outcome)
                if outcome == .event {
                    paths.insert(event.string(Processes.Field.process_path.id) ?? "")
                    #expect(normalizer.envelope?.description == "records")
                }
                next = normalizer.next(into: &event)
            }
            #expect(paths == Set(starts.map(\.image)))
            #expect(outcomes.filter { $0 == .event }.count == 5)
            #expect(outcomes.filter { $0 == .notMember }.count == 1)
            #expect(outcomes.filter { $0 == .skipped(.unknownFormat) }.count == 1)
        }
        // The next record knows nothing of those before.
        var normalizer = Normalizer(profile: .direct)
        var event = Event(dataSet: Processes.dataSet)
        let list = #"{"Records":[\#(records.joined(separator: ","))]}"#
        _ = normalizer.normalize(Array(list.utf8).span, into: &event)
        #expect(normalizer.hasNext)
        #expect(normalizer.normalize(Array("{}".utf8).span, into: &event) != .event)
        #expect(!normalizer.hasNext)
    }

    @Test("three texts within one another are looked through, a fourth is told of")
    func texts() {
        var text = ProcessStart().winlogbeat.text()
        for level in 1...5 {
            text = JSONValue.object([("message", .string(text))]).text()
            let outcome = Fixture.normalize(text).normalization
            #expect(outcome == (level <= 3 ? .event : .skipped(.unknownFormat)), "\(level) texts")
        }
    }

    @Test("six keys are looked through, a seventh is told of")
    func keys() {
        var value = ProcessStart().winlogbeat
        for level in 1...8 {
            value = ["body": value]
            let outcome = Fixture.normalize(value.text()).normalization
            #expect(outcome == (level <= 6 ? .event : .skipped(.unknownFormat)), "\(level) keys")
        }
    }

    @Test("what the envelope says counts only where the record is silent")
    func envelopeTime() {
        let data = #""Image":"C:\\a.exe","CommandLine":"x""#
        func read(_ record: String) -> Fixture.Outcome { Fixture.normalize(record) }
        let silent = read(
            #"{"time":1704913216,"host":"c","source":"XmlWinEventLog:Microsoft-Windows-Sysmon/Operational","event":{"EventID":1,"Computer":"h",\#(data)}}"#
        )
        #expect(silent.normalization == .event)
        #expect(silent.event.time == Timestamp(seconds: 1_704_913_216))
        let told = read(
            #"{"time":1,"source":"XmlWinEventLog:Security","event":{\#(Self.head),"EventID":1,\#(data)}}"#
        )
        #expect(told.event.time == Timestamp(seconds: 1_704_913_216))
        #expect(told[.dest] == "h")
        #expect(
            read(#"{"event":{"EventID":1,"Channel":"Security",\#(data)}}"#).normalization
                == .notMember)
        #expect(
            read(#"{"event":{"EventID":1,"SourceName":"Microsoft-Windows-Sysmon",\#(data)}}"#)
                .normalization == .skipped(.missingTime))
    }

    @Test(
        "what is damaged within an envelope is told by its own reason",
        arguments: [
            (#"{"message":"{\"EventID\":1"}"#, SkipReason.truncated),
            (#"{"message":"<Event><System></Event>"}"#, .malformedXML),
            (#"{"event":"{\"a\":nul}"}"#, .malformedJSON), (#"{"event":"text"}"#, .unknownFormat),
            (#"{"message":"<!DOCTYPE x><Event/>"}"#, .forbiddenXML),
            (#"{"Records":[]}"#, .unknownFormat), (#"{"Records":["a",1,null]}"#, .unknownFormat),
        ])
    func damaged(record: String, reason: SkipReason) {
        #expect(Fixture.normalize(record).normalization == .skipped(reason))
    }

    @Test(
        "nothing within a command line cuts it short in Sysmon's text for people",
        arguments: [
            "a.exe\r\nCurrentDirectory: C:\\x\r\n/create b", "a.exe\nImage: C:\\other.exe",
            "a.exe\r\nUser: other\r\nParentImage: b",
        ])
    func message(commandLine: String) throws {
        let rendering = try #require(Rendering.all.first { $0.name.hasPrefix("Fluent Bit") })
        let record = rendering.render(
            ProcessStart(image: "C:\\i.exe", commandLine: commandLine))
        let outcome = Fixture.normalize(record)
        #expect(outcome[.process] == commandLine)
        #expect(outcome[.process_path] == "C:\\i.exe")
        #expect(outcome[.user] == "ann")
        #expect(outcome[.parent_process_name] == "cmd.exe")
    }

    @Test("a key of 64 bytes is read in another spelling, a longer one is none that is known")
    func longKeys() {
        for count in [1, 56, 57, 58, 100] {
            let key = String(repeating: "_", count: count) + "EventID"
            let outcome = Fixture.normalize(
                #"{\#(Self.head),"\#(key)":1,"Image":"C:\\a.exe"}"#)
            let isKnown = key.utf8.count <= 64
            #expect(
                outcome.normalization == (isKnown ? .event : .skipped(.unknownFormat)),
                "\(key.utf8.count) bytes")
        }
    }

    @Test("every key that may hold an event id is known to whoever passes over records unread")
    func keysOfIDs() {
        let keys = EventIdentifiers.eventIDKeys
        for key in ["eventid", "code", "id", "eventcode", "instanceid", "eventidentifier"] {
            #expect(keys.contains(key))
        }
        #expect(keys.allSatisfy { $0 == $0.lowercased() && !$0.contains("_") })
    }
}
