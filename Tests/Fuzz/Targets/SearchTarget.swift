import CIM
import DetectionExport
import RiskDetection
import SPL
import TestSupport

/// A search, compiled and run over a few events.
final class SearchTarget: FuzzTarget {
    static let name = "searches"
    private static let head =
        "| tstats count min(_time) as firstTime values(Processes.process) as p "
        + "from datamodel=Endpoint.Processes where Processes.user!=x by Processes.dest "
        + "Processes.user Processes.process_name _time span=1h "
    static let seeds = [
        head + "| `d(Processes)` | `t(\"firstTime\")` | search NOT dest=ws-01* user IN (mira, a*)",
        head + "| eval a=if(match(dest,\"^ws-(?<n>\\d+)$\"), upper(user).\"-\".len(dest), null()), "
            + "b=mvindex(split(p,\" \"),-1), c=strftime(firstTime,\"%F %T %z\") | where count>0 AND "
            + "like(dest,\"w%\") OR cidrmatch(\"10.0.0.0/8\",dest)",
        head + "| rex field=dest \"(?<site>[a-z]+)-(?<number>\\d+)\" | stats count dc(dest) as n "
            + "values(site) by user | sort - count limit=5 | rename \"s*\" as \"x*\" | fields user *",
        head + "| eventstats avg(count) as mean stdev(count) as sd | eval z=(count-mean)/sd, "
            + "t=case(z>1,\"a\",true(),\"b\") | convert ctime(firstTime) | dedup user | table * | "
            + "fillnull value=0 z | bin span=5m firstTime | head 3",
        head + "| join type=left user [| tstats count from datamodel=Endpoint.Processes by "
            + "Processes.user] | append [| tstats count from datamodel=Endpoint.Processes] | "
            + "streamstats window=3 sum(count) as s by user | makemv delim=\",\" p | mvexpand p",
        "tstats c from datamodel=Endpoint where nodename=Processes groupby host | search \"",
    ].map { Array($0.utf8) }
    static let words = [
        "`", "\"", "\\", "|", "(", ")", "[", "]", ",", "=", "!=", "<", "*", "$", " ", "```",
        " NOT ", " OR ", " AND ", " IN (", " by ", " as ", " from ", " where ", "`s`", "`d(",
        "CASE(",
        "TERM(\"", "é", "\u{0}", "span=", "datamodel=", "count(", "| eval a=", "| where ",
        "| rex \"(a+)+$\"", "(.*)*", "(?<n>", "replace(p,\"(x+x+)+y\",\"\\1\")", "mvfilter(",
        "pow(9,",
        "strptime(", "relative_time(1,\"-1y@y\")", "substr(p,", "mvrange(0,",
        "printf(\"%9999999s\",1)",
        "tonumber(\"f\",16)", "| sort 0 -", "| stats ", "1/0", "%", "0x", ".", "-", "mvjoin(p,",
    ]
    private static let macros = MacroTable([
        Macro(name: "s", definition: "summariesonly=`v` fillnull_value=null"),
        Macro(name: "v", definition: "false"),
        Macro(name: "d", arguments: ["o"], definition: #"rename "$o$.*" as *"#),
        Macro(name: "t", arguments: ["f"], definition: "convert ctime($f$)"),
        Macro(name: "loop", definition: "`loop` `loop`"),
    ])

    private let compiler = SearchCompiler(macros: SearchTarget.macros)
    private let like: Detection?

    init() {
        like = try? Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.dest")
    }

    func run(_ input: [UInt8], _ random: inout SplitMix64) -> Int {
        let search = String(decoding: input.prefix(8_192), as: UTF8.self)
        let result = compiler.compile(search)
        precondition((result.plan == nil) == !result.errors.isEmpty, "a plan, or errors")
        var kind = result.plan == nil ? 1 : 2
        for problem in result.errors + result.warnings {
            precondition(problem.range.upperBound <= search.utf8.count, "a place in the text")
            precondition(!problem.rendered(in: search).isEmpty)
            // Messages with the names in them taken out.
            kind = kind &* 31 &+ fuzzKind("\(problem.message.prefix(24))")
        }
        guard let plan = result.plan, var detection = like else { return kind }
        detection.plan = plan
        var engine = DetectionEngine(detections: [detection])
        for event in FuzzFixtures.events { engine.ingest(event) }
        let firings = engine.finish()
        var builder = RiskBuilder()
        for firing in firings {
            kind = kind &* 31 &+ firing.rows.count &+ firing.columns.count
            for record in builder.records(of: firing, detection) {
                let line = SplunkSchema.line(record)
                precondition(line.count < 10_000, "a line of \(line.count) bytes")
                precondition(line.allSatisfy { $0 >= 0x20 }, "a control character in a line")
            }
        }
        return kind
    }
}
