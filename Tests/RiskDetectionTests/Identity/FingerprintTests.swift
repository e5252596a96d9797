import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

struct FingerprintTests {
    private func detection(
        _ rest: String, lookup rows: [[String]] = [["cmd.exe", "bad"]]
    ) throws -> Detection {
        var detection = try Detection.fixture(Self.head)
        let lookups = LookupCatalog([
            LookupTable(name: "tools", columns: ["name", "kind"], rows: rows)
        ])
        let compiled = SearchCompiler(macros: MacroTable(), lookups: lookups)
            .compile(Self.head + rest)
        detection.plan = try #require(compiled.plan, "\(compiled.errors)")
        return detection
    }

    private static let head =
        "| tstats count from datamodel=Endpoint.Processes where Processes.process_name=cmd* "
        + "by Processes.user Processes.dest Processes.process_name | rename Processes.* as * "

    @Test("panes go on when what stands above the scans changes and keeps no event out")
    func trunk() throws {
        let old = try detection("| eval x=1")
        #expect(try detection("| eval x=2 | fields user x").canTakeOver(panesOf: old.fingerprint))
        #expect(
            try !Detection.fixture(Self.head, cron: "*/5 * * * *")
                .canTakeOver(panesOf: old.fingerprint))
        #expect(
            try !Detection.fixture(Self.head.replacing("cmd*", with: "cmd.exe"))
                .canTakeOver(panesOf: old.fingerprint))
    }

    @Test("a filter that is added goes on with the panes, one that is taken away does not")
    func filters() throws {
        let open = try detection("")
        let one = try detection("| search user=svc*")
        let excluding = try detection("| search NOT user=svc*")
        #expect(open.canTakeOver(panesOf: excluding.fingerprint))
        let two = try detection("| search user=svc* | search dest=lab*")
        #expect(one.canTakeOver(panesOf: open.fingerprint))
        #expect(two.canTakeOver(panesOf: one.fingerprint))
        #expect(one.canTakeOver(panesOf: one.fingerprint))
        #expect(!open.canTakeOver(panesOf: one.fingerprint))
        #expect(!one.canTakeOver(panesOf: two.fingerprint))
        #expect(try !detection("| search user=x*").canTakeOver(panesOf: one.fingerprint))
    }

    @Test("panes that have all events go on when these are kept aside, and not the other way")
    func waiting() throws {
        func detection(_ kind: String) throws -> Detection {
            try Detection.fixture(
                Self.head.replacing("by ", with: "by Processes.process_id ")
                    + "| join type=\(kind) process_id [| tstats count as n from "
                    + "datamodel=Endpoint.Processes where Processes.user=svc by "
                    + "Processes.process_id | rename Processes.* as *]")
        }
        let (inner, outer) = (try detection("inner"), try detection("outer"))
        #expect(inner.canTakeOver(panesOf: outer.fingerprint))
        #expect(inner.canTakeOver(panesOf: inner.fingerprint))
        #expect(!outer.canTakeOver(panesOf: inner.fingerprint))
    }

    @Test("a lookup table that changed is used, with the panes where its rows did not decide")
    func lookups() throws {
        let enriching = "| lookup tools name as process_name output kind"
        let old = try detection(enriching)
        let new = try detection(enriching, lookup: [["cmd.exe", "good"], ["cmdkey.exe", "bad"]])
        #expect(new.canTakeOver(panesOf: old.fingerprint))
        let deciding =
            "| search [| inputlookup tools | rename name as process_name | table process_name]"
        let before = try detection(deciding)
        #expect(try detection(deciding).canTakeOver(panesOf: before.fingerprint))
        #expect(
            try !detection(deciding, lookup: [["cmdkey.exe", "bad"]])
                .canTakeOver(panesOf: before.fingerprint))
    }

    /// One scan; several with keys, spans, aggregates, patterns and conditions of the trunk; one that
    /// looks at the log of events; a join whose one side waits.
    static let searches: [(id: String, search: String)] = [
        (
            "00000000-0000-0000-0000-00000000000a",
            "| tstats count from datamodel=Endpoint.Processes where Processes.process_name=cmd.exe "
                + "by Processes.user Processes.dest"
        ),
        (
            "00000000-0000-0000-0000-00000000000b",
            #"| tstats fillnull_value=null count dc(Processes.user) as users "#
                + #"values(Processes.process) as all avg(Processes.process_id) as mean "#
                + #"latest(Processes.process) as newest from datamodel=Endpoint.Processes where "#
                + #"(Processes.process_name IN (cmd*, "b \"c\".exe", CASE(Pow*)) OR "#
                + #"Processes.dest=10.0.0.0/8) Processes.user!=ro*t Processes.process_id>=4 "#
                + #"NOT Processes.unheard=é by _time span=1d Processes.dest Processes.process_id "#
                + #"Processes.process | rename "Processes.*" as * | search users<3 dest=ws* "#
                + #"| where like(process,"c%") | join process_id [| tstats count as others "#
                + #"from datamodel=Endpoint.Processes where Processes.process_name=b.exe by "#
                + #"Processes.process_id | rename "Processes.*" as *] | append [| tstats "#
                + #"min(_time) as first from datamodel=Endpoint.Registry by _time span=1mon host]"#
        ),
        (
            "00000000-0000-0000-0000-00000000000c",
            "| tstats count from datamodel=Endpoint.Processes where Processes.user!=root by "
                + "Processes.process Processes.user"
        ),
        (
            "00000000-0000-0000-0000-00000000000d",
            #"| tstats count max(_time) as last from datamodel=Endpoint.Processes where "#
                + #"Processes.process_name=a.exe by _time span=1h Processes.process_id "#
                + #"Processes.user | rename "Processes.*" as * | join process_id [| tstats count "#
                + #"as others from datamodel=Endpoint.Processes where "#
                + #"Processes.process_name=b.exe by Processes.process_id "#
                + #"| rename "Processes.*" as *]"#
        ),
    ]

    static func detection(_ index: Int) throws -> Detection {
        try Detection.fixture(searches[index].search, id: searches[index].id)
    }

    /// A fingerprint that changes drops the open windows of every detection at an upgrade: then the
    /// version of ``FingerprintWriter`` goes up, and these go to what reads the version before.
    @Test(
        "the fingerprints that states hold are the same in every version of riskd",
        arguments: [
            (0, "2:dd37e1edb2448ee04f8e4c218295019f"),
            (
                1,
                "2:914dc7f066854894b0da61fcf1de9aa0,0d6e6cb94a9eba9c,3a92483a7750ae22,"
                    + "54764ee71a2ad48f,5c524079190054af"
            ), (2, "2:3072fc641f891bcd10aeaeba507cc62b"),
            (3, "2:bf5ad76922887adf8088921eb2e102fb,54764ee71a2ad48f"),
        ])
    func golden(index: Int, fingerprint: String) throws {
        let actual = try Self.detection(index).fingerprint
        #expect(actual == fingerprint)
    }

    @Test("the fingerprint of a log of events is the same in every version of riskd")
    func goldenLog() {
        let log = EventLog("events", Processes.dataSet, fields: [], bytesMax: 0)
        #expect(log.fingerprint == "2:f41cf075b179e3bc5ef60d71ccf1b270")
    }

    @Test("a further field of a data set, and other names of columns, change no fingerprint")
    func unrelated() throws {
        let old = try Self.detection(1)
        var new = old
        for (place, scan) in old.plan.scans.enumerated() {
            let fields = ["a_new_field"] + scan.dataSet.fields.reversed()
            let dataSet = DataSet(
                model: scan.dataSet.model, name: scan.dataSet.name, fields: fields)
            new.plan.scans[place].dataSet = dataSet
            func moved(_ field: ScanField) throws -> ScanField {
                guard case .field(let id) = field else { return field }
                return .field(try #require(dataSet.field(scan.dataSet.fields[id.index])))
            }
            new.plan.scans[place].predicate = try scan.predicate.mapped(moved)
            for key in scan.keys.indices {
                new.plan.scans[place].keys[key].field = try moved(scan.keys[key].field)
                new.plan.scans[place].keys[key].column += " renamed"
            }
            for index in scan.aggregates.indices {
                new.plan.scans[place].aggregates[index].input =
                    try scan.aggregates[index].input.map(moved)
            }
        }
        func scans(_ detection: Detection) -> String {
            var writer = FingerprintWriter(of: "test")
            for scan in detection.plan.scans { writer.write(scan) }
            return writer.digits(ofBytes: 16)
        }
        #expect(scans(new) == scans(old))
    }

    @Test("what a scan reads changes its fingerprint, each thing by itself")
    func related() throws {
        let head = "| tstats count from datamodel=Endpoint.Processes where "
        let searches = [
            head + "Processes.user=a by Processes.dest",
            head + "Processes.user=A by Processes.dest",
            head + "Processes.user!=a by Processes.dest",
            head + "NOT Processes.user=a by Processes.dest",
            head + "Processes.user=CASE(a) by Processes.dest",
            head + "Processes.user<a by Processes.dest",
            head + "Processes.user<=a by Processes.dest",
            head + "Processes.unheard=a by Processes.dest",
            head + "Processes.dest=a by Processes.dest",
            head + "Processes.user=a by Processes.user",
            head + "Processes.user=a by Processes.dest Processes.user",
            head + "Processes.user=a by Processes.dest _time span=1h",
            head + "Processes.user=a by Processes.dest _time span=1d",
            head + "Processes.user=a by Processes.dest _time span=1mon",
            head + "Processes.user IN (a, b) by Processes.dest",
            head + "(Processes.user=a OR Processes.user=b) by Processes.dest",
            head + "Processes.user=a Processes.user=b by Processes.dest",
            head.replacing("count", with: "dc(Processes.user)")
                + "Processes.user=a by Processes.dest",
            head.replacing("count", with: "count(Processes.user)")
                + "Processes.user=a by Processes.dest",
            head.replacing("count", with: "fillnull_value=x count")
                + "Processes.user=a by Processes.dest",
            head.replacing("Processes", with: "Registry") + "Registry.user=a by Registry.dest",
        ]
        let fingerprints = try searches.map { try Detection.fixture($0).fingerprint }
        #expect(Set(fingerprints).count == fingerprints.count)
    }
}

extension SPL.Predicate<ScanField> {
    fileprivate func mapped(_ field: (ScanField) throws -> ScanField) rethrows -> Self {
        switch self {
        case .all, .term: self
        case .and(let parts): .and(try parts.map { try $0.mapped(field) })
        case .or(let parts): .or(try parts.map { try $0.mapped(field) })
        case .not(let part): .not(try part.mapped(field))
        case .matches(let name, let patterns): .matches(try field(name), patterns)
        case .differs(let name, let pattern): .differs(try field(name), pattern)
        case .ordered(let name, let ordering, let value):
            .ordered(try field(name), ordering, value)
        case .passes(let name, let test): .passes(try field(name), test)
        case .compares(let left, let comparison, let right):
            .compares(try field(left), comparison, try field(right))
        }
    }
}
