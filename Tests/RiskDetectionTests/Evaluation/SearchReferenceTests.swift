import SPL
import Testing

/// Every command of the Search Reference with every option that it has: each runs, and then stands in
/// docs/SPL-SUPPORT.md, or is refused by its name. None is taken and not followed.
struct SearchReferenceTests {
    private static let lookups = LookupCatalog([
        LookupTable(name: "t", columns: ["k", "v"], rows: [["1", "2"]])
    ])

    private static func problems(_ command: String) -> [String] {
        let search =
            "| tstats count as n values(Processes.dest) as host from datamodel=Endpoint.Processes "
            + "by Processes.user | rename Processes.user as user | \(command)"
        return SearchCompiler(macros: MacroTable(), lookups: lookups).compile(search)
            .errors.map(\.message)
    }

    @Test("every command of the page is here with its options")
    func complete() {
        let known = Set(ReferenceCommand.all.map(\.name))
        let missing = SupportPage.commands.map(\.name).filter { !known.contains($0) }
        #expect(missing.isEmpty)
    }

    @Test("without an option it stands on the page", arguments: ReferenceCommand.all)
    func promised(_ command: ReferenceCommand) {
        let page = SupportPage.commands.first { $0.name == command.name }
        #expect(page != nil, "\(command.name)")
    }

    @Test("an option is promised, or refused by its name", arguments: ReferenceCommand.all)
    func options(_ command: ReferenceCommand) throws {
        let page = try #require(SupportPage.commands.first { $0.name == command.name })
        let promised = SupportPage.options(page.syntax)
        for option in command.options {
            let name = String(option.prefix { $0 != "=" })
            let problems = Self.problems("\(command.name) \(option) \(command.rest)")
            if problems.isEmpty {
                // `matchseg1` stands for `matchseg2` and `matchseg3` on the page.
                let known = [name, option, "matchseg\(name.hasPrefix("matchseg") ? "1" : "")"]
                #expect(
                    known.contains { promised.contains($0) },
                    "\(command.name) takes \(option) in silence")
            } else {
                #expect(
                    problems.contains { $0.contains(name) || $0.contains("`\(command.name)") },
                    "\(command.name) \(option): \(problems)")
            }
        }
    }

    @Test("an option that no command has is refused by its name", arguments: ReferenceCommand.all)
    func invented(_ command: ReferenceCommand) {
        let problems = Self.problems("\(command.name) zzz=1 \(command.rest)")
        #expect(
            !problems.isEmpty || Self.comparing.contains(command.name),
            "\(command.name) takes zzz=1 in silence")
    }

    /// Where `name=value` is no option: a comparison, or a column to be made.
    private static let comparing: Set<String> = ["search", "where", "regex", "eval", "fieldformat"]

    @Test("every other command of the Search Reference is refused by its name")
    func others() {
        let known = Set(SupportPage.commands.map(\.name))
        for name in Self.otherNames where !known.contains(name) {
            let problems = Self.problems("\(name) x=1 y")
            #expect(
                problems.contains { $0.contains("the command `\(name)` is not supported") },
                "\(name): \(problems)")
        }
    }

    /// Source: Splunk Search Reference, "Command quick reference".
    private static let otherNames = [
        "abstract", "addinfo", "analyzefields", "anomalies", "anomalousvalue", "anomalydetection",
        "arules", "associate", "bucketdir", "cluster", "cofilter", "collect", "concurrency",
        "contingency", "correlate", "datamodel", "dbinspect", "delete", "diff", "erex",
        "eventcount", "extract", "fieldsummary", "findtypes", "folderize", "from", "gauge",
        "gentimes", "geom", "geomfilter", "geostats", "highlight", "history", "iconify",
        "inputcsv", "iplocation", "kmeans", "kvform", "loadjob", "localize", "localop",
        "makecontinuous", "mcollect", "metadata", "metasearch", "meventcollect", "mpreview",
        "msearch", "mstats", "multikv", "multisearch", "outlier", "outputcsv", "outputlookup",
        "outputtext", "overlap", "pivot", "predict", "redistribute", "reltime", "require", "rest",
        "rtorder", "savedsearch", "script", "scrub", "searchtxn", "selfjoin", "sendalert",
        "sendemail", "set", "setfields", "sichart", "sirare", "sistats", "sitimechart", "sitop",
        "tags", "timewrap", "tojson", "transpose", "trendline", "tscollect", "typeahead",
        "typelearner", "typer", "union", "walklex", "x11", "xmlunescape", "xpath", "xsdetails",
    ]

    @Test(
        "a function that riskd does not have is refused by its name",
        arguments: [
            "bit_shift", "collect", "json_array_to_mv2", "mvzip2", "toarray", "tomv", "toobject",
            "isarray", "isdouble", "ismv", "isobject", "getfields", "map", "filter", "any", "all",
        ])
    func functions(_ name: String) {
        let isKnown = SupportPage.functions.contains { $0.hasPrefix("\(name)(") }
        let problems = Self.problems("eval x=\(name)(n)")
        #expect(isKnown || problems.contains { $0.contains(name) }, "\(problems)")
    }
}

