import CIM
import RiskDetection
import SPL
import TestSupport
import Testing

@testable import DaemonRuntime

/// Whatever a record is wrapped in and however often its text is escaped, nothing that matters is
/// passed over unread.
@Suite(.enabled(if: Prefilter.isAvailable, "needs Vectorscan"))
struct PrefilterRenderingTests {
    private static let conditions: [(String, String)] = [
        ("Endpoint.Processes", "Processes.process=*urlcache*"),
        ("Endpoint.Processes", "Processes.process_name=certutil.exe"),
        ("Endpoint.Processes", "Processes.parent_process_name=cmd.exe Processes.process=*xyzzy*"),
        ("Endpoint.Processes", "Processes.user=*"),
    ]

    private static func detection(_ place: Int) throws -> Detection {
        let (dataSet, condition) = conditions[place]
        return try Detection.fixture(
            "| tstats count from datamodel=\(dataSet) where \(condition) "
                + "by Processes.process Processes.dest Processes.user",
            id: "00000000-0000-0000-0000-00000000000\(place)")
    }

    private static func registry() throws -> Detection {
        try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Registry by Registry.dest Registry.action",
            id: "00000000-0000-0000-0000-000000000009")
    }

    private struct Outcome: Equatable {
        var matched: [Int]
        var passedOver = 0
    }

    private func read(
        _ text: [UInt8], _ detections: [Detection], _ profile: Profile, _ prefilter: Prefilter?
    ) -> Outcome {
        var detector = Detector(
            engine: DetectionEngine(detections: detections), profile: profile)
        let passedOver = detector.read(text, prefilter)
        return Outcome(
            matched: detections.indices.map { detector.engine.counters(of: $0).matched },
            passedOver: passedOver)
    }

    /// What can be done to a word so that it does not stand in the record as it is.
    private static let commandLines = [
        "certutil -urlcache -f x", "certutil -URLCache x", "certutil -url\"cache\" x",
        "certutil -url\"\"cache x", "certutil -ur\u{212A}l x", "benign --nothing",
        "C:\\a\\urlcache\\b", "\"urlcache\"", "x\nurlcache", "urlcache\t<a>&amp;#117;",
    ]

    /// Escapes letters of the word within a text that stands in the record by itself: what may be
    /// done to the innermost text is done before it is wrapped.
    private static func hide(_ text: String, _ seed: UInt64) -> String {
        var random = SplitMix64(seed: seed)
        let isJSON = text.hasPrefix("{")
        var out = ""
        for scalar in text.unicodeScalars {
            let isLetter = scalar.isASCII && scalar.properties.isAlphabetic
            guard isLetter, Int.random(in: 0..<40, using: &random) == 0 else {
                out.unicodeScalars.append(scalar)
                continue
            }
            let hex = String(scalar.value, radix: 16)
            switch Int.random(in: 0..<3, using: &random) {
            case 0 where !isJSON: out += "<!--x-->\(scalar)"
            case 1 where !isJSON: out += "&#\(scalar.value);"
            case _ where isJSON: out += "\\u00\(hex)"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    @Test(
        "for every rendering the same events match with and without a look ahead",
        arguments: Rendering.all)
    func renderings(rendering: Rendering) throws {
        let lines =
            Self.commandLines.map {
                rendering.render(ProcessStart(image: "C:\\w\\certutil.exe", commandLine: $0))
            }
            + Self.commandLines.map {
                rendering.render(ProcessStart(image: "C:\\w\\a.exe", commandLine: $0))
            }
        try compare(
            lines,
            [
                [Self.detection(0)], [Self.detection(2), Self.registry()],
                // Of users nothing is known: each process creation matters.
                [Self.detection(3), Self.registry()],
            ], [.splunk], "\(rendering)")
    }

    @Test(
        "nor does what hides a word in the innermost text hide it from the look ahead",
        arguments: [0, 1, 2, 3], [false, true])
    func hidden(texts: Int, escapesMarkup: Bool) throws {
        var lines: [String] = []
        for seed in 0..<24 as Range<UInt64> {
            let line = Self.commandLines[Int(seed) % Self.commandLines.count]
            let start = ProcessStart(image: "C:\\w\\a.exe", commandLine: line)
            for document in [
                start.sysmonXML, start.winlogbeat.text(), JSONValue.object(start.falcon()).text(),
            ] {
                var text = Self.hide(document, seed)
                for key in ["message", "log", "event"].prefix(texts) {
                    text = JSONValue.object([("timestamp", "1704913216"), (key, .string(text))])
                        .text(escapesMarkup: escapesMarkup)
                }
                lines.append(text)
            }
        }
        try compare(
            lines,
            [[Self.detection(0)], [Self.detection(1)], [Self.detection(0), Self.registry()]],
            Profile.allCases, "\(texts) texts")
    }

    private func compare(
        _ lines: [String], _ sets: [[Detection]], _ profiles: [Profile], _ what: String
    ) throws {
        let text = Array(lines.joined(separator: "\n").utf8)
        for detections in sets {
            let plan = PrefilterPlan(detections)
            for profile in profiles {
                let expected = read(text, detections, profile, nil)
                let prefilter = try #require(Prefilter(plan))
                let actual = read(text, detections, profile, prefilter)
                #expect(
                    actual.matched == expected.matched,
                    "\(what), words \(plan.words), \(profile)")
            }
        }
    }

    @Test("wrapped records that have no word are passed over, so that the look is worth it")
    func worth() throws {
        let lines = Rendering.all.map { $0.render(ProcessStart(image: "C:\\a", commandLine: "x")) }
        let detections = try [Self.detection(0)]
        let prefilter = try #require(Prefilter(PrefilterPlan(detections)))
        let outcome = read(
            Array(lines.joined(separator: "\n").utf8), detections, .splunk, prefilter)
        #expect(outcome.matched == [0])
        #expect(outcome.passedOver > lines.count / 2)
    }

    @Test("a key longer than any that is known is no id, and hides none that follows")
    func longKeys() throws {
        let prefilter = try #require(
            Prefilter(PrefilterPlan([Self.detection(0), Self.registry()])))
        for count in [50, 57, 58, 88, 89, 90, 200] {
            let key = String(repeating: "_", count: count) + "EventID"
            for (line, isID) in [
                (#"{"timestamp":1,"code":5,"\#(key)":13}"#, count + 7 <= 64),
                (#"{"timestamp":1,"code":5,"\#(key)":5,"x":{"EventID":13}}"#, true),
            ] {
                var framer = RecordFramer(prefilter: prefilter)
                framer.append(Array("\(line)\n".utf8)[...])
                framer.finish()
                while framer.next({ _, _, _, _ in true }) == .taken {}
                // What the scanner takes for an id must be read; more may be.
                #expect(!isID || framer.passed.count == 0, "\(count) bytes")
            }
        }
    }

    /// Places of an event id that no rendering has.
    @Test(
        "an id in any place and spelling is seen, also beside one that says otherwise",
        arguments: [
            #""event":{"code":5},"message":"{\"EventID\":13}""#, #""code":5,"winlog.event_id":13"#,
            #""code":5,"winlog_event_id":13"#, #""code":5,"_EventID":"13""#,
            #""code":5,"EVENTID" : 13"#, #""code":5,"x":"{\"y\":\"{\\\"event_id\\\":13}\"}""#,
            #""code":5,"message":"<EventID>13</EventID>""#,
            #""code":5,"message":"\u003cEventID\u003e13""#, #""code":5,"event_id":{"id":13}"#,
            #""code":5,"EventID":1073741837"#, #""code":5,"EventID":13.0"#, #""code":5,"Id":13"#,
            #""code":5,"EventCode":["13"]"#, #""code":5,"m":"&lt;EventID&gt;13""#,
        ])
    func places(members: String) throws {
        let prefilter = try #require(
            Prefilter(PrefilterPlan([Self.detection(0), Self.registry()])))
        let isRead = { (line: String) in
            var framer = RecordFramer(prefilter: prefilter)
            framer.append(Array("\(line)\n".utf8)[...])
            framer.finish()
            while framer.next({ _, _, _, _ in true }) == .taken {}
            return framer.passed.count == 0
        }
        #expect(isRead(#"{"timestamp":1,\#(members)}"#))
        #expect(!isRead(#"{"timestamp":1,"code":5,"name":"x"}"#))
        #expect(!isRead(##"{"timestamp":1,"#event_simpleName":"SyntheticProcessRollup2"}"##))
    }
}
