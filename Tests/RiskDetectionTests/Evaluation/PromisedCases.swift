/// A search of the documented kind, with the rows that the Search Reference says it gives.
struct PromisedCase: CustomStringConvertible, Sendable {
    let command: String
    /// The options that the rows show at work.
    let options: [String]
    let search: String
    let rows: [String]

    init(_ command: String, _ options: [String], _ search: String, _ rows: [String]) {
        (self.command, self.options, self.search, self.rows) = (command, options, search, rows)
    }

    var description: String { search }
}

/// Commands with each option that docs/SPL-SUPPORT.md promises, over the rows of
/// ``PromisedOptionTests``.
///
/// Source: Splunk Search Reference, the page of each command.
extension PromisedCase {
    static let all: [PromisedCase] = [
        PromisedCase(
            "inputlookup", ["append"],
            #"where n=9 | inputlookup append=true t | table host k"#,
            ["host=b", "k=a", "k=b", "k=c"]),
        PromisedCase(
            "inputlookup", ["start"],
            #"where n=9 | inputlookup append=t start=1 t | table k"#,
            ["", "k=b", "k=c"]),
        PromisedCase(
            "inputlookup", ["max"],
            #"where n=9 | inputlookup append=t max=2 t | table k"#,
            ["", "k=a", "k=b"]),
        PromisedCase(
            "inputlookup", ["strict"],
            #"where n=9 | inputlookup append=t strict=t t where k=b | table k"#,
            ["", "k=b"]),
        PromisedCase(
            "makeresults", ["count"],
            #"append [| makeresults count=2 | eval q=1] | search q=1 | table q"#,
            ["q=1", "q=1"]),
        PromisedCase(
            "search", [],
            #"search user=X n<=9 | table host"#,
            ["host=a"]),
        PromisedCase(
            "where", [],
            #"where n > 9 AND host="a" | table n"#,
            ["n=10"]),
        PromisedCase(
            "regex", [],
            #"regex user!="x" | table host"#,
            ["host=b", "host=a", "host=c"]),
        PromisedCase(
            "eval", [],
            #"head 1 | eval a=1, b=a+1 | table a b"#,
            ["a=1 b=2"]),
        PromisedCase(
            "fieldformat", [],
            #"head 1 | fieldformat n=tostring(n, "hex") | table n"#,
            ["n=10"]),
        PromisedCase(
            "rex", ["field"],
            #"head 1 | rex field=n "(?<d>\\d)" | table d"#,
            ["d=1"]),
        PromisedCase(
            "rex", ["max_match"],
            #"head 1 | rex field=n max_match=0 "(?<d>\\d)" | table d"#,
            ["d=1|0"]),
        PromisedCase(
            "rex", ["mode=sed"],
            #"head 1 | rex field=n mode=sed "s/\\d/x/" | table n"#,
            ["n=x0"]),
        PromisedCase(
            "replace", [],
            #"head 1 | replace "1*" with "*-1", x with q | table user n"#,
            ["user=q n=0-1"]),
        PromisedCase(
            "spath", ["input"],
            #"head 1 | eval j="{\"a\":{\"b\":5}}" | spath input=j | table a.b"#,
            ["a.b=5"]),
        PromisedCase(
            "spath", ["path", "output"],
            #"head 1 | eval j="{\"a\":{\"b\":5}}" | spath input=j path=a.b output=o | table o"#,
            ["o=5"]),
        PromisedCase(
            "xmlkv", ["maxinputs"],
            #"head 1 | eval j="<a>1</a>" | xmlkv j maxinputs=5 | table a"#,
            ["a=1"]),
        PromisedCase(
            "fromjson", ["prefix"],
            #"head 1 | eval j="{\"a\":{\"b\":5}}" | fromjson j prefix=p_ | table p_a"#,
            [#"p_a={"b":5}"#]),
        PromisedCase(
            "convert", ["timeformat"],
            #"head 1 | eval t=0 | convert timeformat="%Y" ctime(t) | table t"#,
            ["t=1970"]),
        PromisedCase(
            "bin", ["span"],
            #"head 1 | bin span=7 n AS b | table n b"#,
            ["n=10 b=7-14"]),
        PromisedCase(
            "fillnull", ["value"],
            #"fillnull value=- user | table user"#,
            ["user=x", "user=y", "user=y", "user=-", "user=x"]),
        PromisedCase(
            "filldown", [],
            #"filldown user | table user"#,
            ["user=x", "user=y", "user=y", "user=y", "user=x"]),
        PromisedCase(
            "foreach", ["mode=multifield"],
            #"head 1 | foreach mode=multifield host user [eval <<FIELD>>="z"] | table host user"#,
            ["host=z user=z"]),
        PromisedCase(
            "foreach", ["fieldstr"],
            ##"head 1 | foreach fieldstr="#f#" host [eval x="#f#"] | table x"##,
            ["x=host"]),
        PromisedCase(
            "foreach", ["matchstr"],
            ##"head 1 | foreach matchstr="#m#" ho* [eval x="#m#"] | table x"##,
            ["x=st"]),
        PromisedCase(
            "foreach", ["matchseg1"],
            ##"head 1 | foreach matchseg1="#s#" *o* [eval x="#s#"] | table x"##,
            ["x=h"]),
        PromisedCase(
            "makemv", ["delim"],
            #"head 1 | eval n="1,2" | makemv delim="," n | table n"#,
            ["n=1|2"]),
        PromisedCase(
            "makemv", ["tokenizer"],
            #"head 1 | makemv tokenizer="(\\d)" n | table n"#,
            ["n=1|0"]),
        PromisedCase(
            "makemv", ["allowempty"],
            #"head 1 | eval n="1,,2" | makemv delim="," allowempty=true n | eval c=mvcount(n) | table c"#,
            ["c=3"]),
        PromisedCase(
            "nomv", [],
            #"head 1 | eval n=split("1,2", ",") | nomv n | eval c=mvcount(n) | table c"#,
            ["c=1"]),
        PromisedCase(
            "mvexpand", ["limit"],
            #"head 1 | eval n=split("1,2,3", ",") | mvexpand n limit=2 | table n"#,
            ["n=1", "n=2"]),
        PromisedCase(
            "mvcombine", [],
            #"table user | mvcombine user"#,
            ["user=x|y|y|x"]),
        PromisedCase(
            "lookup", ["local", "update"],
            #"head 1 | lookup local=t update=t t k AS host OUTPUT v AS w | table w"#,
            ["w=1"]),
        PromisedCase(
            "rename", [],
            #"head 1 | rename user AS who | table who"#,
            ["who=x"]),
        PromisedCase(
            "table", [],
            #"table h* | head 1"#,
            ["host=a"]),
        PromisedCase(
            "fields", [],
            #"fields - u* n | head 1"#,
            ["host=a"]),
        PromisedCase(
            "stats", ["partitions"],
            #"stats partitions=2 count by host"#,
            ["host=a count=3", "host=b count=1", "host=c count=1"]),
        PromisedCase(
            "eventstats", [],
            #"eventstats max(n) as m by user | table m"#,
            ["m=10", "m=9", "m=9", "", "m=10"]),
        PromisedCase(
            "streamstats", ["current"],
            #"streamstats current=f count | table count"#,
            ["count=0", "count=1", "count=2", "count=3", "count=4"]),
        PromisedCase(
            "streamstats", ["window"],
            #"streamstats window=2 sum(n) as s | table s"#,
            ["s=10", "s=19", "s=9", "s=100", "s=102"]),
        PromisedCase(
            "streamstats", ["global"],
            #"streamstats window=2 global=f count by host | table count"#,
            ["count=1", "count=1", "count=2", "count=1", "count=2"]),
        PromisedCase(
            "streamstats", ["time_window"],
            #"eval _time=n | streamstats time_window=95s count | table count"#,
            ["count=1", "count=2", "count=0", "count=1", "count=1"]),
        PromisedCase(
            "streamstats", ["reset_on_change"],
            #"streamstats reset_on_change=true count by user | table count"#,
            ["count=1", "count=1", "count=2", "", "count=1"]),
        PromisedCase(
            "streamstats", ["reset_before"],
            #"streamstats reset_before=(n==9) count | table count"#,
            ["count=1", "count=1", "count=2", "count=3", "count=4"]),
        PromisedCase(
            "streamstats", ["reset_after"],
            #"streamstats reset_after=(count==2) count | table count"#,
            ["count=1", "count=2", "count=1", "count=2", "count=1"]),
        PromisedCase(
            "transaction", ["startswith", "endswith"],
            #"eval _time=case(n=10, 300, n=9, 200, n=2, 100), n=if(n=100, null(), n) | where isnotnull(_time) | transaction startswith=(n=2) endswith=(n=10) | table _time eventcount"#,
            ["_time=100 eventcount=3"]),
        PromisedCase(
            "transaction", ["maxspan"],
            #"eval _time=case(n=10, 300, n=9, 200, n=2, 100), n=if(n=100, null(), n) | where isnotnull(_time) | transaction maxspan=150s | table _time eventcount"#,
            ["_time=200 eventcount=2", "_time=100 eventcount=1"]),
        PromisedCase(
            "transaction", ["maxpause"],
            #"eval _time=case(n=10, 300, n=9, 200, n=2, 100), n=if(n=100, null(), n) | where isnotnull(_time) | transaction host maxpause=150s | table host eventcount"#,
            ["host=a eventcount=1", "host=b eventcount=1", "host=a eventcount=1"]),
        PromisedCase(
            "transaction", ["maxevents"],
            #"eval _time=case(n=10, 300, n=9, 200, n=2, 100), n=if(n=100, null(), n) | where isnotnull(_time) | transaction maxevents=2 | table _time eventcount"#,
            ["_time=200 eventcount=2", "_time=100 eventcount=1"]),
        PromisedCase(
            "transaction", ["connected"],
            #"eval _time=case(n=10, 300, n=9, 200, n=2, 100), n=if(n=100, null(), n) | where isnotnull(_time) | eval host=if(n=9, null(), "h"), user=if(n=9, "u", null()) | head 2 | transaction host user connected=f | table _time eventcount"#,
            ["_time=200 eventcount=2"]),
        PromisedCase(
            "transaction", ["keepevicted"],
            #"eval _time=case(n=10, 300, n=9, 200, n=2, 100), n=if(n=100, null(), n) | where isnotnull(_time) | transaction endswith=(n=9) keepevicted=t | stats sum(eventcount) as n"#,
            ["n=3"]),
        PromisedCase(
            "addtotals", ["row", "col", "labelfield", "label"],
            #"addtotals row=f col=t labelfield=host label=sum n | tail 1 | table host n Total"#,
            ["host=sum n=121"]),
        PromisedCase(
            "addtotals", ["fieldname"],
            #"head 1 | addtotals fieldname=s n | table s"#,
            ["s=10"]),
        PromisedCase(
            "addcoltotals", ["labelfield", "label"],
            #"addcoltotals labelfield=host label=all n | tail 1 | table host n"#,
            ["host=all n=121"]),
        PromisedCase(
            "xyseries", ["sep"],
            #"stats count sum(n) as s by host user | xyseries sep="-" host user count s | head 1"#,
            ["host=a count-x=2 count-y=1 s-x=12"]),
        PromisedCase(
            "xyseries", ["format"],
            #"stats count sum(n) as s by host user | xyseries format="$VAL$/$AGG$" host user count s | head 1"#,
            ["host=a x/count=2 y/count=1 x/s=12"]),
        PromisedCase(
            "untable", [],
            #"stats count by host | untable host k v"#,
            ["host=a k=count v=3", "host=b k=count v=1", "host=c k=count v=1"]),
        PromisedCase(
            "chart", ["limit"],
            #"chart limit=1 sum(n) as s over host by user"#,
            ["host=a OTHER=12", "host=b OTHER=9", "host=c NULL=100"]),
        PromisedCase(
            "chart", ["useother"],
            #"chart limit=1 useother=f sum(n) as s over host by user"#,
            ["host=c NULL=100"]),
        PromisedCase(
            "chart", ["otherstr"],
            #"chart limit=1 otherstr=rest sum(n) as s over host by user"#,
            ["host=a rest=12", "host=b rest=9", "host=c NULL=100"]),
        PromisedCase(
            "chart", ["usenull"],
            #"chart usenull=f sum(n) over host by user"#,
            ["host=a x=12", "host=b y=9"]),
        PromisedCase(
            "chart", ["nullstr"],
            #"chart nullstr=none count over host by user | head 1"#,
            ["host=a none=0 x=2 y=1"]),
        PromisedCase(
            "chart", ["sep"],
            #"chart limit=0 sep="-" count sum(n) as s over host by user | head 1"#,
            ["host=a count-NULL=0 count-x=2 count-y=1 s-x=12"]),
        PromisedCase(
            "chart", ["format"],
            #"chart limit=0 format="$VAL$/$AGG$" count sum(n) as s over host by user | head 1"#,
            ["host=a NULL/count=0 x/count=2 y/count=1 x/s=12"]),
        PromisedCase(
            "timechart", ["span"],
            #"eval _time=n | timechart span=50s count"#,
            ["_time=0 count=3", "_time=50 count=0", "_time=100 count=1"]),
        PromisedCase(
            "timechart", ["cont"],
            #"eval _time=n | timechart span=50s cont=f count"#,
            ["_time=0 count=3", "_time=100 count=1"]),
        PromisedCase(
            "timechart", ["limit"],
            #"eval _time=n | timechart span=200s limit=1 count by user"#,
            ["_time=0 OTHER=2 x=2"]),
        PromisedCase(
            "timechart", ["useother"],
            #"eval _time=n | timechart span=200s limit=1 useother=f count by user"#,
            ["_time=0 x=2"]),
        PromisedCase(
            "timechart", ["otherstr"],
            #"eval _time=n | timechart span=200s limit=1 otherstr=rest count by user"#,
            ["_time=0 rest=2 x=2"]),
        PromisedCase(
            "timechart", ["usenull"],
            #"eval _time=n | timechart span=200s usenull=f count by user"#,
            ["_time=0 x=2 y=1"]),
        PromisedCase(
            "timechart", ["nullstr"],
            #"eval _time=n | timechart span=200s nullstr=none count by user"#,
            ["_time=0 none=1 x=2 y=1"]),
        PromisedCase(
            "timechart", ["sep"],
            #"eval _time=n | timechart span=200s limit=0 cont=f sep="-" count sum(n) as s by user"#,
            ["_time=0 count-NULL=1 count-x=2 count-y=1 s-NULL=100 s-x=12 s-y=9"]),
        PromisedCase(
            "timechart", ["format"],
            #"eval _time=n | timechart span=200s limit=0 cont=f format="$VAL$/$AGG$" count sum(n) as s by user"#,
            ["_time=0 NULL/count=1 x/count=2 y/count=1 NULL/s=100 x/s=12 y/s=9"]),
        PromisedCase(
            "top", ["limit"],
            #"top limit=1 host"#,
            ["host=a count=3 percent=60"]),
        PromisedCase(
            "top", ["countfield"],
            #"top 1 countfield=c host"#,
            ["host=a c=3 percent=60"]),
        PromisedCase(
            "top", ["percentfield"],
            #"top 1 percentfield=p host"#,
            ["host=a count=3 p=60"]),
        PromisedCase(
            "top", ["showcount"],
            #"top 1 showcount=f host"#,
            ["host=a percent=60"]),
        PromisedCase(
            "top", ["showperc"],
            #"top 1 showperc=f host"#,
            ["host=a count=3"]),
        PromisedCase(
            "rare", ["limit"],
            #"rare limit=1 host"#,
            ["host=b count=1 percent=20"]),
        PromisedCase(
            "rare", ["countfield"],
            #"rare 1 countfield=c host"#,
            ["host=b c=1 percent=20"]),
        PromisedCase(
            "rare", ["percentfield"],
            #"rare 1 percentfield=p host"#,
            ["host=b count=1 p=20"]),
        PromisedCase(
            "rare", ["showcount"],
            #"rare 1 showcount=f host"#,
            ["host=b percent=20"]),
        PromisedCase(
            "rare", ["showperc"],
            #"rare 1 showperc=f host"#,
            ["host=b count=1"]),
        PromisedCase(
            "autoregress", [],
            #"autoregress n as q | table q"#,
            ["", "q=10", "q=9", "", "q=100"]),
        PromisedCase(
            "autoregress", ["p"],
            #"autoregress n p=1-2 | table n_p1 n_p2"#,
            ["", "n_p1=10", "n_p1=9 n_p2=10", "n_p2=9", "n_p1=100"]),
        PromisedCase(
            "delta", ["p"],
            #"delta n as d p=2 | table d"#,
            ["", "", "", "d=91", ""]),
        PromisedCase(
            "accum", [],
            #"accum n as s | table s"#,
            ["s=10", "s=19", "", "s=119", "s=121"]),
        PromisedCase(
            "rangemap", ["field", "default"],
            #"head 1 | rangemap field=user low=0-9 default=none | table range"#,
            ["range=none"]),
        PromisedCase(
            "strcat", ["allrequired"],
            #"head 1 | strcat allrequired=true host missing x | strcat host "-" user y | table x y"#,
            ["y=a-x"]),
        PromisedCase(
            "dedup", ["keepempty"],
            #"dedup user keepempty=true | table host"#,
            ["host=a", "host=b", "host=c"]),
        PromisedCase(
            "dedup", ["consecutive"],
            #"dedup host consecutive=true | stats count"#,
            ["count=5"]),
        PromisedCase(
            "dedup", ["keepevents"],
            #"dedup host keepevents=true | table host n"#,
            ["host=a n=10", "host=b n=9", "", "host=c n=100", "n=2"]),
        PromisedCase(
            "uniq", [],
            #"table host | sort host | uniq"#,
            ["host=a", "host=b", "host=c"]),
        PromisedCase(
            "uniq", [],
            #"table user | uniq"#,
            ["user=x", "user=y", "", "user=x"]),
        PromisedCase(
            "sort", ["limit"],
            #"sort limit=2 -n | table n"#,
            ["n=100", "n=10"]),
        PromisedCase(
            "head", ["limit"],
            #"head limit=1 (n<50) | table n"#,
            ["n=10"]),
        PromisedCase(
            "head", ["null"],
            #"head (n<50) null=true | table n"#,
            ["n=10", "n=9", ""]),
        PromisedCase(
            "head", ["keeplast"],
            #"head (n<50) keeplast=true | table n"#,
            ["n=10", "n=9", ""]),
        PromisedCase(
            "tail", [],
            #"tail 2 | table host"#,
            ["host=a", "host=c"]),
        PromisedCase(
            "reverse", [],
            #"reverse | table n"#,
            ["n=2", "n=100", "", "n=9", "n=10"]),
        PromisedCase(
            "join", ["type=inner"],
            #"join type=inner host [| makeresults count=2 | streamstats count as z | eval host="a" | table host z] | table host z"#,
            ["host=a z=1", "host=a z=1", "host=a z=1"]),
        PromisedCase(
            "join", ["type=left"],
            #"join type=left host [| makeresults count=2 | streamstats count as z | eval host="a" | table host z] | table host z"#,
            ["host=a z=1", "host=b", "host=a z=1", "host=c", "host=a z=1"]),
        PromisedCase(
            "join", ["type=outer"],
            #"join type=outer host [| makeresults count=2 | streamstats count as z | eval host="a" | table host z] | table host z"#,
            ["host=a z=1", "host=b", "host=a z=1", "host=c", "host=a z=1"]),
        PromisedCase(
            "join", ["max"],
            #"head 1 | join max=2 host [| makeresults count=2 | streamstats count as z | eval host="a" | table host z] | table host z"#,
            ["host=a z=1", "host=a z=2"]),
        PromisedCase(
            "join", ["overwrite"],
            #"head 1 | eval z=7 | join overwrite=f host [| makeresults count=2 | streamstats count as z | eval host="a" | table host z] | table host z"#,
            ["host=a z=7"]),
        PromisedCase(
            "append", ["maxout"],
            #"head 1 | append maxout=1 [| makeresults count=2 | streamstats count as z | eval host="a" | table host z] | table host z"#,
            ["host=a", "host=a z=1"]),
        PromisedCase(
            "append", ["maxtime", "timeout"],
            #"head 1 | append maxtime=60 timeout=60 [| makeresults count=2 | streamstats count as z | eval host="a" | table host z] | table z"#,
            ["", "z=1", "z=2"]),
        PromisedCase(
            "appendcols", [],
            #"head 1 | table user | appendcols [| makeresults count=2 | streamstats count as z | eval host="a" | table host z]"#,
            ["user=x host=a z=1", "host=a z=2"]),
        PromisedCase(
            "appendcols", ["override"],
            #"head 2 | table host | appendcols override=t [| makeresults | eval host="q" | table host]"#,
            ["host=q", "host=b"]),
        PromisedCase(
            "appendcols", ["maxout"],
            #"head 2 | table user | appendcols maxout=1 [| makeresults count=2 | streamstats count as z | eval host="a" | table host z]"#,
            ["user=x host=a z=1", "user=y"]),
        PromisedCase(
            "appendcols", ["maxtime", "timeout"],
            #"head 2 | table host | appendcols maxtime=60 timeout=60 [| makeresults count=2 | streamstats count as z | eval host="a" | table host z]"#,
            ["host=a z=1", "host=b z=2"]),
        PromisedCase(
            "appendpipe", ["run_in_preview"],
            #"head 1 | table host | appendpipe run_in_preview=f [eval host="q"]"#,
            ["host=a", "host=q"]),
        PromisedCase(
            "return", [],
            #"search [| inputlookup t | rename k as host | return 2 host] | table host"#,
            ["host=a", "host=b", "host=a", "host=a"]),
        PromisedCase(
            "format", ["maxresults"],
            #"search [| inputlookup t | rename k as host | table host | format maxresults=1] | table host"#,
            ["host=a", "host=a", "host=a"]),
    ]
}
