import Foundation
import SPL
import Testing

/// What stands behind `tstats`, and how commands follow each other.
struct PipelineTests {
    private static let source =
        "| tstats count min(_time) as firstTime max(_time) as lastTime "
        + "from datamodel=Endpoint.Processes by Processes.dest Processes.user "

    private func compile(_ stages: String) -> CompiledSearch {
        SearchCompiler(macros: MacroTable()).compile(Self.source + stages)
    }

    private static let columns: [(String, String)] = [
        ("", "Processes.dest Processes.user count firstTime lastTime"),
        (#"| rename "Processes.*" as *"#, "dest user count firstTime lastTime"),
        ("| rename Processes.* AS *", "dest user count firstTime lastTime"),
        (
            "| rename Processes.dest as d, Processes.user as \"the user\"",
            "d the user count firstTime lastTime"
        ),
        ("| rename count as n firstTime as lastTime", "Processes.dest Processes.user n lastTime"),
        ("| rename *Time as t_*", "Processes.dest Processes.user count t_first t_last"),
        ("| convert ctime(firstTime)", "Processes.dest Processes.user count firstTime lastTime"),
        (
            "| convert ctime(firstTime) as f",
            "Processes.dest Processes.user count firstTime lastTime f"
        ),
        (
            "| convert ctime(*Time) AS *Text",
            "Processes.dest Processes.user count firstTime lastTime firstText lastText"
        ),
        ("| search count>5 | search *", "Processes.dest Processes.user count firstTime lastTime"),
    ]

    @Test("the columns of the result are known beforehand", arguments: columns)
    func computesColumns(_ stages: String, _ expected: String) throws {
        let result = compile(stages)
        #expect(result.errors.isEmpty, "\(result.errors)")
        #expect(result.columns.joined(separator: " ") == expected)
    }

    private static let plans: [(String, String)] = [
        ("| search *", "scan 0"),
        ("| search", "scan 0"),
        (
            "| search NOT Processes.user IN (a, b*) count>5",
            "scan 0 | filter (-Processes.user=[a|b*] & count>5)"
        ),
        (
            "| convert timeformat=\"%F %T\" ctime(firstTime)",
            "scan 0 | extend firstTime=strftime(firstTime,%F %T)"
        ),
        (
            "| convert ctime(firstTime) ctime(lastTime), timeformat=%s",
            "scan 0 | extend firstTime=strftime(firstTime,%s)"
                + " | extend lastTime=strftime(lastTime,%s)"
        ),
        (
            "| CONVERT ctime(firstTime) AS f",
            "scan 0 | extend f=strftime(firstTime,%m/%d/%Y %H:%M:%S)"
        ),
        ("| convert ctime(nothing)", "scan 0"),
        ("| rename a as b, count AS n", "scan 0 | rename a>b count>n"),
    ]

    @Test("commands lower to relations", arguments: plans)
    func lowers(_ stages: String, _ expected: String) throws {
        let result = compile(stages)
        #expect(
            PlanText.text(try #require(result.plan, "\(result.errors)").root) == expected)
    }

    private static let refusals: [(String, SPLError.Code)] = [
        ("| «cluster» t=0.9", .unsupportedCommand),
        ("| «renmae» a as b", .unsupportedCommand),
        ("| «tstats» count from datamodel=Endpoint.Processes", .unsupportedCommand),
        ("|«»", .syntax),
        ("|«» | search *", .syntax),
        ("| «(»a=1)", .syntax),
        ("| rename«»", .syntax),
        ("| rename count «n»", .syntax),
        ("| rename count as«»", .syntax),
        ("| rename «a* as b»", .syntax),
        ("| rename «*a* as *b*»", .unsupportedArgument),
        ("| rename «a as *»", .syntax),
        ("| convert«»", .syntax),
        ("| convert timeformat=%F«»", .syntax),
        ("| convert «timefmt=%F» ctime(count)", .unsupportedArgument),
        ("| convert «mkdate»(count)", .unknownFunction),
        ("| convert ctime(count «as» x)", .syntax),
        ("| convert ctime(count«»", .syntax),
        ("| convert ctime «count»", .syntax),
        ("| search a=«\"b»", .unterminatedQuote),
        ("| search a=b «[» | head", .syntax),
        ("| search a=b «]»", .syntax),
    ]

    @Test("what cannot be compiled is refused at its place", arguments: refusals)
    func refuses(_ marked: String, _ code: SPLError.Code) throws {
        let search = MarkedText(Self.source + marked)
        let result = SearchCompiler(macros: MacroTable()).compile(search.text)
        let error = try #require(result.errors.first)
        #expect(error.code == code, "\(error.rendered(in: search.text))")
        #expect(error.range == search.range, "\(error.rendered(in: search.text))")
        #expect(result.errors.count == 1, "\(result.errors)")
        #expect(result.plan == nil)
        #expect(result.columns.isEmpty)
    }

    @Test("a command that Splunk has is not supported yet; another is a slip")
    func tellsMissingCommandsFromSlips() throws {
        let missing = try #require(compile("| cluster t=0.9").errors.first).message
        #expect(missing.hasPrefix("the command `cluster` is not supported yet;"))
        #expect(!missing.contains("Did you mean"))
        let slip = try #require(compile("| serach a=b").errors.first).message
        #expect(slip.hasPrefix("there is no command `serach`;"))
        #expect(slip.hasSuffix("Did you mean `search`?"))
    }

    @Test("each unsupported command is reported once, where it stands first, and others as well")
    func reportsEachCommandOnce() {
        let result = compile(
            "| kmeans a=\"x|y\" | cluster a=1 | kmeans b=2 | rest x [search y | eval z=1] | rename q "
                + "| kmeans c=3 | Cluster d=4")
        #expect(
            result.errors.map(\.code)
                == [.unsupportedCommand, .unsupportedCommand, .unsupportedCommand, .syntax])
        let names = result.errors.prefix(3).map { $0.message.split(separator: "`")[1] }
        #expect(names == ["kmeans", "cluster", "rest"])
        #expect(
            result.errors.map(\.range.lowerBound) == result.errors.map(\.range.lowerBound).sorted())
    }

