import RiskDetection
import SPL
import Testing

/// Commands beyond those that ESCU's searches of data models use.
struct FurtherCommandTests {
    private static let hosts = PipelineFixture(
        columns: ["host", "user", "n"],
        rows: [
            ["a", "x", "10"], ["b", "y", "9"], ["a", "y", nil], ["c", nil, "100"], ["a", "x", "2"],
        ])

    @Test(
        "rows",
        arguments: [
            ("reverse | table n", ["n=2", "n=100", "", "n=9", "n=10"]),
            ("head (n<50) | table n", ["n=10", "n=9"]),
            ("head (n<50) null=true | table n", ["n=10", "n=9", ""]),
            ("head (n<50) null=true keeplast=true | table n", ["n=10", "n=9", "", "n=100"]),
            ("head 1 (n<50) | table n", ["n=10"]),
            (
                "filldown | table user n",
                ["user=x n=10", "user=y n=9", "user=y n=9", "user=y n=100", "user=x n=2"]
            ),
            (
                "dedup host keepevents=true | table host n",
                ["host=a n=10", "host=b n=9", "", "host=c n=100", "n=2"]
            ),
            ("table user | mvcombine user", ["user=x|y|y|x"]),
            (
                "table host user | mvcombine host",
                ["host=a|a user=x", "host=b|a user=y", "host=c"]
            ),
            (
                "appendpipe [stats sum(n) as n | eval host=\"all\"] | table host n | tail 2",
                ["host=all n=121", "host=a n=2"]
            ),
            ("appendpipe [| where n>50] | stats count", ["count=6"]),
            (
                "stats count by host | xyseries host host count",
                ["host=a a=3", "host=b b=1", "host=c c=1"]
            ),
            (
                "stats count sum(n) as s by host user | xyseries host user count s",
                [
                    "host=a count: x=2 count: y=1 s: x=12", "host=b count: y=1 s: y=9",
                ]
            ),
            (
                "stats count by host | untable host k v",
                ["host=a k=count v=3", "host=b k=count v=1", "host=c k=count v=1"]
            ),
            ("append [| makeresults count=2 | eval q=1] | search q=1 | table q", ["q=1", "q=1"]),
            (
                "append maxout=1 [| makeresults count=2 | eval q=1] | search q=1 | table q",
                ["q=1"]
            ),
            (
                "top host",
                [
                    "host=a count=3 percent=60", "host=b count=1 percent=20",
                    "host=c count=1 percent=20",
                ]
            ),
            ("top 1 showperc=f host", ["host=a count=3"]),
            ("rare limit=1 host showcount=f", ["host=b percent=20"]),
            (
                "top 1 user by host",
                [
                    "host=a user=x count=2 percent=66.66666666666667",
                    "host=b user=y count=1 percent=100",
                ]
            ),
            ("chart count by host", ["host=a count=3", "host=b count=1", "host=c count=1"]),
            (
                "chart count over host by user",
                ["host=a NULL=0 x=2 y=1", "host=b NULL=0 x=0 y=1", "host=c NULL=1 x=0 y=0"]
            ),
            (
                "chart usenull=f sum(n) over host by user",
                ["host=a x=12", "host=b y=9"]
            ),
            (
                "chart limit=1 sum(n) as s over host by user",
                ["host=a OTHER=12", "host=b OTHER=9", "host=c NULL=100"]
            ),
            (
                "chart limit=1 useother=f sum(n) as s over host by user", ["host=c NULL=100"]
            ),
            ("addcoltotals n | tail 1 | table n host", ["n=121"]),
            (
                "addtotals row=f col=t labelfield=host label=sum n | tail 1 | table host n",
                ["host=sum n=121"]
            ),
        ])
    func rows(_ command: String, _ expected: [String]) throws {
        #expect(try Self.hosts.run("| " + command) == expected)
    }

