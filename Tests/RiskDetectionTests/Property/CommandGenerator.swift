import SPL
import TestSupport

/// Writes random commands over the columns of ``RandomRows``.
struct CommandGenerator {
    private var expressions: ExpressionGenerator

    init(random: SplitMix64) { expressions = ExpressionGenerator(random: random) }

    /// Names that a lookup of ``lookups`` is made of.
    static let lookups = [
        LookupTable(
            name: "exact", columns: ["key", "one", "two"],
            rows: [
                ["a", "1", "x"], ["A", "2", ""], ["b", "3", "y"], ["a", "4", "z"],
                ["cmd.exe", "5", "q"],
            ]),
        LookupTable(
            name: "folded", columns: ["key", "one"], rows: [["A", "1"], ["CMD.exe", "2"]],
            isCaseSensitive: false, defaultMatch: "none", matchesMin: 1, matchesMax: 1),
        LookupTable(
            name: "wild", columns: ["pattern", "one"],
            rows: [["*cmd*", "1"], ["a*", "2"], ["*", "3"]], matchTypes: ["pattern": .wildcard],
            isCaseSensitive: false, matchesMax: 2),
        LookupTable(
            name: "nets", columns: ["net", "zone"],
            rows: [["10.1.2.0/24", "inner"], ["10.0.0.0/8", "ten"], ["rubbish", "none"]],
            matchTypes: ["net": .network]),
    ]

    static let aggregates =
        RowFunction.names.filter { $0 != "count" && $0 != "c" }
        + ["perc5", "perc50", "perc95", "p90", "exactperc99.5", "upperperc75"]

    /// Commands by name; each is written in one of its ways.
    mutating func command(_ name: String) -> String {
        "| " + fill(expressions.pick(Self.templates[name] ?? [name]))
    }

    /// Three to five commands.
    mutating func pipeline() -> String {
        let names = Self.templates.keys.sorted()
        return (0..<Int.random(in: 3...5, using: &expressions.random)).map { _ in
            command(expressions.pick(names))
        }.joined(separator: " ")
    }

    /// Texts of JSON and XML, as expressions.
    private static let structures = [
        #""{\"a\":{\"b\":5,\"c\":[1,2]},\"s\":\"x y\"}""#,
        #""{\"a\":[{\"b\":1},{\"b\":\"q\"}],\"n\":true}""#, #""[1,{\"k\":null}]""#, #""{}""#,
        #""<a><b>1</b><b>2</b><c d='e'>f</c></a>""#, #""<n>7</n><s x='1'>t</s>""#, "s", "m",
    ]

    /// `‹C›` a condition, `‹E›` any expression, `‹J›` a text of JSON or XML, `‹A›` an aggregate, `‹S›` a search in brackets.
    private mutating func fill(_ template: String) -> String {
        var result = ""
        var rest = template[...]
        while let character = rest.popFirst() {
            guard character == "‹", let kind = rest.popFirst(), rest.popFirst() == "›" else {
                result.append(character)
                continue
            }
            switch kind {
            case "C": result += expressions.expression(.condition, depth: 2)
            case "J": result += expressions.pick(Self.structures)
            case "E": result += expressions.expression(depth: 1)
            case "A":
                let input = expressions.pick(["s", "n", "m", "count", "t", "u", "eval(n*2)"])
                let number = Int.random(in: 0..<1_000_000, using: &expressions.random)
                result +=
                    expressions.pick(Self.aggregates) + "(\(input)) as a\(number)"
            default:
                result +=
                    "[\(NaiveComparison.subsearch)"
                    + expressions.pick([
                        "| where count > 50000 | table s n", "| head 3 | fields s",
                        "| dedup n | table n m", "| where n=99 | table s", "| eval q=1 | table s q",
                        "| rename u as s | table s",
                    ]) + "]"
            }
        }
        return result
    }