/// A command as the Search Reference has it.
struct ReferenceCommand: CustomStringConvertible, Sendable {
    let name: String
    /// Each with a value that is not its default.
    let options: [String]
    /// What else has to stand there.
    let rest: String

    init(_ name: String, _ options: String, _ rest: String) {
        (self.name, self.rest) = (name, rest)
        self.options = options.split(separator: " ").map(String.init)
    }

    var description: String { name }

    /// Source: Splunk Search Reference, "Optional arguments" of each page.
    static let all: [ReferenceCommand] = [
        ReferenceCommand(
            "accum", "",
            "n"),
        ReferenceCommand(
            "addcoltotals", "labelfield=x label=y",
            "n"),
        ReferenceCommand(
            "addtotals", "row=f col=t labelfield=x label=y fieldname=z",
            "n"),
        ReferenceCommand(
            "append", "extendtimerange=t maxtime=1 maxout=1 timeout=1",
            "[| makeresults]"),
        ReferenceCommand(
            "appendcols", "override=t extendtimerange=t maxtime=1 maxout=1 timeout=1",
            "[| makeresults]"),
        ReferenceCommand(
            "appendpipe", "run_in_preview=f",
            "[stats count]"),
        ReferenceCommand(
            "autoregress", "p=2",
            "n"),
        ReferenceCommand(
            "bin", "bins=3 minspan=1s span=5 start=1 end=9 aligntime=earliest",
            "n"),
        ReferenceCommand(
            "chart",
            "sep=x format=$VAL$ cont=f limit=3 agg=sum useother=f usenull=f nullstr=x otherstr=y bins=3 span=5 start=1 end=9 aligntime=earliest dedup_splitvals=t",
            "count over n by user"),
        ReferenceCommand(
            "convert", "timeformat=%Y",
            "ctime(n)"),
        ReferenceCommand(
            "dedup", "keepevents=t keepempty=t consecutive=t",
            "n"),
        ReferenceCommand(
            "delta", "p=2",
            "n"),
        ReferenceCommand(
            "eval", "",
            "x=1"),
        ReferenceCommand(
            "eventstats", "allnum=t dedup_splitvals=t delim=x partitions=2",
            "count"),
        ReferenceCommand(
            "fieldformat", "",
            "n=1"),
        ReferenceCommand(
            "fields", "",
            "n"),
        ReferenceCommand(
            "filldown", "",
            "n"),
        ReferenceCommand(
            "fillnull", "value=x",
            "n"),
        ReferenceCommand(
            "foreach",
            "mode=multivalue mode=json_array mode=auto_collections fieldstr=a matchstr=b matchseg1=c matchseg2=d matchseg3=e itemstr=f iterstr=g",
            "n [eval x=1]"),
        ReferenceCommand(
            "format", "maxresults=1 mvsep=x emptystr=y",
            ""),
        ReferenceCommand(
            "fromjson", "prefix=x",
            "n"),
        ReferenceCommand(
            "head", "limit=2 null=t keeplast=t",
            ""),
        ReferenceCommand(
            "inputlookup", "append=f strict=t start=1 max=1",
            "t"),
        ReferenceCommand(
            "join", "type=left type=semi usetime=t earlier=f overwrite=f max=2",
            "n [| makeresults]"),
        ReferenceCommand(
            "lookup", "local=t update=t event_time_field=n",
            "t k AS n"),
        ReferenceCommand(
            "makemv", "delim=x tokenizer=(x) allowempty=t allowempty=maybe setsv=t",
            "n"),
        ReferenceCommand(
            "makeresults", "annotate=t splunk_server=x splunk_server_group=y format=csv data=x",
            ""),
        ReferenceCommand(
            "map", "maxsearches=2 search=x",
            "search=\"search EventCode=1 a=$n$\""),
        ReferenceCommand(
            "mvcombine", "delim=x",
            "n"),
        ReferenceCommand(
            "mvexpand", "limit=2",
            "n"),
        ReferenceCommand(
            "nomv", "",
            "n"),
        ReferenceCommand(
            "rangemap", "field=n default=x",
            "field=n a=1-2"),
        ReferenceCommand(
            "rare",
            "countfield=a limit=2 percentfield=b showcount=f showperc=f useother=t otherstr=x",
            "n"),
        ReferenceCommand(
            "regex", "",
            "n=x"),
        ReferenceCommand(
            "rename", "",
            "n as m"),
        ReferenceCommand(
            "replace", "",
            "a with b in n"),
        ReferenceCommand(
            "return", "",
            "n"),
        ReferenceCommand(
            "reverse", "",
            ""),
        ReferenceCommand(
            "rex", "field=n max_match=2 offset_field=x mode=xyz",
            "field=n \"(?<a>.)\""),
        ReferenceCommand(
            "search", "",
            "n=1"),
        ReferenceCommand(
            "sort", "limit=2",
            "n"),
        ReferenceCommand(
            "spath", "input=n output=x path=a",
            "path=a"),
        ReferenceCommand(
            "stats", "partitions=2 allnum=t delim=x dedup_splitvals=t",
            "count"),
        ReferenceCommand(
            "strcat", "allrequired=t",
            "n x"),
        ReferenceCommand(
            "streamstats",
            "current=f window=2 time_window=1m global=f allnum=t reset_on_change=t reset_before=(n=1) reset_after=(n=1)",
            "count"),
        ReferenceCommand(
            "table", "",
            "n"),
        ReferenceCommand(
            "tail", "",
            "2"),
        ReferenceCommand(
            "timechart",
            "sep=x format=$VAL$ partial=f cont=f limit=2 agg=sum bins=3 minspan=1s aligntime=earliest fixedrange=f useother=f usenull=f nullstr=x otherstr=y dedup_splitvals=t",
            "span=1h count by user"),
        ReferenceCommand(
            "top",
            "countfield=a limit=2 percentfield=b showcount=f showperc=f useother=t otherstr=x",
            "n"),
        ReferenceCommand(
            "transaction",
            "name=x maxspan=1m maxpause=1m maxevents=3 startswith=(n=1) endswith=(n=1) connected=f unifyends=t keepevicted=t mvlist=t delim=x nullstr=y maxopentxn=3 maxopenevents=3 keeporphans=t mvraw=t",
            "n"),
        ReferenceCommand(
            "tstats",
            "prestats=t local=t append=t summariesonly=t include_reduced_buckets=t allow_old_summaries=t use_summary_index_values=t chunk_size=100 fillnull_value=x",
            "count from datamodel=Endpoint.Processes"),
        ReferenceCommand(
            "uniq", "",
            ""),
        ReferenceCommand(
            "untable", "",
            "n user host"),
        ReferenceCommand(
            "where", "",
            "n=1"),
        ReferenceCommand(
            "xmlkv", "maxinputs=9",
            "n"),
        ReferenceCommand(
            "xyseries", "grouped=t sep=x format=y",
            "n user host"),
    ]
}
