import RiskDetection
import SPL
import Testing

/// Commands behind the scan, over rows.
struct PipelineTests {
    private static let hosts = PipelineFixture(
        columns: ["host", "user", "n"],
        rows: [
            ["a", "x", "10"], ["b", "y", "9"], ["a", "y", nil], ["c", nil, "100"], ["a", "x", "2"],
        ])

    @Test(
        "grouping",
        arguments: [
            ("stats count by host", ["host=a count=3", "host=b count=1", "host=c count=1"]),
            ("stats count", ["count=5"]),
            ("stats count(user) dc(user) as u", ["count(user)=4 u=2"]),
            (
                "stats sum(n) as s avg(n) as m max(n) as x min(n) as i by user",
                ["user=x s=12 m=6 x=10 i=2", "user=y s=9 m=9 x=9 i=9"]
            ),
            (
                "stats values(user) as v list(n) as l first(n) as f last(n) as t by host",
                [
                    "host=a v=x|y l=10|2 f=10 t=2", "host=b v=y l=9 f=9 t=9",
                    "host=c l=100 f=100 t=100",
                ]
            ),
            ("stats count(eval(n > 9)) as big", ["big=2"]),
            (
                "stats sum(eval(n * 2)) as s by host",
                ["host=a s=24", "host=b s=18", "host=c s=200"]
            ),
            (
                "stats values(*) as * by host",
                [
                    "host=a user=x|y n=10|2", "host=b user=y n=9", "host=c n=100",
                ]
            ),
            ("stats median(n) as m mode(host) as o range(n) as r", ["m=10 o=a r=98"]),
            ("stats perc50(n) as p stdev(n) as d | eval d=round(d, 3)", ["p=10 d=46.636"]),
            ("where n > 1000 | stats count", ["count=0"]),
            ("where n > 1000 | stats count by host", []),
            (
                "eventstats count as c by host | table host c",
                ["host=a c=3", "host=b c=1", "host=a c=3", "host=c c=1", "host=a c=3"]
            ),
            (
                "streamstats count as c by host | fields host c",
                ["host=a c=1", "host=b c=1", "host=a c=2", "host=c c=1", "host=a c=3"]
            ),
            (
                "streamstats current=false window=1 last(host) as before | table before",
                ["", "before=a", "before=b", "before=a", "before=c"]
            ),
        ])
    func grouping(_ command: String, _ expected: [String]) throws {
        #expect(try Self.hosts.run("| " + command) == expected)
    }

    @Test(
        "choosing rows and columns",
        arguments: [
            ("dedup host", ["host=a user=x n=10", "host=b user=y n=9", "host=c n=100"]),
            ("dedup user", ["host=a user=x n=10", "host=b user=y n=9"]),
            ("dedup user keepempty=true | table host", ["host=a", "host=b", "host=c"]),
            ("dedup 2 host | stats count", ["count=4"]),
            ("dedup host consecutive=true | stats count", ["count=5"]),
            ("dedup host sortby -n | table host n", ["host=c n=100", "host=a n=10", "host=b n=9"]),
            ("sort n | table n", ["n=2", "n=9", "n=10", "n=100", ""]),
            ("sort - n | table n", ["n=100", "n=10", "n=9", "n=2", ""]),
            ("sort str(n) | table n", ["n=10", "n=100", "n=2", "n=9", ""]),
            ("sort 2 -host, +n | table host n", ["host=c n=100", "host=b n=9"]),
            ("head 2 | table host", ["host=a", "host=b"]),
            ("tail 2 | table host", ["host=a", "host=c"]),
            ("fields - u* n | head 1", ["host=a"]), ("fields n | head 1", ["n=10"]),
            ("table n, missing host | head 1", ["n=10 host=a"]),
            ("search user=X n<=9 | table host", ["host=a"]),
            ("where isnull(user) | table host", ["host=c"]),
            ("regex host=\"^[ab]$\" | stats count", ["count=4"]),
            ("regex user!=\"x\" | table host", ["host=b", "host=a", "host=c"]),
        ])
    func choosing(_ command: String, _ expected: [String]) throws {
        #expect(try Self.hosts.run("| " + command) == expected)
    }