    @Test(
        "columns",
        arguments: [
            ("rename missing as n | table host n", ["host=a"]),
            ("rename missing as m | table host m", ["host=a"]),
            ("eval b=2 | addtotals n b | table Total", ["Total=12"]),
            ("eval b=2 | addtotals fieldname=s host | table s", ["s=0"]),
            ("replace a with z in host | table host user", ["host=z user=x"]),
            ("replace \"1*\" with \"*-1\", x with q | table host user n", ["host=a user=q n=0-1"]),
            ("eval n=\"a.c\" | replace \"a.*\" with \"*\" in n | table n", ["n=c"]),
            ("eval n=\"abc\" | replace \"a.*\" with \"*\" in n | table n", ["n=abc"]),
            ("eval a1=1, a2=2, t=0 | foreach a* [eval t=t+'<<FIELD>>'] | table t", ["t=3"]),
            (
                "eval a1=1 | foreach a* [eval b_<<MATCHSTR>>='<<FIELD>>'+1] | table b_1",
                ["b_1=2"]
            ),
            (
                "eval x.y.z=1 | foreach *.*.z [eval <<MATCHSEG2>>_<<MATCHSEG1>>=2] | table y_x",
                ["y_x=2"]
            ),
            ("foreach user n [eval <<FIELD>>=\"<<FIELD>>!\"] | table user n", ["user=user! n=n!"]),
            (
                "eval j=\"{\\\"a\\\":{\\\"b\\\":5}}\" | spath input=j path=a.b output=o | table o",
                ["o=5"]
            ),
            ("eval j=\"{\\\"a\\\":{\\\"b\\\":5}}\" | spath input=j a.b | table a.b", ["a.b=5"]),
            ("eval j=\"{\\\"a\\\":{\\\"b\\\":5}}\" | spath input=j | table a.b", ["a.b=5"]),
            (
                "eval j=\"<R><host>h</host><P>p</P></R>\" | spath input=j | rename R.* as * "
                    + "| table host P user", ["host=h P=p user=x"]
            ),
            ("spath input=host path=a output=user | table user", ["user=x"]),
            ("eval j=\"<a>1</a><a>2</a>\" | xmlkv j | table a", ["a=2"]),
            (
                "eval j=\"{\\\"a\\\":[1,2],\\\"b\\\":{\\\"c\\\":1}}\" | fromjson j prefix=p_ "
                    + "| table p_a p_b", ["p_a=1|2 p_b={\"c\":1}"]
            ),
            ("spath input=host | fields - user, n* | table host user n", ["host=a"]),
            ("convert timeformat=\"%Y-%m-%d\" mktime(host) as c | table c", ["c=a"]),
            (
                "eval t=\"01/02/2024 15:04:05\" | convert mktime(t) as c | table c",
                ["c=1704207845"]
            ),
            ("eval t=\"1+01:01:01\" | convert dur2sec(t) | table t", ["t=90061"]),
            ("eval t=\"01:01\" | convert dur2sec(t) | table t", ["t=61"]),
            ("eval t=\"01:02.5\" | convert mstime(t) | table t", ["t=62.5"]),
            (
                "eval a=\"2m\", b=\"1.5g\", c=\"7\", d=\"x\" | convert memk(a) memk(b) memk(c) memk(d) "
                    + "| table a b c d", ["a=2048 b=1572864 c=7 d=x"]
            ),
            ("eval t=\"12kb\" | convert rmunit(t) | table t", ["t=12"]),
            ("eval t=\"1,2,3\" | convert rmcomma(t) | table t", ["t=123"]),
            ("eval t=\"1,234\" | convert num(t) | table t", ["t=1234"]),
            ("eval t=\"abc\" | convert num(t) | table t", [""]),
            ("convert num(*) none(user) | table user n host", ["user=x n=10"]),
            ("rangemap field=n low=0-9 high=10-20 | table range", ["range=high"]),
            ("rangemap field=n low=0-10 high=10-20 | table range", ["range=low|high"]),
            ("rangemap field=user low=0-9 default=none | table range", ["range=none"]),
            ("strcat host \"-\" user \"/\" missing x | table x", ["x=a-x/"]),
            ("strcat allrequired=true host missing x | table x", [""]),
        ])
    func columns(_ command: String, _ expected: [String]) throws {
        #expect(try Self.hosts.run("| head 1 | " + command) == expected)
    }

