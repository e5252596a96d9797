import CIM
import Foundation
import Glibc
import RiskDetection
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// Names that records do not hold: of computers by `aid`, of users by SID.
final class IdentityTests {
    private let directory: TemporaryDirectory
    private static let sid = "S-1-5-21-1111111111-2222222222-3333333333-1104"

    init() throws { directory = try TemporaryDirectory() }

    // MARK: files

    private func files(
        sensors: [String] = [], users: [String] = [],
        limits: IdentityFiles.Limits = IdentityFiles.Limits()
    ) -> IdentityFiles {
        var files = IdentityFiles(
            Configuration.Identities(
                sensors: sensors.map { directory.path + "/" + $0 },
                users: users.map { directory.path + "/" + $0 }), limits: limits)
        files.load()
        return files
    }

    private static func name(_ id: String, _ table: IdentityTable) -> String? {
        let bytes = Array(id.utf8)
        return table.name(of: bytes.span).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What is told of, as file, line and message.
    private static func told(_ files: IdentityFiles) -> [String] {
        files.problems.map {
            "\($0.file.split(separator: "/").last ?? ""):\($0.line) \($0.message)"
        }
    }

    @Test("aidmaster as FDR publishes it, a CSV, and userinfo give names; the newest counts")
    func formats() throws {
        try directory.write(
            """
            {"Time":"1741000000","aid":"a0a0","cid":"c","ComputerName":"OLD-1","MachineDomain":"x"}
            {"Time":"1741003600","aid":"a0a0","cid":"c","ComputerName":"WS-1","event_platform":"Win"}

            {"Time":"1740000000","aid":"a0a0","cid":"c","ComputerName":"OLDEST"}
            {"aid":"b1b1","ComputerName":"caf\\u00e9-2"}
            """, to: "aidmaster.json")
        try directory.write(
            "\u{FEFF}cid,AID,ComputerName\r\nc,c2c2,\"srv, two\"\r\nc,d3d3,srv-3\r\n",
            to: "sensors.csv")
        try directory.write(
            """
            {"_time":"1741000000.1","UserSid_readable":"\(Self.sid)","UserName":"mira","User":"C\\\\mira"}
            {"UserSid":"S-1-5-18","User":"NT AUTHORITY\\\\SYSTEM"}
            """, to: "userinfo.json")
        let files = files(sensors: ["aidmaster*", "*.csv"], users: ["userinfo*"])
        #expect(files.problems.isEmpty)
        let sensors = files.identities.sensors
        #expect(
            ["a0a0", "B1B1", "c2c2", "d3d3", "e4"].map { Self.name($0, sensors) } == [
                "WS-1", "café-2", "srv, two", "srv-3", nil,
            ])
        #expect(Self.name(Self.sid, files.identities.users) == "mira")
        #expect(Self.name("s-1-5-18", files.identities.users) == "NT AUTHORITY\\SYSTEM")
    }

