import RiskDetection
import SPL
import Testing

struct LookupTests {
    private static let tools = LookupTable(
        name: "tools", columns: ["pattern", "kind", "note"],
        rows: [
            ["*cmd.exe", "shell", "first"], ["*.exe", "program", ""], ["ps*", "shell", "third"],
        ], matchTypes: ["pattern": .wildcard], isCaseSensitive: false)
    private static let owners = LookupTable(
        name: "owners", columns: ["name", "owner"],
        rows: [["A", "ann"], ["b", "bob"], ["b", "eve"]],
        defaultMatch: "nobody", matchesMin: 1)
    private static let networks = LookupTable(
        name: "networks", columns: ["net", "site"],
        rows: [["10.0.0.0/8", "inner"], ["10.1.0.0/16", "lab"], ["2001:db8::/32", "six"]],
        matchTypes: ["net": .network], matchesMax: 1)

    private static let fixture = PipelineFixture(
        columns: ["process", "name", "ip", "kind"],
        rows: [
            ["C:\\CMD.EXE", "a", "10.1.2.3", "old"], ["x.exe", "b", "2001:db8::1", nil],
            ["none", nil, "8.8.8.8", nil],
        ], lookups: [tools, owners, networks])

    @Test(
        "rows of the table that agree give their columns",
        arguments: [
            (
                "lookup tools pattern AS process OUTPUT kind | table process kind",
                [
                    "process=C:\\CMD.EXE kind=shell|program", "process=x.exe kind=program",
                    "process=none",
                ]
            ),
            (
                "lookup tools pattern AS process OUTPUTNEW kind | table kind",
                ["kind=old", "kind=program", ""]
            ),
            (
                "lookup tools pattern AS process OUTPUT note AS remark | table remark",
                ["remark=first", "", ""]
            ),
            (
                "lookup tools pattern AS process | head 1 | table kind note",
                ["kind=shell|program note=first"]
            ),
            (
                "lookup owners name OUTPUT owner | table name owner",
                ["name=a owner=nobody", "name=b owner=bob|eve", ""]
            ),
            ("lookup networks net AS ip OUTPUT site | table site", ["site=inner", "site=six", ""]),
            ("lookup owners.csv name | search owner=bob | table name", ["name=b"]),
            (
                "lookup tools pattern AS process kind OUTPUT note | table note", ["", "", ""]
            ),
        ])
    func lookups(_ command: String, _ expected: [String]) throws {
        #expect(try Self.fixture.run("| " + command) == expected)
    }

    @Test("the rows of a table may stand behind others, or be a condition")
    func inputlookup() throws {
        #expect(
            try Self.fixture.run(
                "| inputlookup append=true owners where owner=e* | table name owner")
                == ["name=a", "name=b", "", "name=b owner=eve"])
        #expect(
            try Self.fixture.run("| search [| inputlookup owners | table name] | table process")
                == ["process=C:\\CMD.EXE", "process=x.exe"])
        #expect(
            try Self.fixture.run(
                "| search NOT [| inputlookup owners | fields name] | table process")
                == ["process=none"])
    }

    @Test(
        "what a lookup does not have is refused",
        arguments: [
            "lookup nothing name", "lookup tools", "lookup tools name", "inputlookup owners",
            "lookup tools pattern AS process OUTPUT sort",
            "search [inputlookup nothing]", "search [| inputlookup owners | rename name as query]",
            "search process=a OR [| tstats count from datamodel=Endpoint.Processes by host]",
        ])
    func refusals(_ command: String) {
        #expect(throws: EvalProblem.self) { try Self.fixture.run("| " + command) }
    }

    @Test("a lookup without max_matches finds a thousand rows, and more are counted")
    func mostMatches() throws {
        for (count, found) in [(999, 999), (1_000, 1_000), (1_001, 1_000)] {
            let table = LookupTable(
                name: "many", columns: ["name", "n"], rows: (0..<count).map { ["a", "\($0)"] })
            let fixture = PipelineFixture(columns: ["name"], rows: [["a"]], lookups: [table])
            let rows = try fixture.run("| lookup many name OUTPUT n | eval n=mvcount(n) | table n")
            #expect(rows == ["n=\(found)"])
        }
    }
}
