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
}