    @Test("gzip is read as what is in it, and one that breaks off is told of")
    func gzip() throws {
        let text = (0..<1_000).map { #"{"aid":"a\#($0)","ComputerName":"WS-\#($0)"}"# }
            .joined(separator: "\n")
        try directory.write(text, to: "m.json")
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/bin/gzip")
        gzip.arguments = [directory.path + "/m.json"]
        try gzip.run()
        gzip.waitUntilExit()
        let whole = files(sensors: ["m.json.gz"])
        #expect(whole.identities.sensors.count == 1_000)
        let bytes = try Data(contentsOf: URL(filePath: directory.path + "/m.json.gz"))
        try bytes.prefix(bytes.count / 2).write(to: URL(filePath: directory.path + "/half.gz"))
        let half = files(sensors: ["half.gz"])
        #expect(half.identities.sensors.count < 1_000)
        #expect(Self.told(half).contains { $0.contains("ends too early") })
    }

    @Test("a line that cannot be read is told of by file and line, and costs no other")
    func badLines() throws {
        try directory.write(
            """
            {"aid":"a0","ComputerName":"one"}
            {"aid":"a1"}
            not json
            {"aid":"a2","ComputerName":"two"}
            {"aid":"a3","ComputerName":
            """, to: "m.json")
        try directory.write("aid,ComputerName\nb0,three\nb1\n,four\nb2,five\n", to: "s.csv")
        try directory.write("what is this\n", to: "x.txt")
        let files = files(sensors: ["m.json", "s.csv", "x.txt", "missing*"], users: ["none"])
        #expect(files.identities.sensors.count == 4)
        let told = Self.told(files)
        for (start, part) in [
            ("m.json:2 ", "has no aid"), ("m.json:3 ", "no JSON object"),
            ("m.json:5 ", "no JSON object"), ("s.csv:3 ", "1 column(s)"),
            ("s.csv:4 ", "an empty"), ("x.txt:1 ", "aid,ComputerName"),
            (":0 ", "identities.users: no file is there"),
        ] {
            #expect(told.contains { $0.hasPrefix(start) && $0.contains(part) }, "\(start) \(told)")
        }
        #expect(told.count == 7)
    }

    @Test("every limit on what is read is told of when it is reached, and what fits stays")
    func limits() throws {
        let lines = (0..<10).map { #"{"aid":"a\#($0)","ComputerName":"name-\#($0)"}"# }
        try directory.write(lines.joined(separator: "\n"), to: "m.json")
        func read(_ change: (inout IdentityFiles.Limits) -> Void) -> IdentityFiles {
            var limits = IdentityFiles.Limits()
            change(&limits)
            return files(sensors: ["m.json"], limits: limits)
        }
        let entries = read { $0.table.entries = 4 }
        #expect(entries.identities.sensors.count == 4)
        #expect(Self.told(entries).count == 1 && Self.told(entries)[0].hasPrefix("m.json:5 "))
        let text = read { $0.table.textBytes = 20 }
        #expect(text.identities.sensors.count == 2)
        #expect(Self.told(text).count == 1)
        let names = read { $0.table.nameBytes = 3 }
        #expect(names.identities.sensors.isEmpty)
        // The first five lines, and how many there are.
        #expect(Self.told(names).count == 6)
        #expect(
            Self.told(names).last
                == "m.json:0 10 lines cannot be read, of which the first stand above")
        #expect(read { $0.table.keyBytes = 1 }.identities.sensors.isEmpty)
        let long = read { $0.lineBytes = 10 }
        #expect(long.identities.sensors.isEmpty)
        #expect(Self.told(long)[0].contains("longer than 10 bytes"))
        let large = read { $0.fileBytes = 10 }
        #expect(large.identities.sensors.isEmpty)
        #expect(Self.told(large).count == 1)
        try directory.write(#"{"aid":"z","ComputerName":"n"}"#, to: "z.json")
        var one = IdentityFiles.Limits()
        one.files = 1
        let some = files(sensors: ["*.json"], limits: one)
        #expect(Self.name("z", some.identities.sensors) == nil)
        #expect(Self.told(some).count == 1)
    }

    @Test("what changed is read again once it rests, and nothing that is known is forgotten")
    func changes() throws {
        try directory.write("aid,ComputerName\na0,one\n", to: "s.csv")
        var files = files(sensors: ["*.csv"])
        var reads = [files.reload()]
        try directory.write("aid,ComputerName\na0,renamed\na1,two\n", to: "s.csv")
        // Seen for the first time, it may still be written.
        for _ in 0..<3 { reads.append(files.reload()) }
        #expect(reads == [false, false, true, false])
        #expect(Self.name("a0", files.identities.sensors) == "renamed")
        try FileManager.default.removeItem(atPath: directory.path + "/s.csv")
        _ = files.reload()
        _ = files.reload()
        #expect(Self.name("a1", files.identities.sensors) == "two")
    }

    @Test("pipes and directories that a pattern finds are left alone")
    func oddFiles() throws {
        let made = unsafe mkfifo(directory.path + "/f.json", 0o600)
        #expect(made == 0)
        try FileManager.default.createDirectory(
            atPath: directory.path + "/d.json", withIntermediateDirectories: false)
        #expect(files(sensors: ["*.json"]).identities.sensors.isEmpty)
    }

    // MARK: events

    private static func event(
        _ record: String, _ profile: Profile, known: Bool
    ) -> (event: Event, gaps: IdentityGaps) {
        var normalizer = Normalizer(profile: profile)
        if known {
            func set(_ table: inout IdentityTable, _ key: String, _ name: String) {
                let (key, name) = (Array(key.utf8), Array(name.utf8))
                #expect(table.set(key.span, name.span) == .taken)
            }
            set(&normalizer.identities.sensors, "a1b2", "WS-7")
            set(&normalizer.identities.users, sid, "mira")
        }
        var event = Event(dataSet: Processes.dataSet)
        let bytes = Array(record.utf8)
        #expect(normalizer.normalize(bytes.span, into: &event) == .event)
        return (event, normalizer.gaps)
    }

    private static func falcon(_ more: String) -> String {
        """
        {"event_simpleName":"ProcessRollup2","timestamp":"1741075928331","aid":"a1b2",\(more)\
        "CommandLine":"x","ImageFileName":"\\\\Device\\\\x.exe"}
        """
    }

    @Test(
        "a sensor's computer is what the record says, else what is known, else the sensor",
        arguments: Profile.allCases)
    func sensors(profile: Profile) {
        let bare = Self.falcon("\"UserSid\":\"\(Self.sid)\",")
        let unknown = Self.event(bare, profile, known: false)
        #expect(unknown.event.string(Processes.Field.dest.id) == "a1b2")
        #expect(unknown.event.string(Processes.Field.host.id) == "a1b2")
        #expect(unknown.event.string(Processes.Field.user.id) == Self.sid)
        #expect(unknown.gaps == [.hostByID, .userByID])
        let known = Self.event(bare, profile, known: true)
        #expect(known.event.string(Processes.Field.dest.id) == "WS-7")
        #expect(known.event.string(Processes.Field.user.id) == "mira")
        #expect(known.event.string(Processes.Field.user_id.id) == Self.sid)
        #expect(known.gaps == [])
        let stated = Self.event(
            Self.falcon(#""ComputerName":"HERE","UserName":"ann","UserSid":"\#(Self.sid)","#),
            profile, known: true)
        #expect(stated.event.string(Processes.Field.dest.id) == "HERE")
        #expect(stated.event.string(Processes.Field.user.id) == "ann")
        #expect(stated.gaps == [])
    }

    @Test(
        "a Security event that names accounts by SID alone has the name that is known, else the SID",
        arguments: Profile.allCases)
    func accounts(profile: Profile) {
        func record(_ users: String, computer: String = "<Computer>h</Computer>") -> String {
            """
            <Event><System><Provider Name='Microsoft-Windows-Security-Auditing'/>\
            <EventID>4688</EventID><TimeCreated SystemTime='2025-03-04T08:12:08Z'/>\(computer)\
            </System><EventData>\(users)<Data Name='NewProcessName'>C:\\x.exe</Data></EventData>\
            </Event>
            """
        }
        let subject = "<Data Name='SubjectUserSid'>\(Self.sid)</Data>"
        let nobody = "<Data Name='TargetUserSid'>S-1-0-0</Data><Data Name='TargetUserName'>-</Data>"
        func user(_ users: String, known: Bool) -> String? {
            Self.event(record(users), profile, known: known).event
                .string(Processes.Field.user.id)
        }
        #expect(user(subject + nobody, known: true) == "mira")
        #expect(user(subject + nobody, known: false) == Self.sid)
        #expect(user("<Data Name='SubjectUserName'>ann</Data>" + subject, known: true) == "ann")
        #expect(user(nobody, known: true) == "unknown")
        let homeless = Self.event(record(subject, computer: ""), profile, known: true)
        #expect(homeless.event.string(Processes.Field.dest.id) == "unknown")
        #expect(homeless.gaps == [.hostUnknown])
    }

    @Test("the prefilter looks for no word in fields whose values may come from elsewhere")
    func prefilter() throws {
        let setup = try ShippedContent.setup(in: directory)
        let detection = try #require(setup.content.detections.first)
        let plain = PrefilterPlan([detection])
        #expect(!plain.words.isEmpty && plain.obstacles.isEmpty)
        let hidden = PrefilterPlan(
            [detection], lookedUp: ["process", "process_name", "original_file_name"])
        #expect(hidden.words.isEmpty && hidden.obstacles == [0])
    }
}
