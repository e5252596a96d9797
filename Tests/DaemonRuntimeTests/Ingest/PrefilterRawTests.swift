import CIM
import Foundation
import RiskDetection
import SPL
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// Raw searches find the same whether records that matter to none are passed over or read.
@Suite(.enabled(if: Prefilter.isAvailable, "needs Vectorscan"))
struct PrefilterRawTests {
    /// Conditions of every kind over the made-up logs: words that the record has, words that the add-ons
    /// write, event ids, sources, and what says nothing.
    private static let conditions = [
        "EventCode=1 CommandLine=*bitsadmin*", "EventCode IN (1, 4688) process_name=cmd.exe",
        "EventCode=13 TargetObject=*\\\\ImagePath", "EventCode=22 answer=*evil*",
        "signature=\"*process creation*\"", "EventCode=4688 action=allowed", "Image=*powershell*",
        "EventCode=3 (dest=*evil* OR dest_ip=198.51.100.*)", "EventCode=11 NOT User=bob",
        "source=\"XmlWinEventLog:Security\" SubjectUserName=carol", "whoami", "\"run-me\"",
        "source=\"XmlWinEventLog:Microsoft-Windows-Nothing/*\"", "source=*WinEventLog:System",
        "user=svc-backup*",
        "EventID=1 OriginalFileName=tool.exe", "Keywords=0x802*", "EventData_Xml=*urlcache*",
        "EventCode=4104 ScriptBlockText=*Invoke*", "NOT EventCode=1",
        "index=main vendor_product=m*",
        "sourcetype=XmlWinEventLog EventCode=23 file_name=invoice*", "dest=pc*", "Computer=pc*",
    ]

    private static func made() throws -> [Detection] {
        try conditions.enumerated().map { number, condition in
            // A search has to say which log it reads.
            try Detection.fixture(
                "source=XmlWinEventLog:* \(condition) | stats count min(_time) as t values(Image) as i by EventCode",
                id: "00000000-0000-0000-0000-0000000001\(number + 10)")
        }
    }

    /// The detections of the raw content beside the checkout.
    private static func shared() throws -> [Detection] {
        let directory = try TemporaryDirectory()
        try directory.write("content: [\(ShippedContent.directory)]", to: "riskd.yaml")
        let setup = Setup.load(
            path: directory.path + "/riskd.yaml",
            extraContent: [SharedData.content.path, SharedData.rawContent.path], selecting: .all)
        return setup.content.detections.filter { $0.plan.scans.contains(where: \.dataSet.isRaw) }
    }

    /// Everything that fires, and how many records were passed over.
    private func read(
        _ text: [UInt8], _ detections: [Detection], _ prefilter: Prefilter?
    ) -> (rows: [String], passedOver: Int) {
        var detector = Detector(
            engine: DetectionEngine(detections: detections), profile: .splunk)
        let passedOver = detector.read(text, prefilter)
        return (detector.finish().map { String(reflecting: $0) }, passedOver)
    }

    private func compare(_ text: [UInt8], _ detections: [Detection], _ name: String) -> Int {
        let plan = PrefilterPlan(detections)
        guard let prefilter = Prefilter(plan) else { return 0 }
        let some = read(text, detections, prefilter)
        guard some.passedOver > 0 else { return 0 }
        let all = read(text, detections, nil)
        #expect(some.rows == all.rows, "\(name): \(plan.words)")
        return some.passedOver
    }

    private static func subsets(_ all: [Detection], _ count: Int) -> [[Detection]] {
        var random = SplitMix64(seed: 77)
        return (0..<count).map { _ in
            let size = Int.random(in: 2...5, using: &random)
            return Array(all.shuffled(using: &random).prefix(size))
        }
    }

    /// Records as an attacker would like them: ids and words where nobody expects them.
    private static let odd: [String] = {
        let names = [("Image", "C:\\powershell.exe"), ("CommandLine", "bitsadmin whoami")]
        let data = [
            names + [("EventID", "4688"), ("EventCode", "1"), ("signature_id", "13")],
            [
                ("CommandLine", "bits\u{212A}admin"), ("Channel", "Security"),
                ("User", "svc-backup"),
            ],
            [("TargetObject", "HKLM\\x\\ImagePath"), ("source", "XmlWinEventLog:Security")],
        ]
        return data.flatMap { data in
            [1, 13, 4_104, 7_777].flatMap { id in
                WindowsEventRecord.Rendering.allCases.map { rendering in
                    WindowsEventRecord.sysmon(id, data).text(rendering)
                }
            }
        }
    }()

    private static func bytes(_ lines: [String]) -> [UInt8] {
        Array(lines.joined(separator: "\n").utf8)
    }

    @Test("made-up searches over made-up logs, each by itself and some together")
    func madeUp() throws {
        let detections = try Self.made()
        let text = Self.bytes(MadeUpLog.all.flatMap(\.lines) + Self.odd)
        var passedOver = 0
        for detection in detections {
            passedOver += compare(text, [detection], detection.search)
        }
        for (number, some) in Self.subsets(detections, 20).enumerated() {
            passedOver += compare(text, some, "subset \(number)")
        }
        #expect(passedOver > 1_000)
    }

    @Test(
        "shared searches over shared logs, each by itself and some together",
        .enabled(if: SharedData.hasRaw, "needs the shared raw corpora beside the checkout"))
    func shared() throws {
        let detections = try Self.shared()
        #expect(detections.count > 200)
        let text =
            try SharedData.bytes("constructed-raw-0.xml.gz")
            + SharedData.bytes("constructed-raw-0-nxlog.json.gz")
        var random = SplitMix64(seed: 78)
        let singles =
            TestDepth.isWhole
            ? detections : Array(detections.shuffled(using: &random).prefix(60))
        var passedOver = 0
        for detection in singles { passedOver += compare(text, [detection], detection.name) }
        for (number, some) in Self.subsets(detections, 20).enumerated() {
            passedOver += compare(text, some, "subset \(number)")
        }
        #expect(passedOver > 1_000)
    }

    @Test("words narrow what an event id leaves open, and a search without either needs all")
    func plans() throws {
        func plan(_ condition: String) throws -> PrefilterPlan {
            PrefilterPlan([try Detection.fixture("\(condition) | stats count by dest")])
        }
        let narrowed = try plan("EventCode=1 CommandLine=*bitsadmin*")
        #expect(narrowed.words == ["bitsadmin"] && narrowed.openEventIDs.isEmpty)
        // The add-on writes that, and no record.
        let titled = try plan("EventCode=1 signature=\"Process creation\"")
        #expect(titled.words.isEmpty && titled.openEventIDs == [1])
        let sourced = try plan("source=\"XmlWinEventLog:Microsoft-Windows-AppLocker/*\"")
        #expect(sourced.words == ["microsoft-windows-applocker"])
        let either = try plan("source=*WinEventLog:Microsoft-Windows-AppLocker/MSI")
        #expect(either.words == ["microsoft-windows-applocker"])
        // Of Sysmon the channel is known without its name.
        let sysmon = try plan("source=\"XmlWinEventLog:Microsoft-Windows-Sysmon/Operational\"")
        #expect(sysmon.wholeReaders == [0] && !sysmon.isUsable)
        let renamed = PrefilterPlan(
            [try Detection.fixture("source=\"XmlWinEventLog:Other-Things/A\" | stats count")],
            namesSources: false)
        #expect(renamed.wholeReaders == [0])
    }
}