    @Test(
        "columns that go by the rows before",
        arguments: [
            ("delta n | table \"delta(n)\"", ["", "delta(n)=-1", "", "", "delta(n)=-98"]),
            ("delta n as d p=2 | table d", ["", "", "", "d=91", ""]),
            ("accum n as s | table s", ["s=10", "s=19", "", "s=119", "s=121"]),
            ("convert auto(n) | table n", ["n=10", "n=9", "", "n=100", "n=2"]),
            (
                "eval n=if(n=2, \"x\", \"0\" . n) | convert auto(n) | table n",
                ["n=010", "n=09", "", "n=0100", "n=x"]
            ),
            (
                "streamstats window=2 count by host | table host count",
                [
                    "host=a count=1", "host=b count=1", "host=a count=1", "host=c count=1",
                    "host=a count=1",
                ]
            ),
            (
                "streamstats window=2 global=f count by host | table host count",
                [
                    "host=a count=1", "host=b count=1", "host=a count=2", "host=c count=1",
                    "host=a count=2",
                ]
            ),
            (
                "streamstats reset_before=\"(\"n==9\")\" count | table count",
                ["count=1", "count=1", "count=2", "count=3", "count=4"]
            ),
            (
                "streamstats reset_after=\"(host==\\\"b\\\")\" count | table count",
                ["count=1", "count=2", "count=1", "count=2", "count=3"]
            ),
            (
                "streamstats reset_after=(count==2) count | table count",
                ["count=1", "count=2", "count=1", "count=2", "count=1"]
            ),
            (
                "streamstats reset_on_change=true count by user | table user count",
                ["user=x count=1", "user=y count=1", "user=y count=2", "", "user=x count=1"]
            ),
            (
                "eval _time=n | streamstats time_window=95s count | table count",
                ["count=1", "count=2", "count=0", "count=1", "count=1"]
            ),
        ])
    func running(_ command: String, _ expected: [String]) throws {
        #expect(try Self.hosts.run("| " + command) == expected)
    }

    private static let events = PipelineFixture(
        columns: ["_time", "task", "code", "user"],
        rows: [
            ["600", "t1", "end", "u"], ["500", "t2", "end", "v"], ["400", "t1", "go", "u"],
            ["300", "t1", "begin", "w"], ["200", "t1", "begin", "u"], ["100", "t3", "begin", nil],
            ["50", nil, "begin", "u"],
        ])

    @Test(
        "transactions",
        arguments: [
            (
                "transaction task startswith=(code=begin) endswith=(code=end) "
                    + "| table _time duration eventcount code user closed_txn",
                ["_time=300 duration=300 eventcount=3 code=begin|end|go user=u|w closed_txn=1"]
            ),
            (
                "transaction task startswith=eval(code==\"begin\") endswith=\"code=end\" "
                    + "keepevicted=true | table _time task closed_txn",
                [
                    "_time=300 task=t1 closed_txn=1", "_time=200 task=t1 closed_txn=0",
                    "_time=100 task=t3 closed_txn=0",
                ]
            ),
            // A start alone ends the transaction before it.
            (
                "transaction task startswith=(code=begin) | table _time eventcount",
                ["_time=200 eventcount=1"]
            ),
            (
                "transaction task maxspan=250s | table _time task eventcount",
                [
                    "_time=500 task=t2 eventcount=1", "_time=400 task=t1 eventcount=2",
                    "_time=200 task=t1 eventcount=2", "_time=100 task=t3 eventcount=1",
                ]
            ),
            (
                "transaction task maxpause=100s maxevents=2 | table _time task eventcount",
                [
                    "_time=600 task=t1 eventcount=1", "_time=500 task=t2 eventcount=1",
                    "_time=300 task=t1 eventcount=2", "_time=200 task=t1 eventcount=1",
                    "_time=100 task=t3 eventcount=1",
                ]
            ),
            ("transaction | table _time eventcount", ["_time=50 eventcount=7"]),
        ])
    func transactions(_ command: String, _ expected: [String]) throws {
        #expect(try Self.events.run("| " + command) == expected)
    }

    @Test("a row that has none of the columns of a transaction is in none")
    func unconnected() throws {
        #expect(
            try Self.events.run("| transaction task | stats sum(eventcount) as n") == ["n=6"])
        // It may have another of them.
        #expect(
            try Self.events.run("| transaction task user | stats sum(eventcount) as n") == ["n=7"])
    }

    @Test("a chart over time has a row for each bucket")
    func timechart() throws {
        #expect(
            try Self.events.run("| timechart span=200s count")
                == [
                    "_time=0 count=2", "_time=200 count=2", "_time=400 count=2",
                    "_time=600 count=1",
                ])
        #expect(
            try Self.events.run("| timechart span=100s count by task | head 3")
                == [
                    "_time=0 NULL=1 t1=0 t2=0 t3=0", "_time=100 NULL=0 t1=0 t2=0 t3=1",
                    "_time=200 NULL=0 t1=1 t2=0 t3=0",
                ])
        #expect(
            try Self.events.run("| where code=\"end\" OR _time<60 | timechart span=100s count")
                == [
                    "_time=0 count=1", "_time=100 count=0", "_time=200 count=0",
                    "_time=300 count=0", "_time=400 count=0", "_time=500 count=1",
                    "_time=600 count=1",
                ])
        #expect(
            try Self.events.run(
                "| where code=\"end\" OR _time<60 | timechart cont=f span=100s count")
                == ["_time=0 count=1", "_time=500 count=1", "_time=600 count=1"])
    }
}
