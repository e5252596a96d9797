import CIM
import RiskDetection
import SPL
import TestSupport
import Testing

@testable import DaemonRuntime

/// Words in raw text decide which records are read at all, so they must never be wrong.
@Suite(.enabled(if: Prefilter.isAvailable, "needs Vectorscan"))
struct PrefilterTests {
    private static let searches = [
        "(Processes.process_name=bitsadmin.exe OR Processes.original_file_name=bitsadmin.exe) "
            + "Processes.process IN (*create*, *addfile*, *resume*)",
        "Processes.process_name=powershell.exe", "Processes.parent_process_name=cmd.exe",
        "Processes.process=*whoami*", "Processes.process IN (*/download*, *-enc*, *kkknown*)",
        "Processes.user=*network*", "Processes.process_path=*\\\\temp\\\\*",
        "Processes.parent_process=*services* Processes.process=*svchost*",
    ]

    private static func detections(_ conditions: [String]) throws -> [Detection] {
        try conditions.enumerated().map { number, condition in
            try Detection.fixture(
                "| tstats count from datamodel=Endpoint.Processes where \(condition) "
                    + "by Processes.process Processes.dest Processes.user",
                id: "00000000-0000-0000-0000-00000000000\(number)")
        }
    }

    /// How many events each detection matched, and what was not read.
    private struct Outcome: Equatable {
        var matched: [Int]
        var skips: [SkipReason: Int]
        var passedOver = 0
    }

    private func read(
        _ bytes: [UInt8], _ detections: [Detection], _ profile: Profile, _ prefilter: Prefilter?,
        chunk: Int = 1 << 16
    ) -> Outcome {
        var detector = Detector(
            engine: DetectionEngine(detections: detections), profile: profile)
        var framer = RecordFramer(prefilter: prefilter)
        framer.feed(bytes, piece: chunk) { kind, record, start, _ in
            if kind == .record {
                _ = detector.take(record, as: .automatic, path: "", offset: start)
            }
        }
        return Outcome(
            matched: detections.indices.map { detector.engine.counters(of: $0).matched },
            skips: detector.skips.counts, passedOver: framer.passed.count)
    }

    @Test(
        "no event is missed, whatever is done to the text",
        arguments: MadeUpLog.all, Profile.allCases)
    func sound(log: MadeUpLog, profile: Profile) throws {
        let lines = log.lines.map { Array($0.utf8)[...] }
        // The scans of every data set are asked, so that words of one are looked for in all.
        let detections = try Self.detections(Self.searches) + Self.others
        try compare(lines, detections, profile, seeds: 6)
    }

    @Test(
        "no event is missed in real logs, whatever is done to their text",
        .enabled(if: SharedData.isPresent, "needs the shared corpora beside the checkout"),
        arguments: [
            "otrf-flat-A.json.gz", "fdr-panther-A.json", "nxlog-attackrange-A.json.gz",
            "attack_data-xmlwineventlog-A.xml.gz", "constructed-bits-4688.xml",
            "constructed-bits-fdr.json", "constructed-bits-sysmon.xml",
            "constructed-bits-nxlog.json", "examples-crowdstrike_processrollup2.json",
        ], Profile.allCases)
    func soundInRealLogs(file: String, profile: Profile) throws {
        let lines = try SharedData.lines(file, linesMax: TestDepth.of(400, shortly: 80))
        try compare(lines, Self.detections(Self.searches), profile, seeds: 6)
    }

    private func compare(
        _ lines: [ArraySlice<UInt8>], _ detections: [Detection], _ profile: Profile,
        seeds: UInt64
    ) throws {
        let plan = PrefilterPlan(detections)
        #expect(plan.isUsable && plan.obstacles.isEmpty, "\(plan.obstacles)")
        for seed in 0..<seeds {
            var random = SplitMix64(seed: seed)
            let mutated = seed == 0 ? lines.map { Array($0) } : lines.map { mutate($0, &random) }
            let text = Array(mutated.joined(separator: [0x0A]))
            let expected = read(text, detections, profile, nil)
            let prefilter = try #require(Prefilter(plan))
            let actual = read(
                text, detections, profile, prefilter,
                chunk: Int.random(in: 1_000..<100_000, using: &random))
            #expect(actual.matched == expected.matched, "seed \(seed)")
        }
    }

