import SPL
import Testing

/// No option is taken and then not followed: one that is not implemented is refused by its name.
struct OptionRefusalTests {
    private static func problems(_ commands: String) -> [String] {
        let compiler = SearchCompiler(
            macros: MacroTable(),
            lookups: LookupCatalog([LookupTable(name: "t", columns: ["a"], rows: [["1"]])]))
        return compiler.compile(
            "| tstats count from datamodel=Endpoint.Processes by Processes.user | \(commands)"
        ).errors.map(\.message)
    }

    @Test(
        "an option that is not known is named",
        arguments: [
            ("append extendtimerange=true [| inputlookup t]", "`extendtimerange=true`"),
            ("append foo=1 [| inputlookup t]", "`foo=1`"),
            ("append maxout=x [| inputlookup t]", "`maxout=x`"),
            ("inputlookup append=t foo=1 t", "`foo=1`"),
            ("streamstats foo=1 count", "`foo=1`"),
            ("streamstats window=-1 count", "`window=-1`"),
            ("streamstats window=10001 count", "10000 rows"),
            ("streamstats time_window=1mon count", "`1mon`"),
            (
                "streamstats global=f window=2 time_window=1m count by Processes.user",
                "`global=false`"
            ),
            ("streamstats reset_after=x count", "condition in brackets"),
            ("streamstats reset_after=\"(\" count", "condition in brackets"),
            ("streamstats reset_after=(count count", "not closed"),
            ("dedup count foo=1", "`foo=1`"),
            ("dedup count consecutive=t keepevents=t", "`keepevents`"),
            ("head foo=1", "`foo=1`"), ("head limit=x", "`limit=x`"), ("head (count", "not closed"),
            ("convert timeformat=\"%v\" ctime(count)", "`%v`"),
            ("convert timeformat=\"%Y %U\" mktime(count)", "`%U`"),
            ("convert timeformat=%Y% ctime(count)", "`%`"),
            ("spath foo=1", "`foo=1`"), ("spath output=x", "`output` needs a path"),
            ("spath input=count path=a{x}", "`a{x}` is no path"), ("spath a b", "one path"),
            ("xmlkv count foo=1", "`foo=1`"), ("xmlkv a b", "one column"),
            ("fromjson count foo=1", "`foo=1`"), ("fromjson", "column is missing"),
            ("appendpipe foo=1 [stats count]", "`foo=1`"), ("appendpipe", "square brackets"),
            ("transaction count mvlist=t", "`mvlist=t`"),
            ("transaction count maxspan=1mon", "`1mon`"),
            ("transaction count maxevents=0", "`maxevents=0`"),
            ("transaction count unifyends=t", "`unifyends=t`"),
            ("transaction count startswith=", "condition is missing"),
            ("mvcombine delim=\",\" count", "`delim=,`"),
            ("append [| makeresults annotate=t]", "`annotate=t`"),
            ("append [| makeresults format=csv]", "`format=csv`"),
            ("append [| makeresults count=100001]", "`count=100001`"),
            ("xyseries a b", "three columns"), ("xyseries grouped=t a b c", "`grouped=t`"),
            ("untable a b", "three names"), ("untable a b a", "differ"),
            ("addtotals foo=1", "`foo=1`"), ("addcoltotals row=t", "`row=t`"),
            ("foreach mode=multivalue count [eval x=1]", "`mode=multivalue`"),
            ("foreach count", "square brackets"), ("foreach [eval x=1]", "names of columns"),
            ("foreach count [eval <<FIELD>>=]", "value is missing"),
            ("replace a in b", "`WITH`"), ("replace a* with *b*", "as many `*`"),
            ("replace a*b*c*d*e*f*g*h*i*j*k with x", "nine"),
            ("top useother=t count", "`useother=t`"), ("top c*", "cannot have a `*`"),
            ("top count", "one name"), ("rare foo=1 count", "`foo=1`"),
            ("top", "column is missing"),
            ("chart foo=1 count by count", "`foo=1`"), ("chart bins=3 count", "`bins=3`"),
            ("chart count dc(count) over count by count", "`limit=0`"),
            ("chart count over a by b c", "one column for rows"),
            ("timechart count", "`span=<width>`"), ("timechart span=x count", "`x`"),
            ("timechart span=1h partial=f count", "`partial=f`"),
            ("timechart span=1h limit=0 count sum(count) by count", "`cont=false`"),
            ("delta count p=0", "`p=0`"), ("accum a b", "one column"),
            ("rangemap field=count a=x", "`x` is no range"), ("rangemap a=0-1", "`field=<column>`"),
            ("rangemap field=count a=5-1", "`5-1`"), ("strcat foo=1 a b", "`foo=1`"),
            ("strcat a", "name of the new column"),
            ("convert foo(count)", "`foo`"), ("reverse 3", "takes nothing"),
            ("map", "`search=\"<search>\"` is missing"),
            ("map foo=1 search=\"search a=$a$\"", "`foo=1`"),
            ("map maxsearches=0 search=\"search a=$a$\"", "`maxsearches=0`"),
            ("map search=\"search a=b\"", "names no column"),
            ("map search=\"search a=b $c$\"", "must stand behind"),
            ("map search=\"search a=$a$ OR b=1\"", "joined to the other conditions"),
            ("map search=\"search NOT a=$a$\"", "joined to the other conditions"),
            ("map search=\"| tstats count where a=$a$\"", "begins with `search`"),
            ("map search=\"search EventCode=1 a=$count$ | stats count\"", "taken by itself"),
            ("return count", "only ends a search in brackets"),
            ("format", "only ends a search in brackets"),
            ("search [| inputlookup t | return $a]", "`$a`"),
            ("search [| inputlookup t | return a | head 1]", "no command can stand"),
            ("search [| inputlookup t | format \"(\"]", "texts of its own"),
            ("append [| inputlookup t | return a]", "only ends a search in brackets"),
            ("filldown foo=1", "names of columns"),
            ("autoregress count p=0", "`p=0`"), ("autoregress count p=1-101", "`p=1-101`"),
            ("autoregress count as x p=1-2", "one number of rows"),
            ("appendcols foo=1 [| inputlookup t]", "`foo=1`"), ("uniq 3", "takes nothing"),
            ("fieldformat x", "`=` is missing"),
            ("makemv allowempty=maybe count", "`allowempty=maybe`"),
            ("join earlier=f count [| inputlookup t]", "`earlier=f`"),
            ("eventstats partitions=2 count", "`partitions`"),
        ])
    func refused(_ commands: String, _ named: String) {
        let problems = Self.problems(commands)
        #expect(problems.contains { $0.contains(named) }, "\(problems)")
    }

