import SPL
import Testing

struct MacroExpansionTests {
    private static let macros = MacroTable([
        Macro(name: "config", definition: "false"),
        Macro(name: "options", definition: "summariesonly=`config` fillnull_value=null"),
        Macro(name: "process_x", definition: "(Processes.process_name=x.exe OR Processes.user=y)"),
        Macro(name: "items", definition: #"a.exe,"b c","#),
        Macro(name: "window", definition: #""-70m@m""#),
        Macro(name: "drop", arguments: ["o"], definition: #"rename "$o$.*" as *"#),
        Macro(
            name: "ctime", arguments: ["field"],
            definition: #"convert timeformat="%F" ctime($field$)"#),
        Macro(
            name: "both", arguments: ["a", "b"],
            definition: "search $a$=1 | search $b$=2 $c$ $$"),
        Macro(name: "stages", definition: "`drop(Processes)` | `ctime(count)`"),
        Macro(name: "nothing", definition: ""),
        Macro(name: "filter", definition: "search *"),
        Macro(name: "commented", definition: "Processes.user=z ```why `not` this```"),
        Macro(name: "loop", definition: "`loop`"),
        Macro(name: "bad", definition: "frobnicate `bad2`"),
        Macro(name: "bad2", definition: "x=1 | `unknwon`"),
        Macro(name: "twice", arguments: ["x"], definition: "`twice2($x$$x$)`"),
    ])

    private func compile(_ search: String) -> CompiledSearch {
        SearchCompiler(macros: Self.macros).compile(search)
    }

    private func predicate(_ condition: String) throws -> String {
        let result = compile(
            "| tstats count from datamodel=Endpoint.Processes where \(condition)")
        return PlanText.text(try #require(result.plan, "\(result.errors)").scans[0].predicate)
    }

    @Test(
        "a macro may stand for an option, a condition, items of a list or a value",
        arguments: [
            ("`process_x`", "(process_name=[x.exe] / user=[y])"),
            (
                "`process_x` Processes.process=a",
                "((process_name=[x.exe] / user=[y]) & process=[a])"
            ),
            (
                "`process_x`AND Processes.process=a",
                "((process_name=[x.exe] / user=[y]) & process=[a])"
            ),
            ("Processes.process IN (`items`)", "process=[a.exe|b c]"),
            ("Processes.process IN (`items` d)", "process=[a.exe|b c|d]"),
            ("Processes.process=`config`", "process=[false]"),
            ("`commented`", "user=[z]"),
            ("`nothing`", "all"),
            ("Processes.user=a ```comment | `x` \"``` Processes.user=b", "(user=[a] & user=[b])"),
            ("Processes.user=\"```no comment```\"", "user=[```no comment```]"),
        ])
    func expandsConditions(_ condition: String, _ expected: String) throws {
        #expect(try predicate(condition) == expected)
    }

    @Test("within quotes only a known macro is expanded; other backticks are characters")
    func leavesBackticksInQuotes() throws {
        #expect(try predicate(#"Processes.user="`config`""#) == "user=[false]")
        #expect(try predicate(#"Processes.user="`""#) == "user=[`]")
        #expect(
            try predicate(#"Processes.user="`" Processes.process="`""#)
                == "(user=[`] & process=[`])")
        #expect(try predicate(#"Processes.user="`other`""#) == "user=[`other`]")
        #expect(try predicate(#"Processes.user="`config(1)`""#) == "user=[`config(1)`]")
    }

    @Test("options and whole stages come out of macros, also nested")
    func expandsStages() throws {
        let result = compile(
            "| tstats `options` count from datamodel=Endpoint.Processes by Processes.user "
                + "| `stages` | `filter`")
        let plan = try #require(result.plan, "\(result.errors)")
        #expect(plan.scans[0].nullFill == "null")
        #expect(
            PlanText.text(plan.root)
                == "scan 0 | rename Processes.*>* | extend count=strftime(count,%F)")
        #expect(result.columns == ["user", "count"])
    }

    @Test(
        "arguments are put in for $name$; quotes around one are removed",
        arguments: [
            ("`drop(Processes)`", "scan 0 | rename Processes.*>*"),
            ("`drop(\"Processes\")`", "scan 0 | rename Processes.*>*"),
            ("`drop( Processes )`", "scan 0 | rename Processes.*>*"),
            (
                "`both(count, \"x\")`",
                "scan 0 | filter count=[1] | filter (x=[2] & term:$c$ & term:$$)"
            ),
            (
                "`both(\"count IN (1,2) a\",b)`",
                "scan 0 | filter (count=[1|2] & a=[1]) | filter (b=[2] & term:$c$ & term:$$)"
            ),
        ])
    func substitutesArguments(_ call: String, _ expected: String) throws {
        let result = compile("| tstats count from datamodel=Endpoint.Processes | \(call)")
        #expect(PlanText.text(try #require(result.plan, "\(result.errors)").root) == expected)
    }

    private static let failures: [(String, SPLError.Code, [String], String)] = [
        ("«`filtre`»", .unknownMacro, [], "Did you mean `filter`?"),
        ("«`xyzzy(1, 2)`»", .unknownMacro, [], "there is no macro `xyzzy`"),
        ("«`drop`»", .macroArguments, [], "takes 1 argument(s), but 0 are given"),
        ("«`drop(a,b)`»", .macroArguments, [], "takes 1 argument(s), but 2 are given"),
        ("«`bad`»", .unknownMacro, ["bad", "bad2"], "there is no macro `unknwon`"),
        ("«`loop`»", .macroDepth, Array(repeating: "loop", count: 32), "nested more than 32"),
        ("search a=1 «`open»", .syntax, [], "no second backtick"),
        ("search «`a b(`»", .syntax, [], "a macro call"),
        ("search «``»", .syntax, [], "a macro call"),
    ]

    @Test("a macro that cannot be expanded is reported at its call", arguments: failures)
    func reportsTheCall(
        _ stage: String, _ code: SPLError.Code, _ chain: [String], _ message: String
    ) throws {
        let search = MarkedText("| tstats count from datamodel=Endpoint.Processes | \(stage)")
        let result = compile(search.text)
        let error = try #require(result.errors.first)
        #expect(error.code == code)
        #expect(error.range == search.range, "\(error.rendered(in: search.text))")
        #expect(error.macros == chain)
        #expect(error.message.contains(message), "\(error.message)")
    }

    @Test("all problems out of one macro name the way to them")
    func namesTheChain() {
        let result = compile("| tstats count from datamodel=Endpoint.Processes | `bad`")
        #expect(result.errors.map(\.code) == [.unknownMacro, .unsupportedCommand])
        #expect(result.errors.map(\.macros) == [["bad", "bad2"], ["bad"]])
    }

    @Test("around a macro that is missing the syntax is not judged, but names are")
    func doesNotGuessAroundHoles() {
        let result = compile(
            "| tstats `x1` count from datamodel=Endpoint.Processes where (`x2`) NOT `x3` "
                + "by Processes.usr | `x4` | cluster")
        #expect(
            result.errors.map(\.code) == Array(repeating: .unknownMacro, count: 4)
                + [.unsupportedCommand])
        #expect(result.plan == nil)
    }

    @Test("expansion that would not end, or not fit, is refused")
    func limitsExpansion() {
        var doubling = (0..<30).map {
            Macro(name: "m\($0)", arguments: ["x"], definition: "`m\($0 + 1)($x$$x$$x$$x$)`")
        }
        doubling += (0..<30).map { Macro(name: "e\($0)", definition: "`e\($0 + 1)``e\($0 + 1)`") }
        doubling.append(Macro(name: "m30", arguments: ["x"], definition: "$x$"))
        doubling.append(Macro(name: "e30", definition: ""))
        doubling.append(Macro(name: "big", definition: String(repeating: "a ", count: 300_000)))
        let compiler = SearchCompiler(macros: MacroTable(doubling))
        for call in ["`m0(ab)`", "`e0`", "`big` `big`"] {
            let result = compiler.compile("| \(call)")
            #expect(result.errors.map(\.code).contains(.tooComplex), "\(call)")
        }
        let long = String(repeating: "a", count: SearchLimits.expandedBytesMax + 1)
        #expect(compiler.compile(long).errors.map(\.code) == [.tooComplex])
    }

    @Test("places in text as written survive macros and comments before them")
    func mapsPlaces() throws {
        let search = MarkedText(
            "```é``` | tstats `options` count from ```x```datamodel=Endpoint.Processes where "
                + "`process_x` Processes.user=é | «cluster» count")
        let result = compile(search.text)
        #expect(result.errors.map(\.range) == [search.range])
    }
}
