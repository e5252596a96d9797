import SPL
import Testing

@testable import RiskDetection

/// Conditions of `where`.
struct ConditionTests {
    private static let row: [(String, Value)] = [
        ("name", .string("Cmd.exe")), ("number", .string("12")), ("none", .null),
        ("many", .multivalue(["b", "a"])), ("process.name", .string("x")),
        ("address", .string("10.1.2.3")),
    ]

    @Test(
        "a row stays where the condition is true, not where it is null",
        arguments: [
            ("name=\"Cmd.exe\"", true), ("name=\"cmd.exe\"", false), ("name==\"Cmd.exe\"", true),
            ("name!=\"x\"", true), ("none!=\"x\"", false), ("NOT none=\"x\"", false),
            ("isnull(none) OR none > 5", true), ("none > 5 AND isnull(none)", false),
            ("number > 9", true), ("number > \"9\"", true), ("number = 12.0", true),
            ("name > \"A\"", true), ("number >= 12 and number <= 12", true),
            ("number < 5 or name=\"Cmd.exe\"", true),
            ("number > 20 OR number > 5 AND name=\"x\"", false),
            ("(number > 20 OR number > 5) AND name=\"Cmd.exe\"", true),
            ("number > 5 XOR name=\"Cmd.exe\"", false), ("match(name, \"(?i)cmd\")", true),
            ("match(name, \"^exe\")", false), ("match(none, \"x\")", false),
            ("NOT match(name, \"x{2\")", true), ("like(name, \"Cmd%\")", true),
            ("like(name, \"cmd%\")", false), ("name LIKE \"___.exe\"", true),
            ("name NOT LIKE \"%x\"", true), ("name IN (\"a\", \"Cmd.exe\")", true),
            ("in(name, \"a\", \"b\")", false), ("name NOT IN (\"a\")", true), ("many=\"a\"", true),
            ("match(many, \"^b$\")", true), ("isnotnull(many)", true), ("isnum(number)", true),
            ("isstr(name)", true), ("isint(12.5)", false), ("isbool(1==1)", true),
            ("cidrmatch(\"10.0.0.0/8\", address)", true),
            ("cidrmatch(\"192.168.0.0/16\", address)", false),
            ("cidrmatch(\"2001:db8::/32\", \"2001:db8:1::5\")", true),
            ("searchmatch(\"name=cmd* number>5\")", true),
            ("searchmatch(\"name=x OR none=*\")", false),
            ("if(number > 5, true(), false())", true), ("'process.name'=\"x\"", true),
            ("process.name=\"x\"", true), ("len(name) > 3 + 3", true),
        ])
    func conditions(_ condition: String, _ expected: Bool) throws {
        #expect(try EvalFixture.holds(condition, Self.row) == expected)
    }

    @Test(
        "what is no condition, or no value, is refused",
        arguments: [
            "where number", "where number + 1", "where NOT number", "where name=\"a\" AND number",
            "eval x = name=\"a\"", "eval x", "eval = 5", "eval x = ", "eval x = 5 6",
            "eval x = foo(1)", "eval x = len()", "eval x = len(1, 2)", "eval x = if(1, 2, 3)",
            "eval x = case(1==1, 2, 3)", "eval x = \"a", "eval x = (1", "eval x = 1)",
            "eval x = match(name, \"((\")", "where match(name, \"((\")", "eval x = 'a",
            "eval x = relative_time(now(), \"-1x\")", "where #", "eval x = mvfilter(1==1)",
            "eval x = mvmap(1, 2)", "where searchmatch(name)", "where searchmatch(\"a=(\")",
            "where searchmatch(\"[| inputlookup hosts]\")",
            "where searchmatch(\"name=a [inputlookup hosts]\")",
        ])
    func refusals(_ command: String) {
        let compiled = SearchCompiler(macros: MacroTable()).compile(
            "| tstats count values(Processes.user) as name dc(Processes.user) as number from "
                + "datamodel=Endpoint.Processes | " + command)
        #expect(compiled.plan == nil)
        #expect(compiled.errors.count == 1, "\(compiled.errors)")
    }
}