    /// Scans of the other data sets, each with words that only some records have.
    private static var others: [Detection] {
        get throws {
            try [
                (
                    "Registry", "Endpoint.Registry",
                    "Registry.registry_path IN (*updater*, *services*, *policies*) OR Registry.registry_value_data=*run.exe*"
                ),
                (
                    "Filesystem", "Endpoint.Filesystem",
                    "Filesystem.file_name IN (*invoice*, *plan*)"
                ),
                (
                    "All_Traffic", "Network_Traffic.All_Traffic",
                    "All_Traffic.dest=*evil* OR All_Traffic.app=*tool*"
                ),
                ("DNS", "Network_Resolution.DNS", "DNS.query=*evil* OR DNS.answer=*alias*"),
            ].enumerated().map { number, search in
                let (name, dataSet, condition) = search
                return try Detection.fixture(
                    "| tstats count from datamodel=\(dataSet) where \(condition) "
                        + "by \(name).dest \(name).vendor_product",
                    id: "00000000-0000-0000-0001-00000000000\(number)")
            }
        }
    }

    /// Other spellings of the same text, and what else logs are found to hold.
    private func mutate(_ line: ArraySlice<UInt8>, _ random: inout SplitMix64) -> [UInt8] {
        let isJSON = line.first == UInt8(ascii: "{")
        var out: [UInt8] = []
        for (place, byte) in zip(line.indices, line) {
            guard Int.random(in: 0..<60, using: &random) == 0, place > line.startIndex else {
                out.append(byte)
                continue
            }
            let isLetter = (byte | 0x20) &- 0x61 < 26
            switch Int.random(in: 0..<6, using: &random) {
            case 0 where isLetter: out.append(byte ^ 0x20)
            case 1 where isLetter:
                let hex = String(byte, radix: 16)
                out += Array((isJSON ? "\\u00\(hex)" : "&#x\(hex);").utf8)
            case 2 where byte | 0x20 == UInt8(ascii: "k"): out += [0xE2, 0x84, 0xAA]
            case 3 where isLetter && isJSON: out += Array("\\\"".utf8) + [byte]
            case 4 where isLetter && !isJSON: out += Array("<!--x-->".utf8) + [byte]
            case 5 where byte == UInt8(ascii: "\\") && !isJSON: out.append(UInt8(ascii: "/"))
            default: out.append(byte)
            }
        }
        return out
    }

    @Test(
        "records without a time are told of, also where they matter to no detection",
        .enabled(if: SharedData.isPresent, "needs the shared corpora beside the checkout"))
    func timeless() throws {
        let bytes = try SharedData.bytes("fdr-panther-A.json")
        let detections = try Self.detections([Self.searches[0]])
        let expected = read(bytes, detections, .splunk, nil)
        let actual = read(bytes, detections, .splunk, Prefilter(PrefilterPlan(detections)))
        #expect(actual.skips == expected.skips)
        #expect(actual.passedOver > 10)
    }

