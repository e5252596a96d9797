import SPL
import Testing

/// Conditions as `search` reads them: text → predicate.
struct SearchExpressionTests {
    /// Compiles a condition over columns that all exist as far as `search` is concerned.
    private func predicate(_ condition: String) throws -> String {
        let result = SearchCompiler(macros: MacroTable()).compile(
            "| tstats count from datamodel=Endpoint.Processes | search " + condition)
        let plan = try #require(
            result.plan, "\(result.errors.map { $0.rendered(in: condition) })")
        guard case .filter(_, .search(let predicate)) = plan.root else { return "all" }
        return PlanText.text(predicate)
    }

    @Test(
        "NOT binds tighter than OR, OR tighter than AND, and a blank is AND",
        arguments: [
            ("a=1 OR b=2 c=3", "((a=[1] / b=[2]) & c=[3])"),
            ("c=3 a=1 OR b=2", "(c=[3] & (a=[1] / b=[2]))"),
            ("a=1 OR b=2 AND c=3 OR d=4", "((a=[1] / b=[2]) & (c=[3] / d=[4]))"),
            ("a=1 OR (b=2 AND c=3)", "(a=[1] / (b=[2] & c=[3]))"),
            ("NOT a=1 OR b=2", "(-a=[1] / b=[2])"),
            ("NOT (a=1 OR b=2)", "-(a=[1] / b=[2])"),
            ("NOT a=1 b=2", "(-a=[1] & b=[2])"),
            ("NOT NOT a=1", "a=[1]"),
            ("NOT NOT NOT a=1", "-a=[1]"),
            ("(a=1)(b=2)", "(a=[1] & b=[2])"),
            ("((a=1))", "a=[1]"),
            ("a=1 AND b=2 AND c=3", "(a=[1] & b=[2] & c=[3])"),
            ("a=1 OR b=2 OR c=3", "(a=[1] / b=[2] / c=[3])"),
        ])
    func bindsInSplunksOrder(_ condition: String, _ expected: String) throws {
        #expect(try predicate(condition) == expected)
    }

    @Test("a bracket on one side decides which operands meet in all combinations of three")
    func combinesOperandsAsBracketed() throws {
        for first in ["AND", "OR", ""] {
            for second in ["AND", "OR", ""] {
                let text = try predicate("a=1 \(first) b=2 \(second) c=3")
                let expected =
                    switch (first == "OR", second == "OR") {
                    case (true, true): "(a=[1] / b=[2] / c=[3])"
                    case (true, false): "((a=[1] / b=[2]) & c=[3])"
                    case (false, true): "(a=[1] & (b=[2] / c=[3]))"
                    case (false, false): "(a=[1] & b=[2] & c=[3])"
                    }
                #expect(text == expected)
            }
        }
    }

    @Test(
        "operators may have blanks around them, and fields may be quoted",
        arguments: [
            ("a = 1", "a=[1]"),
            ("a= 1", "a=[1]"),
            ("a =1", "a=[1]"),
            ("a\n=\t1", "a=[1]"),
            ("a!=1", "a!=1"),
            ("a != 1", "a!=1"),
            ("a<5", "a<5"),
            ("a <= 5", "a<=5"),
            ("a>5 b>=6", "(a>5 & b>=6)"),
            (#""a"="b""#, "a=[b]"),
            (#""Processes.process_name"="net*.exe""#, "Processes.process_name=[net*.exe]"),
            ("a=CASE(Foo*)", "a=[CASE(Foo*)]"),
            (#"a=CASE("Foo bar")"#, "a=[CASE(Foo bar)]"),
            ("a=TERM(10.0.0.1)", "a=[10.0.0.1]"),
            ("a IN (CASE(X), y)", "a=[CASE(X)|y]"),
            ("a=*", "a=[*]"),
            ("a!=*", "a!=*"),
            (#"a="""#, "a=[]"),
            ("*", "all"),
            ("", "all"),
            ("()", "all"),
            ("a=1 *", "a=[1]"),
            ("a=1 OR *", "all"),
            ("foo", "term:foo"),
            (#""foo bar""#, "term:foo bar"),
            ("a=by", "a=[by]"),
            ("a=-x b=!y", "(a=[-x] & b=[!y])"),
            ("a=*GetCurrent()* b=1", "(a=[*GetCurrent()*] & b=[1])"),
            (#"a="x"b=2"#, "(a=[x] & b=[2])"),
            (#"a="x"AND b=2"#, "(a=[x] & b=[2])"),
        ])
    func readsComparisons(_ condition: String, _ expected: String) throws {
        #expect(try predicate(condition) == expected)
    }

    @Test(
        "lists may have blanks, quotes, wildcards and empty items",
        arguments: [
            ("a IN (1)", "a=[1]"),
            ("a IN(1,2)", "a=[1|2]"),
            (#"a IN ( "x y" , *b*,c )"#, "a=[x y|*b*|c]"),
            (#"a IN ("x",)"#, "a=[x]"),
            (#"a IN ("x",,"y")"#, "a=[x|y]"),
            (#"a IN (,"x")"#, "a=[x]"),
            (#"NOT a IN ("","unknown")"#, "-a=[|unknown]"),
            ("a NOT IN (1, 2)", "-a=[1|2]"),
            ("NOT a NOT IN (1)", "--a=[1]"),
            ("a IN (1) OR b IN (2)", "(a=[1] / b=[2])"),
            (#"a IN ("x". "y")"#, "a=[x|y]"),
            (#"a IN ("x" "y")"#, "a=[x|y]"),
            ("a IN (b.c)", "a=[b.c]"),
            ("IN=1", "IN=[1]"),
        ])
    func readsLists(_ condition: String, _ expected: String) throws {
        #expect(try predicate(condition) == expected)
    }

    @Test(
        #"`\"`, `\\` and `\|` stand for the character; every other backslash stays"#,
        arguments: [
            (#"a="x\\y""#, #"a=[x\y]"#),
            (#"a="x\y""#, #"a=[x\y]"#),
            (#"a="*\\""#, #"a=[*\]"#),
            (#"a="*\\\\127*""#, #"a=[*\\127*]"#),
            (#"a="q\"q""#, #"a=[q"q]"#),
            (#"a="p\|p|p""#, "a=[p|p|p]"),
            (#"a="\*""#, #"a=[\*]"#),
            (#"a=x\\y"#, #"a=[x\y]"#),
            (#"a=x\y"#, #"a=[x\y]"#),
            (#"a=*\\"#, #"a=[*\]"#),
            (#"a=q\"q"#, #"a=[q"q]"#),
            (#"a=p\|p"#, "a=[p|p]"),
            (#"a IN ("*\sam", *\\b*)"#, #"a=[*\sam|*\b*]"#),
            (#"a=C:\ b=1"#, #"(a=[C:\] & b=[1])"#),
        ])
    func resolvesBackslashes(_ condition: String, _ expected: String) throws {
        #expect(try predicate(condition) == expected)
    }

    @Test(
        "a lower-case operator is a word that is looked for, with a warning",
        arguments: [
            "a=1 «and» b=2", "a=1 «or» b=2", "«not» a=1",
        ])
    func warnsAboutOperatorsInLowerCase(_ marked: String) throws {
        let prefix =
            "| tstats count as a max(_time) as b from datamodel=Endpoint.Processes | search "
        let search = MarkedText(prefix + marked)
        let result = SearchCompiler(macros: MacroTable()).compile(search.text)
        #expect(result.errors.isEmpty)
        let warning = try #require(result.warnings.first { $0.message.contains("is written") })
        #expect(warning.range == search.range)
    }

    @Test(
        "a condition that cannot be read is refused at its place",
        arguments: [
            "a=1 AND«»", "a=«»", "«=»1", "a=1 OR«»", "«AND» a=1", "a=1 AND «OR» b=2", "«(»a=1",
            "a=1«)»", "(«»", "a IN «b»", "a IN «(»)", "a IN «(»,)", "a IN «(»b", "a=«=»1",
            "a=b«=»c", "a=b«,»c", "a=*«\"x y\"»*", "a=\"x\"«*»", "a=«(»b OR c)", "a IN (b«=»c)",
            "a IN (b «(»c))", "a IN (*«\"x\"»)", "a=1 «,» b=2", "NOT«»", "a= «AND» b=1",
            "a=CASE«(»b",
            "a=«)»",
        ])
    func refusesAtThePlace(_ marked: String) throws {
        let search = MarkedText(
            "| tstats count from datamodel=Endpoint.Processes | search " + marked)
        let result = SearchCompiler(macros: MacroTable()).compile(search.text)
        let error = try #require(result.errors.first)
        #expect(result.errors.count == 1)
        #expect(error.code == .syntax)
        #expect(error.range == search.range, "\(error.rendered(in: search.text))")
        #expect(result.plan == nil)
    }

    @Test(
        "brackets are refused that name no log to search, or that were meant as a value",
        arguments: [
            ("[search «x» | head 1]", .unsupportedCommand), ("«[x]»", .unsupportedArgument),
            ("a=«[b]»", .unsupportedArgument), ("a IN («[b]»)", .unsupportedArgument),
        ] as [(String, SPLError.Code)])
    func refusesSubsearches(_ marked: String, _ code: SPLError.Code) {
        let search = MarkedText(
            "| tstats count from datamodel=Endpoint.Processes | search " + marked)
        let result = SearchCompiler(macros: MacroTable()).compile(search.text)
        #expect(result.errors.map(\.code) == [code])
        #expect(result.errors.first?.range == search.range)
    }

    @Test("brackets that name their log are a search of their own")
    func takesSubsearches() {
        let result = SearchCompiler(macros: MacroTable()).compile(
            "| tstats count from datamodel=Endpoint.Processes by Processes.dest"
                + " | search [search EventCode=1 | head 1 | rename host as Processes.dest"
                + " | fields Processes.dest]")
        #expect(result.errors.isEmpty && result.plan?.scans.count == 2, "\(result.errors)")
    }

    @Test("brackets nest 128 deep and no deeper")
    func limitsNesting() {
        func compile(_ depth: Int) -> CompiledSearch {
            SearchCompiler(macros: MacroTable()).compile(
                "| tstats count from datamodel=Endpoint.Processes | search "
                    + String(repeating: "(NOT ", count: depth) + "count=1"
                    + String(repeating: ")", count: depth))
        }
        #expect(compile(128).plan != nil)
        #expect(compile(129).errors.map(\.code) == [.tooComplex])
        #expect(compile(50_000).errors.map(\.code) == [.tooComplex])
    }

    @Test("a search has at most 100,000 tokens")
    func limitsTokens() {
        let list = repeatElement("a", count: 60_000).joined(separator: ",")
        let result = SearchCompiler(macros: MacroTable()).compile(
            "| tstats count from datamodel=Endpoint.Processes | search count IN (\(list))")
        #expect(result.errors.map(\.code) == [.tooComplex])
    }
}
