import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Each option that docs/SPL-SUPPORT.md promises of a command does what the Search Reference says: the
/// page is the list, so an option without a case fails.
struct PromisedOptionTests {
    private static let hosts = PipelineFixture(
        columns: ["host", "user", "n"],
        rows: [
            ["a", "x", "10"], ["b", "y", "9"], ["a", "y", nil], ["c", nil, "100"], ["a", "x", "2"],
        ],
        lookups: [
            LookupTable(
                name: "t", columns: ["k", "v"], rows: [["a", "1"], ["b", "2"], ["c", "3"]])
        ])

    /// `map` reads raw events: RawEventTests runs it with both of its options.
    private static let elsewhere: Set<String> = ["map"]

    @Test("every option on the page has a case")
    func complete() {
        for (command, syntax) in SupportPage.commands where !Self.elsewhere.contains(command) {
            #expect(!syntax.isEmpty, "\(command)")
            let cases = PromisedCase.all.filter { $0.command == command }
            let options = Set(cases.flatMap(\.options))
            if command == "tstats" {
                #expect(Set(TstatsOptionCases.options) == SupportPage.options(syntax))
            } else {
                #expect(!cases.isEmpty, "\(command) has no case")
                #expect(options == SupportPage.options(syntax), "\(command)")
            }
            for entry in cases {
                for option in entry.options {
                    let name = option.contains("=") ? option : "\(option)="
                    #expect(entry.search.contains(name), "\(entry.search) without \(option)")
                }
            }
        }
        #expect(SupportPage.commands.count > 50)
    }

    @Test("commands", arguments: PromisedCase.all)
    func commands(_ entry: PromisedCase) throws {
        let found = try Self.hosts.run("| " + entry.search)
        #expect(found == entry.rows)
    }

    // MARK: - Aggregates

    /// Over `n` of host a: 10, null and 2, the newest first.
    private static let aggregates: [String: String] = [
        "avg": "6", "mean": "6", "c": "2", "count": "2", "dc": "2", "distinct_count": "2",
        "estdc": "2", "earliest": "2", "latest": "10", "earliest_time": "100",
        "latest_time": "300", "first": "10", "last": "2", "list": "10|2", "values": "10|2",
        "max": "10", "min": "2", "median": "10", "mode": "10", "range": "8", "rate": "0.04",
        "stdev": "5.6569", "stdevp": "4", "sum": "12", "sumsq": "104", "var": "32", "varp": "16",
        "perc<n>": "2", "p<n>": "2", "exactperc<n>": "2", "upperperc<n>": "2",
    ]

    @Test("every function of stats on the page gives what the reference says")
    func aggregates() throws {
        let names = SupportPage.aggregates("`stats`")
        #expect(Set(names) == Set(Self.aggregates.keys))
        for name in names {
            let function = name.replacing("<n>", with: "25")
            let rows = try Self.hosts.run(
                "| eval _time=case(n=10, 300, n=2, 100) | where host=\"a\" "
                    + "| stats \(function)(n) as x | eval x=if(isnum(x), round(x, 4), x) | table x")
            #expect(rows == ["x=\(Self.aggregates[name] ?? "")"], "\(name)")
        }
    }

    @Test("every function of tstats on the page gives what the reference says")
    func scanned() throws {
        let names = SupportPage.aggregates("`tstats`")
        #expect(Set(names) == Set(Self.aggregates.keys).subtracting(["list"]))
        for name in names {
            let function = name.replacing("<n>", with: "25")
            let rows = try TstatsOptionCases.rows(
                "tstats \(function)(Processes.process_id) as x from datamodel=Endpoint.Processes "
                    + "where Processes.user=x | eval x=if(isnum(x), round(x, 4), x)")
            let start = Double(EvalFixture.tick.seconds) - 3600
            let offset = ["earliest_time": 100, "latest_time": 300][name]
            let text = offset.map { "\(Int(start) + $0)" } ?? Self.aggregates[name] ?? ""
            #expect(rows == ["x=\(text)"], "\(name)")
        }
    }

    @Test("options of tstats", arguments: TstatsOptionCases.all)
    func tstats(_ search: String, _ rows: [String]) throws {
        let found = try TstatsOptionCases.rows(search)
        #expect(found == rows)
    }