    @Test("what looks damaged is handed out, what is whole and without a word is not")
    func whole() throws {
        let detections = try Self.detections([Self.searches[0]])
        let whole = #"{"EventTime":"2024-01-01 00:00:00","Image":"C:\\a.exe"}"#
        let damaged = [
            whole.dropLast(), "x\(whole)", #"{"Image":"a"}"#,
            #"{"EventTime":"x","Image":"bits\u0061dmin.exe"}"#,
            #"{"EventTime":"x","Image":"BITSADMIN.EXE"}"#,
        ].map { String($0) }
        let event =
            "<Event><System><TimeCreated SystemTime='2024-01-01T00:00:00Z'/></System></Event>"
        let text = ([whole, event, "  \(whole)"] + damaged + [whole, event])
            .joined(separator: "\r\n")
        let prefilter = try #require(Prefilter(PrefilterPlan(detections)))
        var framer = RecordFramer(prefilter: prefilter)
        framer.append(Array(text.utf8)[...])
        framer.finish()
        var seen: [String] = []
        while framer.next({ _, record, _, _ in
            var bytes: [UInt8] = []
            for index in record.indices { bytes.append(record[index]) }
            seen.append(String(decoding: bytes, as: UTF8.self))
            return true
        }) == .taken {}
        #expect(framer.passed.count == 5)
        #expect(seen.count == damaged.count, "\(seen)")
    }

    @Test("every word is found, in any case and also where words overlap")
    func searches() throws {
        let plan = PrefilterPlan(
            try Self.detections(["Processes.process IN (*resume*, *sumexyz*, *mexy.z-1*)"]))
        #expect(plan.words == ["mexy.z-1", "resume", "sumexyz"])
        let prefilter = try #require(Prefilter(plan))
        var random = SplitMix64(seed: 7)
        for _ in 0..<200 {
            let parts = [
                "resume", "ReSumExyz", "mexy.z-1", "rsum", " ", "\n", "é",
                String(repeating: ".", count: Int.random(in: 0..<20, using: &random)),
            ]
            let text = Array(
                (0..<30).map { _ in parts.randomElement(using: &random) ?? "" }.joined().utf8)
            var found: [Int] = []
            #expect(prefilter.search(text, 0..<text.count, into: &found) == .searched)
            #expect(found == Self.ends(of: plan.words, in: text))
        }
    }

    /// Where words end, looked for at each place.
    private static func ends(of words: [String], in text: [UInt8]) -> [Int] {
        let lowered = text.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        var ends: Set<Int> = []
        for word in words.map({ Array($0.utf8) }) {
            for start in lowered.indices where lowered[start...].starts(with: word) {
                ends.insert(start + word.count)
            }
        }
        return ends.sorted()
    }

    @Test(
        "a scan without a word stands in the way, and says so",
        arguments: [
            "Processes.process!=x", "Processes.user=unknown", "Processes.process=*ab*",
            "Processes.process_id=1234", "NOT Processes.process=whoami",
            "Processes.process=whoami OR Processes.user=*a*",
        ])
    func obstacles(condition: String) throws {
        let plan = PrefilterPlan(try Self.detections(["Processes.process=whoami", condition]))
        #expect(plan.obstacles == [1])
        #expect(plan.words.isEmpty && plan.openDataSets == [Processes.dataSet])
    }