    @Test("errors of all stages are reported together")
    func reportsAllProblems() {
        let result = SearchCompiler(macros: MacroTable()).compile(
            "| tstats foo=1 perc101(x) `m` count from datamodel=Nope.Nope where a=1 OR "
                + "| rename a as | cluster | convert mkdate(x)")
        #expect(
            result.errors.map(\.code)
                == [
                    .unsupportedArgument, .unknownFunction, .unknownMacro, .syntax,
                    .unsupportedCommand, .unknownFunction,
                ])
    }

    @Test(
        "a search begins with a command that makes rows",
        arguments: [
            ("«index=main foo»", SPLError.Code.unsupportedCommand),
            ("«index=main foo» | stats count", .unsupportedCommand),
            ("search «index=main»", .unsupportedCommand),
            ("| search «index=main»", .unsupportedCommand),
            ("| «rename» a as b", .syntax),
            ("| inputlookup «x.csv»", .unknownLookup),
            ("«»", .syntax),
            ("«»   ", .syntax),
            ("|«»", .syntax),
        ])
    func beginsWithRows(_ marked: String, _ code: SPLError.Code) throws {
        let search = MarkedText(marked)
        let result = SearchCompiler(macros: MacroTable()).compile(search.text)
        let error = try #require(result.errors.first)
        #expect(error.code == code)
        #expect(error.range == search.range, "\(error.rendered(in: search.text))")
    }

    @Test(
        "columns that no row has are warned about, with the nearest",
        arguments: [
            ("| search «cuont»=1", "Did you mean `count`?"),
            ("| rename «cuont as n»", "Did you mean `count`?"),
            ("| convert ctime(«firsttime»)", "Did you mean `firstTime`?"),
            ("| rename Processes.* as * | search «Processes.dest»=a", "never true."),
        ])
    func warnsAboutMissingColumns(_ marked: String, _ message: String) throws {
        let search = MarkedText(Self.source + marked)
        let result = SearchCompiler(macros: MacroTable()).compile(search.text)
        #expect(result.plan != nil)
        let warning = try #require(result.warnings.first)
        #expect(warning.range == search.range)
        #expect(warning.message.hasSuffix(message), "\(warning.message)")
    }

    @Test("a plan has at most 1,000 operators and columns")
    func limitsPlans() {
        let renames = String(repeating: "| rename count as count ", count: 1_001)
        #expect(compile(renames).errors.map(\.code) == [.tooComplex])
        let keys = (0..<1_001).map { "f\($0)" }.joined(separator: " ")
        #expect(compile(keys).errors.map(\.code) == [.tooComplex])
    }

    @Test("the documentation of the language is that of this program")
    func documentsLanguage() throws {
        #expect(CommandDescription.all.allSatisfy { $0.syntax.hasPrefix($0.name) })
        let file = #filePath.replacing(/Tests\/SPLTests\/.*/, with: "docs/SPL-SUPPORT.md")
        let written = try String(contentsOfFile: file, encoding: .utf8)
        #expect(written == SupportedLanguage.markdown + "\n", "stale: run `make docs`")
    }
}