    @Test(
        "prestats hands over to what fits alone",
        arguments: [
            ("stats count", nil), ("stats count by Processes.user", nil),
            ("stats sum(Processes.process_id)", "`sum(Processes.process_id)` is not among"),
            ("stats count by Processes.dest", "`Processes.dest` is not among"),
            ("stats count(eval(1=1))", "is not among"),
            ("timechart span=1h count", "`_time` is not among"),
            ("chart count over Processes.user", nil), ("eval x=1", "right behind it"),
            ("eventstats count", "right behind it"), ("", "right behind it"),
            (
                "tstats append=t count from datamodel=Endpoint.Processes | stats count",
                "right behind it"
            ),
        ] as [(String, String?)])
    func prestats(_ command: String, _ problem: String?) {
        let search =
            "| tstats prestats=t count from datamodel=Endpoint.Processes by Processes.user"
            + (command.isEmpty ? "" : " | \(command)")
        let errors = SearchCompiler(macros: MacroTable()).compile(search).errors
        if let problem {
            #expect(errors.contains { $0.message.contains(problem) }, "\(errors)")
        } else {
            #expect(errors.isEmpty, "\(errors)")
        }
    }
}

/// Options of `tstats`, over three events of a data set.
enum TstatsOptionCases {
    static let options = [
        "fillnull_value", "prestats", "append", "summariesonly", "allow_old_summaries",
        "include_reduced_buckets", "local", "use_summary_index_values", "chunk_size",
        "datamodel", "span",
    ]

    private static let from = "from datamodel=Endpoint.Processes"

    static let all = searches + unchanged

    /// Options that say how Splunk gets at the data.
    private static let unchanged: [(String, [String])] = [
        "summariesonly=f", "allow_old_summaries=t", "include_reduced_buckets=t", "local=f",
        "use_summary_index_values=f", "chunk_size=10000",
    ].map { ("tstats \($0) count \(from)", ["count=3"]) }

    private static let searches: [(String, [String])] = [
        (
            "tstats fillnull_value=none count \(from) by Processes.dest",
            ["Processes.dest=d count=2", "Processes.dest=none count=1"]
        ),
        (
            "tstats prestats=t count sum(Processes.process_id) \(from) by Processes.user "
                + "| stats count sum(Processes.process_id) as s",
            ["count=3 s=13"]
        ),
        (
            "tstats prestats=t fillnull_value=- dc(Processes.process_id) \(from) by Processes.dest "
                + "| chart dc(Processes.process_id) as n over Processes.dest",
            ["Processes.dest=- n=1", "Processes.dest=d n=2"]
        ),
        (
            "tstats prestats=t count \(from) by _time span=1h, Processes.user "
                + "| timechart span=30d count by Processes.user | where x>0 | fields - _time",
            ["x=2 y=1"]
        ),
        (
            "tstats prestats=t first(Processes.user) \(from) by Processes.dest "
                + "| stats first(Processes.user) as f by Processes.dest",
            ["Processes.dest=d f=x"]
        ),
        (
            "tstats prestats=t count \(from) where Processes.user=x by Processes.user "
                + "| tstats prestats=t append=t count \(from) where Processes.user=y "
                + "by Processes.user | stats count by Processes.user",
            ["Processes.user=x count=2", "Processes.user=y count=1"]
        ),
        (
            "tstats count \(from) where Processes.user=x by Processes.user "
                + "| tstats append=t count \(from) by Processes.dest",
            ["Processes.user=x count=2", "count=2 Processes.dest=d"]
        ),
    ]

    static func rows(_ search: String) throws -> [String] {
        let start = EvalFixture.tick.seconds - 3600
        var engine = DetectionEngine(
            detections: [try Detection.fixture("| " + search, latest: "now")])
        engine.ingest(
            .process(
                at: Timestamp(seconds: start + 300),
                [.user: "x", .dest: "d", .process_id: "10"]))
        engine.ingest(
            .process(
                at: Timestamp(seconds: start + 100), [.user: "x", .dest: "d", .process_id: "2"]))
        engine.ingest(
            .process(at: Timestamp(seconds: start + 200), [.user: "y", .process_id: "1"]))
        let firing = engine.searchAllTime(at: EvalFixture.tick)[0]
        return firing.rows.map { row in
            zip(firing.columns, row.row.cells).filter { !$0.1.isNull }
                .map { "\($0)=\($1.texts.joined(separator: "|"))" }.joined(separator: " ")
        }
    }
}