    /// Every command of the registry but those that begin a search.
    static let templates: [String: [String]] = [
        "search": [
            "search s=a*", "search n>5 OR s=\"*cmd*\"", "search NOT m=b", "search m!=b s=*",
            "search u=10.0.0.0/8", "search s IN (a, \"ab c\", *.exe) n<=10", "search CASE(a)",
            "search s=CASE(a)", "search ‹S›", "search NOT ‹S› n=*", "search n<a",
        ],
        "where": ["where ‹C›", "where ‹C› AND n>0", "where isnotnull(s)"],
        "regex": ["regex s=\"^[a-z]\"", "regex s!=\"\\\\.exe$\"", "regex m=\"b\""],
        "eval": ["eval x=‹E›", "eval x=‹E›, y=x", "eval s=‹E›", "eval n=n+1, m=mvdedup(m)"],
        "rex": [
            "rex field=s \"(?<x>[a-z]+)\\\\.(?<y>\\w+)\"", "rex field=s \"(?<s>[a-z])\"",
            "rex field=s max_match=0 \"(?<x>[a-z])\"", "rex field=m \"(?<x>[ab])\"",
            "rex field=s mode=sed \"s/[aeiou]/_/g\"", "rex field=s mode=sed \"s/(c)(m)/\\2\\1/\"",
            "rex field=s max_match=2 \"(?<x>[a-z])(?<y>[a-z])?\"",
        ],
        "convert": [
            "convert ctime(t)", "convert timeformat=\"%Y-%m-%dT%H:%M:%S\" ctime(t) as x",
            "convert timeformat=\"%H\" ctime(*t)", "convert ctime(s)",
        ],
        "bin": [
            "bin span=1h t", "bin span=10 n", "bucket _time span=1d", "bin span=5m t as x",
            "bin span=2.5 count", "bin span=1mon t", "bin span=3 s",
        ],
        "fillnull": [
            "fillnull", "fillnull value=none", "fillnull value=x s missing", "fillnull n",
        ],
        "makemv": [
            "makemv delim=\",\" s", "makemv delim=\",\" allowempty=true s", "makemv s",
            "makemv tokenizer=\"([a-z]+)\" s",
        ],
        "nomv": ["nomv m"],
        "mvexpand": ["mvexpand m", "mvexpand m limit=2", "mvexpand s"],
        "lookup": [
            "lookup exact key as s", "lookup exact key as s output one as n",
            "lookup exact key as s outputnew two as u", "lookup folded key as s output one",
            "lookup wild pattern as s output one", "lookup nets net as u output zone",
            "lookup exact key as m output one two",
        ],
        "inputlookup": [
            "inputlookup append=true exact", "inputlookup append=t wild where one=2",
            "inputlookup append=true nets | where isnull(count)",
            "inputlookup append=t start=1 max=2 exact",
        ],
        "rename": [
            "rename s as x", "rename s as u", "rename * as \"p.*\"", "rename n as x, x as y",
            "rename \"c*\" as \"d*\"", "rename missing as s", "rename missing as s, s as u",
        ],
        "table": ["table s n", "table * missing", "table c* s", "table n, n, _time"],
        "fields": [
            "fields s n", "fields - m", "fields + s, c*", "fields - c* t", "fields n _time",
        ],
        "stats": [
            "stats count by s", "stats ‹A› ‹A› by s", "stats ‹A› ‹A› ‹A›",
            "stats count ‹A› by m, s",
            "stats count(eval(‹C›)) as x by n", "stats dc(*) as \"d_*\" by s",
            "stats count(s) as x values(m) as y", "stats c(n) as x by missing",
        ],
        "eventstats": [
            "eventstats ‹A› by s", "eventstats ‹A› ‹A›", "eventstats count as n by m",
            "eventstats avg(n) as x stdev(n) as y by s",
        ],
        "streamstats": [
            "streamstats count as x", "streamstats ‹A› by s", "streamstats window=3 ‹A›",
            "streamstats current=f last(n) as x by s", "streamstats current=false window=2 ‹A›",
            "streamstats window=3 ‹A› by s", "streamstats window=2 global=false ‹A› ‹A› by m",
            "streamstats reset_on_change=true count as x by s",
            "streamstats reset_before=(n>9) ‹A› by s", "streamstats time_window=3d ‹A›",
            "streamstats reset_after=(x>1) count as x by m",
            "streamstats current=f window=4 reset_after=\"(n==10)\" ‹A›",
        ],
        "transaction": [
            "transaction s", "transaction s u", "transaction m connected=false n",
            "transaction s maxspan=3d", "transaction s startswith=(n=10) endswith=(n>1)",
            "transaction startswith=eval(n>5)", "transaction u endswith=\"s=a*\" keepevicted=true",
            "transaction maxevents=3", "transaction s maxpause=12h maxevents=2",
        ],
        "addtotals": [
            "addtotals n m s", "addtotals fieldname=x n count", "addtotals col=true n m",
            "addtotals row=f col=t labelfield=s label=sum n count",
        ],
        "addcoltotals": ["addcoltotals n m", "addcoltotals labelfield=s n*"],
        "xyseries": [
            "xyseries s u n", "xyseries n s m count", "xyseries sep=\"-\" u s n t",
            "xyseries format=\"$VAL$_$AGG$\" s m n count",
        ],
        "chart": [
            "chart count by s", "chart count over s by u", "chart ‹A› by n m",
            "chart limit=2 count over s by u",
            "chart limit=0 count sum(n) as y over s by m",
            "chart limit=2 useother=f sum(n) as y by s u",
            "chart usenull=f count over s by u", "chart count",
        ],
        "timechart": [
            "bin span=1d _time | timechart span=1d count", "timechart span=1d cont=f count by m",
            "timechart span=1d sum(n) as x", "timechart span=1d limit=3 count by s",
            "timechart span=1d cont=f ‹A› by n",
        ],
        "top": [
            "top s", "top 2 s n", "top limit=1 showperc=f s by m", "top countfield=c limit=0 u",
        ],
        "rare": ["rare s", "rare limit=2 s by n", "rare percentfield=p m"],
        "autoregress": ["autoregress n", "autoregress s as x p=2", "autoregress m p=1-3"],
        "uniq": ["uniq", "fields s | uniq", "fields m, s | uniq"],
        "fieldformat": ["fieldformat n=tostring(n, \"hex\")", "fieldformat x=s.s"],
        "appendcols": [
            "appendcols ‹S›", "appendcols override=t ‹S›", "fields s n | appendcols maxout=2 ‹S›",
        ],
        "delta": ["delta n", "delta n as x p=2", "delta count as count"],
        "accum": ["accum n", "accum count as x", "accum s"],
        "rangemap": [
            "rangemap field=n low=-5-3 high=3-20", "rangemap field=count a=0-50000 default=b",
        ],
        "strcat": ["strcat s \"-\" u x", "strcat allrequired=true s m s"],
        "untable": ["untable s x y", "untable n name value"],
        "replace": [
            "replace a with b", "replace \"*.exe\" with \"*.com\" in s",
            "replace 10 with ten in n m",
            "replace a* with \"*\\1\", b with c in s, m, u",
        ],
        "spath": [
            "eval j=‹J› | spath input=j", "eval j=‹J› | spath input=j path=a.b output=x",
            "eval j=‹J› | spath input=j a{}", "eval j=‹J› | spath input=j output=s path=a{}.b",
            "spath input=s", "eval j=‹J› | spath input=j | rename a.* as *",
            "eval x=1 | spath input=m n",
        ],
        "xmlkv": ["eval j=‹J› | xmlkv j", "xmlkv s", "eval j=‹J› | xmlkv j | fields - s a*"],
        "fromjson": ["eval j=‹J› | fromjson j", "eval j=‹J› | fromjson j prefix=p_"],
        "filldown": ["filldown", "filldown s m", "filldown n*"],
        "foreach": [
            "foreach n count [eval <<FIELD>>=<<FIELD>>+1]",
            "foreach c* [eval x_<<MATCHSTR>>='<<FIELD>>'*2]",
            "foreach * [eval <<FIELD>>=if('<<FIELD>>'=\"a\", null(), '<<FIELD>>')]",
        ],
        "mvcombine": ["table s n | mvcombine n", "mvcombine count", "table s m | mvcombine m"],
        "makeresults": [
            "append [| makeresults count=3 | eval x=1]", "append [| makeresults | eval s=\"a\"]",
        ],
        "appendpipe": [
            "appendpipe [stats count]", "appendpipe [| where n>3 | eval s=\"more\"]",
            "appendpipe [stats ‹A› by s | appendpipe [head 1]]",
            "appendpipe [search s=a* | rename s as x] | table s x n",
        ],
        "reverse": ["reverse"],
        "map": [
            "map search=\"search EventCode=1 s=$s$\"",
            "map maxsearches=3 [search EventCode=1 u=\"$u$\" n=* | eval x=1 | where count>9]",
            "map search=\"search EventCode=1 s=$s$ n=$n$\" | table s n count",
        ],
        "return": [
            "search [| inputlookup exact | rename key as s | return 2 s]",
            "search NOT [| inputlookup exact | return s=key]",
        ],
        "format": [
            "search [| inputlookup exact | rename key as s | table s | format]",
            "search [| inputlookup wild | rename pattern as s | table s | format maxresults=1]",
        ],
        "dedup": [
            "dedup s", "dedup 2 s n", "dedup s keepempty=true", "dedup n consecutive=true",
            "dedup s sortby -n", "dedup m",
        ],
        "sort": [
            "sort s", "sort - n s", "sort 5 -count", "sort num(n) str(s)", "sort 0 ip(u), -t",
            "sort +m -s", "sort s desc",
        ],
        "head": [
            "head 4", "head", "head limit=2", "head (n>0)", "head (n>0) null=true keeplast=true",
            "head 3 (isnotnull(s))",
        ],
        "tail": ["tail 4", "tail"],
        "join": [
            "join s ‹S›", "join type=left s ‹S›", "join type=outer max=0 s ‹S›", "join max=2 n ‹S›",
            "join overwrite=false s ‹S›", "join ‹S›",
        ],
        "append": [
            "append ‹S›", "append ‹S› | table s n x", "append maxout=2 maxtime=60 ‹S›",
        ],
    ]
}