    /// A registry scan that nothing is known of, and one of processes with a word.
    private static func open() throws -> [Detection] {
        let registry = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Registry by Registry.dest Registry.action",
            id: "00000000-0000-0000-0000-000000000009")
        return try detections(["Processes.process=*bitsadmin*"]) + [registry]
    }

    @Test("a scan without a word leaves the records of its data set alone, and others not")
    func openDataSet() throws {
        let plan = PrefilterPlan(try Self.open())
        #expect(plan.words == ["bitsadmin"] && plan.openDataSets == [Registry.dataSet])
        let head = "<Event><System><TimeCreated SystemTime='2024-01-01T00:00:00Z'/>"
        let tail = "</System><EventData><Data Name='TargetObject'>x</Data></EventData></Event>"
        let time = #""EventTime":"2024-01-01 00:00:00""#
        let (read, passedOver) = (
            [
                "\(head)<EventID>13</EventID>\(tail)",
                "\(head)<EventID Q='0'>4657</EventID>\(tail)",
                "\(head)<EventID> 1</EventID>\(tail)", "\(head)<e:EventID>1</e:EventID>\(tail)",
                "\(head)<EventID>1<b/></EventID>\(tail)", "\(head)\(tail)",
                "{\(time),\"EventID\":13}", "{\(time),\"event_id\" : \"12\"}",
                "{\(time),\"EventID\":{\"#text\":1}}", "{\(time),\"EventID\":1e1}", "{\(time)}",
                "{\(time),\"EventID\":1,\"winlog\":{\"event_id\":13}}",
            ],
            [
                "\(head)<EventID>1</EventID>\(tail)", "\(head)<EventID Q='0'>22</EventID>\(tail)",
                "{\(time),\"EventID\":1}", "{\(time),\"event\":{\"code\":\"3\"}}",
                "{\"timestamp\":\"1700000000000\",\"event_simpleName\":\"ProcessRollup2\"}",
                "{\"timestamp\":\"1700000000000\",\"event_simpleName\":\"DnsRequest\"}",
            ]
        )
        for (lines, isRead) in [(read, true), (passedOver, false)] {
            for line in lines {
                let prefilter = try #require(Prefilter(plan))
                var framer = RecordFramer(prefilter: prefilter)
                framer.append(Array("\(line)\n".utf8)[...])
                framer.finish()
                while framer.next({ _, _, _, _ in true }) == .taken {}
                #expect((framer.passed.count == 0) == isRead, "\(line)")
            }
        }
    }

    @Test(
        "no event of an open data set is missed", arguments: MadeUpLog.all)
    func openSound(log: MadeUpLog) throws {
        let passedOver = try compareOpen(log.lines.map { Array($0.utf8)[...] })
        let isOpen = [
            "Sysmon event 12", "Sysmon event 13", "Sysmon event 14", "Windows Security event 4657",
        ].contains(log.title)
        if isOpen { #expect(passedOver == 0) }
        if log.title == "Sysmon event 3" { #expect(passedOver > log.lines.count / 2) }
    }

    @Test(
        "no event of an open data set is missed in real logs",
        .enabled(if: SharedData.isPresent, "needs the shared corpora beside the checkout"),
        arguments: [
            "otrf-flat-A.json.gz", "fdr-panther-A.json", "nxlog-attackrange-A.json.gz",
            "attack_data-xmlwineventlog-A.xml.gz",
        ])
    func openSoundInRealLogs(file: String) throws {
        let lines = try SharedData.lines(file, linesMax: TestDepth.of(1_000, shortly: 250))
        let passedOver = try compareOpen(lines)
        #expect(file.hasPrefix("fdr") || passedOver > lines.count / 10)
    }

    /// - Returns: How many records of the text as it is were passed over.
    private func compareOpen(_ lines: [ArraySlice<UInt8>]) throws -> Int {
        let detections = try Self.open()
        let plan = PrefilterPlan(detections)
        var passedOver = 0
        for seed in 0..<4 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let mutated = seed == 0 ? lines.map { Array($0) } : lines.map { mutate($0, &random) }
            let text = Array(mutated.joined(separator: [0x0A]))
            let expected = read(text, detections, .splunk, nil)
            let prefilter = try #require(Prefilter(plan))
            let actual = read(text, detections, .splunk, prefilter)
            #expect(actual.matched == expected.matched, "seed \(seed)")
            if seed == 0 { passedOver = actual.passedOver }
        }
        return passedOver
    }

    @Test("a log of which nearly every record is read is not looked at for a while")
    func benefit() {
        var benefit = PrefilterBenefit()
        func isWorthALook(_ bytes: Int) -> Bool { benefit.isWorthALook(bytes: bytes) }
        for number in 0..<1_024 {
            #expect(isWorthALook(1_000))
            benefit.note(passedOver: number % 9 == 0)
        }
        #expect(!isWorthALook(32 << 20))
        #expect(isWorthALook(1_000))
        for number in 0..<1_024 { benefit.note(passedOver: number % 7 == 0) }
        #expect(isWorthALook(1_000))
    }
}
