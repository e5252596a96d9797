import CIM
import SPL
import Testing

/// `search` as the first command.
struct RawSearchTests {
    private func compile(_ search: String) -> CompiledSearch {
        SearchCompiler(
            macros: MacroTable(),
            lookups: LookupCatalog([
                LookupTable(name: "t", columns: ["k", "v"], rows: [["1", "2"]])
            ])
        ).compile(search)
    }

    private static let fields: [(String, String)] = [
        ("EventCode=7 | stats count by Image", "Image _time"),
        ("search EventCode=7 | stats count min(_time) as first by Image user", "Image _time user"),
        ("EventCode=7 | rename Image as i | stats count by i", "Image _time i"),
        (
            "EventCode=7 | eval x=lower(Image) | where x!=\"a\" | table x Computer",
            "Computer Image _time"
        ),
        ("EventCode=7 | rex field=_raw \"a(?<b>.)\" | stats count by b", "_raw _time b"),
        // The old value of a column counts where nothing new is found.
        (
            "EventCode=7 | rex field=a \"(?<b>x)\" | rex field=b \"(?<c>y)\" | table c",
            "_time a b c"
        ),
        ("EventCode=7 | spath input=a output=b path=p | table b", "_time a b"),
        ("EventCode=7 | lookup t k AS a OUTPUTNEW v AS b | table b", "EventCode _time a b"),
        ("EventCode=7 | lookup t k AS a OUTPUT v AS b | table b", "EventCode _time a"),
        ("EventCode=7 | bin _time span=5m | stats dc(a) by _time", "_time a"),
        ("EventCode=7 | stats count | eval y=missing", "_time"),
        (
            "EventCode=7 | fields Image | join Image [search EventCode=8 | fields Image b]",
            "Image _time"
        ),
    ]

    @Test("a scan keeps the fields that its pipeline reads, and the time", arguments: fields)
    func demand(_ search: String, _ expected: String) throws {
        let result = compile(search)
        #expect(result.errors.isEmpty, "\(result.errors)")
        let scan = try #require(result.plan?.scans.first)
        #expect(scan.output == .events && scan.dataSet.isRaw)
        #expect(scan.keys.map(\.column).sorted().joined(separator: " ") == expected)
    }

    @Test("every name of the condition is a field, case counting")
    func conditionFields() throws {
        let result = compile("EventCode=7 User=a user=b \"some words\" | stats count")
        let plan = try #require(result.plan)
        #expect(plan.rawFields == ["EventCode", "User", "_raw", "user"])
    }

    private static let conditions: [(String, String)] = [
        ("EventCode=7 OR EventCode=8 Image=*x", "(EventCode=7|EventCode=8)&Image=*x"),
        (
            "(source=a OR source=XmlWinEventLog:b) EventCode=1",
            "(source=a|source=XmlWinEventLog:b)&EventCode=1"
        ),
        ("eventtype=wineventlog_security EventCode=1", "source=*WinEventLog:Security&EventCode=1"),
        ("source=\"WinEventLog:a/b\" x=1", "source=*WinEventLog:a/b&x=1"),
        (
            "sourcetype=\"wineventlog:a/b\" x=1",
            "(sourcetype=wineventlog:a/b|source=*wineventlog:a/b)&x=1"
        ),
        ("sourcetype=WinEventLog x=1", "sourcetype=WinEventLog,XmlWinEventLog&x=1"),
    ]

    @Test(
        "the condition is the one that is written, for sources in either format",
        arguments: conditions)
    func readsConditions(_ search: String, _ expected: String) throws {
        let result = compile(search + " | stats count")
        #expect(result.errors.isEmpty, "\(result.errors)")
        let scan = try #require(result.plan?.scans.first)
        #expect(Self.text(scan.predicate, scan.dataSet) == expected)
    }

    private static func text(_ predicate: Predicate<ScanField>, _ dataSet: DataSet) -> String {
        func part(_ inner: Predicate<ScanField>) -> String {
            if case .or = inner { return "(\(text(inner, dataSet)))" }
            return text(inner, dataSet)
        }
        switch predicate {
        case .and(let parts): return parts.map(part).joined(separator: "&")
        case .or(let parts): return parts.map(part).joined(separator: "|")
        case .matches(.field(let id), let patterns):
            return dataSet.fields[id.index] + "="
                + patterns.map(\.text).joined(separator: ",")
        default: return "\(predicate)"
        }
    }

    private static let refused: [(String, String)] = [
        (
            "sourcetype=aws:cloudtrail eventName=x | stats count",
            "riskd reads Windows event logs whole"
        ),
        ("index=main foo | stats count", "does not say which log it reads"),
        ("eventtype=okta_log | stats count", "the event type `okta_log` is not known"),
        ("EventCode=1 tag=process | stats count", "`tag` is a knowledge object"),
        ("EventCode=1 earliest=-5m | stats count", "the time range of a detection"),
        ("NOT eventtype!=x EventCode=1 | stats count", "`eventtype` is a knowledge object"),
    ]

    @Test("what is not read is refused by name", arguments: refused)
    func refusals(_ search: String, _ expected: String) {
        let errors = compile(search).errors
        #expect(errors.contains { $0.message.contains(expected) }, "\(errors)")
    }

    @Test("a search within brackets may read raw events as well")
    func subsearch() throws {
        let result = compile(
            "EventCode=1 | stats count by user | search [search EventCode=2 | table user]")
        #expect(result.errors.isEmpty, "\(result.errors)")
        #expect(result.plan?.scans.count == 2)
    }

    @Test("columns that risk is taken from are kept where the rows are events")
    func riskFields() throws {
        let compiled = SearchCompiler(macros: MacroTable()).compile(
            "EventCode=7 | eval x=1", fields: ["dest", "user"])
        #expect(compiled.columns == ["EventCode", "_time", "dest", "user", "x"])
    }

    @Test("plans over other fields are the same plans over all of them")
    func rebased() throws {
        let plan = try #require(compile("EventCode=7 a=1 | stats count by b").plan)
        let dataSet = DataSet(rawWindows: ["EventCode", "_raw", "a", "aa", "b", "c"])
        let moved = plan.rebased(onto: dataSet)
        #expect(moved.rawFields == plan.rawFields)
        #expect(moved.scans[0].dataSet === dataSet)
        #expect(Self.text(moved.scans[0].predicate, dataSet) == "EventCode=7&a=1")
    }
}