    @Test(
        "making columns",
        arguments: [
            ("eval x=host.user | table x", ["x=ax"]),
            ("eval a=1, b=a+1 | table a b", ["a=1 b=2"]),
            ("rex field=host \"(?<first>.)(?<second>.)?\" | table first second", ["first=a"]),
            ("rex field=n \"(?<d>\\d)\" max_match=0 | table d", ["d=1|0"]),
            ("rex field=n \"(?<n>\\d)(?<rest>.*)\" | table n rest", ["n=1 rest=0"]),
            ("rex field=n mode=sed \"s/\\d/x/\" | table n", ["n=x0"]),
            ("rex field=n mode=sed \"s/(\\d)(\\d)/\\2-\\1/g\" | table n", ["n=0-1"]),
            ("fillnull value=none | table user", ["user=x"]),
            ("bin span=7 n | table n", ["n=7-14"]),
            // What a number near the end of its range has no room for.
            ("eval n=pow(10, 308) | bin span=0.1 n | table n", ["n=1e+308"]),
            ("bin span=5m n AS t | table t", ["t=0"]),
            ("makemv delim=\"0\" n | table n", ["n=1"]),
            ("makemv tokenizer=\"(\\d)\" n | table n", ["n=1|0"]),
            ("eval n=split(\"1,2\", \",\") | nomv n | table n", ["n=1\n2"]),
            ("eval n=split(\"1,2\", \",\") | mvexpand n | table n", ["n=1", "n=2"]),
            ("eval n=split(\"1,2\", \",\") | mvexpand n limit=1 | table n", ["n=1"]),
        ])
    func columns(_ command: String, _ expected: [String]) throws {
        #expect(try Self.hosts.run("| head 1 | " + command) == expected)
    }

    @Test("null is filled in all columns, or in the named ones")
    func fillsNull() throws {
        #expect(
            try Self.hosts.run("| fillnull | table user n").suffix(3)
                == ["user=y n=0", "user=0 n=100", "user=x n=2"])
        #expect(
            try Self.hosts.run("| fillnull value=- user | search user=\"-\" | table n") == ["n=100"]
        )
    }

    @Test(
        "joins take the first row that agrees, n, or all",
        arguments: [
            ("join host [SEARCH]", ["a x a", "b y b", "a y a", "a x a"]),
            ("join type=left host [SEARCH]", ["a x a", "b y b", "a y a", "c - -", "a x a"]),
        ])
    func joins(_ command: String, _ expected: [String]) throws {
        let search =
            "| tstats values(Processes.user) as host values(Processes.dest) as other from "
            + "datamodel=Endpoint.Processes | where other=\"x\" OR other=\"y\" "
            + "| eval found=host | fields host found"
        let rows = try Self.hosts.run(
            "| " + command.replacing("SEARCH", with: search)
                + " | eval t=host.\" \".coalesce(user, \"-\").\" \".coalesce(found, \"-\") | table t"
        )
        #expect(rows == expected.map { "t=\($0)" })
    }

    @Test("a row joined with several is several rows, each with an identity of its own")
    func joinsAll() throws {
        let table = try Self.hosts.evaluate(
            "| join max=0 host [| tstats values(Processes.user) as host from "
                + "datamodel=Endpoint.Processes]")
        // Three rows of host a meet three each.
        #expect(table.rows.count == 11)
        #expect(Set(table.rows.map(\.identity)).count == 11)
    }

    @Test("appended rows have identities of their own")
    func appends() throws {
        let table = try Self.hosts.evaluate(
            "| append [| tstats values(Processes.user) as host from datamodel=Endpoint.Processes]")
        #expect(table.rows.count == 10)
        #expect(Set(table.rows.map(\.identity)).count == 10)
        #expect(table.columns == ["host", "user", "n"])
        #expect(table.rows[5].cells.map(\.texts) == [["a"], [], []])
    }
}