    @Test(
        "where the columns are known only from the rows, what needs all of them is refused",
        arguments: [
            "table *", "fields c*", "fillnull", "fillnull value=x a*", "filldown",
            "replace a with b",
            "stats values(*) as *", "eventstats dc(*)", "foreach * [eval x=1]", "addtotals",
            "addcoltotals c*", "convert num(*)", "uniq", "appendcols [| inputlookup t]",
            "join [| inputlookup t]",
        ])
    func open(_ command: String) {
        let problems = Self.problems("spath input=count | \(command)")
        #expect(
            problems.contains { $0.contains("known only from the rows") }, "\(problems)")
        #expect(
            !Self.problems("spath input=count | table count a | \(command)")
                .contains { $0.contains("known only from the rows") })
    }

    @Test(
        "with names they are taken",
        arguments: [
            "table a b", "fields a", "fields - c*", "fillnull a", "rename a.* as *",
            "stats values(a) by b",
            "foreach a [eval <<FIELD>>=1]", "addtotals a b", "join a [| inputlookup t]",
            "filldown a",
            "append [| inputlookup t]", "appendpipe [stats count]", "replace a with b in c",
            "where a=1", "search a=1", "convert num(a)",
        ])
    func openNamed(_ command: String) {
        #expect(Self.problems("spath input=count | \(command)") == [])
    }
}
