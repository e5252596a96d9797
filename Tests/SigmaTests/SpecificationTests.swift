import Sigma
import TestSupport
import Testing

/// Each rule of the specification, over one field or a few: what riskd makes of it and what
/// ``NaiveSigma`` says must both be what stands here.
///
/// Source: Sigma specification 2.1.0, "Detection" and "Sigma Modifiers".
struct SpecificationTests {
    typealias Case = (detection: String, record: NaiveSigma.Record, matches: Bool)

    private func check(_ one: Case, placeholders: [String: [String]] = [:]) throws {
        let text = RuleText(detection: one.detection)
        let rule = try text.rule(placeholders)
        #expect(
            rule.condition.holds(for: NamedValues(one.record)) == one.matches, "\(one.detection)")
        let detection = try #require(try text.tree()["detection"])
        let naive = try NaiveSigma(placeholders: placeholders).matches(detection, one.record)
        #expect(naive == one.matches, "the naive evaluator, of \(one.detection)")
    }

    /// A selection of one line over the field `a`.
    private func check(_ line: String, _ value: String, _ matches: Bool) throws {
        try check(("s:\n  \(line)\ncondition: s", ["a": [value]], matches))
    }

    // Source: "General": values are case-insensitive; "String Wildcard"; "Escape Character".
    @Test(
        "a text matches as a whole, whatever its case, with wildcards and escapes",
        arguments: [
            ("a: 'Cmd.exe'", "cMD.EXE", true), ("a: cmd", "cmd.exe", false),
            ("a: 'ÄRGER'", "ärger", true),
            ("a: 'c*e'", "c\r\nd.exe", true), ("a: 'c*e'", "ce", true),
            ("a: 'prog?.exe'", "progA.exe", true), ("a: 'prog?.exe'", "prog.exe", false),
            ("a: 'prog?.exe'", "progAB.exe", false), ("a: 'p?p'", "pöp", true),
            (#"a: 'C:\Windows'"#, #"C:\Windows"#, true),
            (#"a: 'C:\\Windows'"#, #"C:\Windows"#, true),
            (#"a: 'x\*y'"#, "x*y", true), (#"a: 'x\*y'"#, "xzy", false),
            (#"a: 'x\?y'"#, "x?y", true), (#"a: 'x\?y'"#, "xzy", false),
            (#"a: 'x\\*'"#, #"x\anything"#, true), (#"a: 'x\\*'"#, "xanything", false),
            (#"a: 'x\\\*'"#, #"x\*"#, true), (#"a: 'x\\\*'"#, #"x\y"#, false),
            (#"a: 'x\\\y'"#, #"x\\y"#, true), (#"a: 'x\\\\y'"#, #"x\\y"#, true),
            (#"a: 'x\'"#, #"x\"#, true),
        ])
    func texts(_ line: String, _ value: String, _ matches: Bool) throws {
        try check(line, value, matches)
    }

    // Source: "Generic Modifiers".
    @Test(
        "contains, startswith and endswith open a text, and cased minds the case",
        arguments: [
            ("a|contains: mi", "CMI.exe", true), ("a|contains: '*mi*'", "mi", true),
            ("a|contains: mo", "cmi", false), ("a|startswith: cm", "CMD", true),
            ("a|startswith: md", "cmd", false), ("a|endswith: '.exe'", "a.EXE", true),
            ("a|endswith: '.exe'", "a.exe ", false), (#"a|endswith: '\a*e'"#, #"x\abce"#, true),
            ("a|cased: Cmd", "Cmd", true), ("a|cased: Cmd", "cmd", false),
            ("a|contains|cased: MD", "CMD", true), ("a|cased|contains: MD", "cmd", false),
            ("a|contains: ''", "anything", true), ("a|contains: 12", "3124", true),
        ])
    func openings(_ line: String, _ value: String, _ matches: Bool) throws {
        try check(line, value, matches)
    }

    // Source: "Search-Identifier", "Lists", "Maps", the modifiers `all` and `neq`.
    @Test(
        "lists are any, all and mappings are every, neq is none",
        arguments: [
            ("s:\n  a: [x, y]\ncondition: s", ["a": ["y"]], true),
            ("s:\n  a|contains|all: [x, y]\ncondition: s", ["a": ["yax"]], true),
            ("s:\n  a|contains|all: [x, y]\ncondition: s", ["a": ["xx"]], false),
            ("s:\n  a|all|contains: [x, y]\ncondition: s", ["a": ["x"]], false),
            ("s:\n  a: x\n  b: y\ncondition: s", ["a": ["x"]], false),
            ("s:\n  a: x\n  b: y\ncondition: s", ["a": ["x"], "b": ["y"]], true),
            ("s:\n  - a: x\n  - b: y\ncondition: s", ["b": ["y"]], true),
            ("s:\n  - a: x\n    b: z\n  - b: y\ncondition: s", ["a": ["x"], "b": ["y"]], true),
            ("s:\n  - a: x\n    b: z\n  - b: q\ncondition: s", ["a": ["x"], "b": ["y"]], false),
            ("s:\n  a|neq: [x, y]\ncondition: s", ["a": ["z"]], true),
            ("s:\n  a|neq: [x, y]\ncondition: s", ["a": ["Y"]], false),
            ("s:\n  a|neq: x\ncondition: s", ["b": ["x"]], true),
            ("s:\n  a|contains|neq: x\ncondition: s", ["a": ["axa"]], false),
            ("s:\n  a: x\ncondition: s", ["a": ["y", "x"]], true),
        ] as [Case])
    func lists(_ one: Case) throws { try check(one) }

    // Source: "Special Field Values", "Field Existence".
    @Test(
        "null is a field that is missing, an empty text one that is there",
        arguments: [
            ("s:\n  a: null\ncondition: s", ["b": ["x"]], true),
            ("s:\n  a:\ncondition: s", ["b": ["x"]], true),
            ("s:\n  a: null\ncondition: s", ["a": [""]], false),
            ("s:\n  a: ''\ncondition: s", ["a": [""]], true),
            ("s:\n  a: ''\ncondition: s", ["b": ["x"]], false),
            ("s:\n  a: [null, x]\ncondition: s", ["b": ["x"]], true),
            ("s:\n  a: '*'\ncondition: s", ["b": ["x"]], false),
            ("s:\n  a|exists: true\ncondition: s", ["a": [""]], true),
            ("s:\n  a|exists: true\ncondition: s", ["b": [""]], false),
            ("s:\n  a|exists: false\ncondition: s", ["b": [""]], true),
            ("s:\n  a|re: '.*'\ncondition: s", ["b": ["x"]], false),
            ("s:\n  a|re: '.*'\ncondition: not s", ["b": ["x"]], true),
            ("s:\n  a: x\ncondition: not s", ["b": ["x"]], true),
        ] as [Case])
    func missing(_ one: Case) throws { try check(one) }

    // Source: "Regular Expression".
    @Test(
        "an expression matches anywhere and minds the case, unless its flags say otherwise",
        arguments: [
            ("a|re: 'b+c'", "abbcd", true), ("a|re: '^b'", "abb", false),
            ("a|re: 'B'", "abb", false), ("a|re|i: 'B'", "abb", true),
            (#"a|re: '^x$'"#, "a\\nx", false), ("a|re|m: '^x$'", "a\nx\nb", true),
            ("a|re: 'a.b'", "a\nb", false), ("a|re|s: 'a.b'", "a\nb", true),
            ("a|re|i|s: 'A.B'", "a\nb", true), (#"a|re: '\\\d{2}'"#, #"x\12"#, true),
        ])
    func expressions(_ line: String, _ value: String, _ matches: Bool) throws {
        try check(line, value, matches)
    }

    // Source: the modifier `windash`: "-", "/", en dash, em dash, horizontal bar.
    @Test(
        "windash takes every dash before an option, and no other",
        arguments: [
            ("a|windash: ' -f'", " -f", true), ("a|windash: ' -f'", " /f", true),
            ("a|windash: ' -f'", " –f", true), ("a|windash: ' /f'", " —f", true),
            ("a|windash: ' -f'", " ―f", true), ("a|windash: ' -f'", " ‐f", false),
            ("a|windash: 'a-f'", "a/f", false),
            ("a|contains|windash: ' -s -i '", "x /s —i y", true),
            ("a|contains|windash: '-'", "/", false), ("a|windash|contains: '-x'", "a /x b", true),
        ])
    func dashes(_ line: String, _ value: String, _ matches: Bool) throws {
        try check(line, value, matches)
    }

    // Source: "Encoding"; the values are those of `base64` and `iconv` of GNU.
    @Test(
        "texts are looked for as they are encoded",
        arguments: [
            ("a|base64: foo", "Zm9v", true), ("a|base64|contains: foo", "xxZm9vyy", true),
            ("a|base64: fo", "Zm8=", true), (#"a|base64: 'f\*'"#, "Zio=", true),
            ("a|base64offset|contains: 'http://'", "aHR0cDovL", true),
            ("a|base64offset|contains: 'http://'", "xodHRwOi8vx", true),
            ("a|base64offset|contains: 'http://'", "xxh0dHA6Ly9xx", true),
            ("a|base64offset|contains: 'http://'", "aHR0cHM6Ly", false),
            ("a|wide|base64offset|contains: 'IEX'", "SQBFAFgA", true),
            ("a|utf16le|base64: 'cmd'", "YwBtAGQA", true),
            ("a|utf16be|base64: 'cmd'", "AGMAbQBk", true),
            ("a|utf16|base64: 'cmd'", "//5jAG0AZAA=", true),
            ("a|wide|base64: 'é'", "6QA=", true),
            ("a|wide|contains: 'cmd'", "xc\0m\0d\0y", true),
        ])
    func encodings(_ line: String, _ value: String, _ matches: Bool) throws {
        try check(line, value, matches)
    }

    // Source: "Numeric Modifiers", "IP (Internet Protocol) Modifiers".
    @Test(
        "numbers are compared as numbers, and addresses with networks",
        arguments: [
            ("a: 4688", "4688", true), ("a: 4688", "46880", false), ("a: '4688'", "4688", true),
            ("a: true", "True", true), ("a: false", "true", false),
            ("a|lt: 10", "9.5", true), ("a|lt: 10", "10", false), ("a|lte: 10", "10", true),
            ("a|gt: 9", "10", true), ("a|gte: -1", "-1", true), ("a|gt: 1", "two", false),
            ("a|cidr: 10.0.0.0/8", "10.1.2.3", true), ("a|cidr: 10.0.0.0/8", "11.1.2.3", false),
            ("a|cidr: 'fe80::/10'", "fe80::1", true), ("a|cidr: 'fe80::/10'", "::1", false),
            ("a|cidr: '10.0.0.0/8'", "::1", false), ("a|cidr: 127.0.0.1", "127.0.0.1", true),
            ("a|cidr: '10.0.0.0/8'", "ten", false),
        ])
    func numbers(_ line: String, _ value: String, _ matches: Bool) throws {
        try check(line, value, matches)
    }

    // Source: "Time Modifiers".
    @Test(
        "a part of a time is a number",
        arguments: [
            ("a|minute: 59", true), ("a|hour: [0, 7]", true), ("a|hour: 8", false),
            ("a|day: 29", true), ("a|month: 12", true), ("a|year: 2025", true),
            ("a|week: 1", true), ("a|week: 53", false),
        ])
    func times(_ line: String, _ matches: Bool) throws {
        try check(line, "2025-12-29 07:59:00", matches)
        try check("a|year: 2025", "not a time", false)
    }

    // Source: "Specific Modifiers".
    @Test(
        "fieldref compares with another field of the record",
        arguments: [
            ("s:\n  a|fieldref: b\ncondition: s", ["a": ["X"], "b": ["x"]], true),
            ("s:\n  a|fieldref: b\ncondition: s", ["a": ["x"], "b": ["y"]], false),
            ("s:\n  a|fieldref: b\ncondition: s", ["a": ["x"]], false),
            ("s:\n  a|fieldref|endswith: b\ncondition: s", ["a": ["ax"], "b": ["X"]], true),
            ("s:\n  a|fieldref|startswith: b\ncondition: s", ["a": ["ax"], "b": ["X"]], false),
            ("s:\n  a|fieldref|contains: b\ncondition: s", ["a": ["axb"], "b": ["X"]], true),
            ("s:\n  a|fieldref|neq: b\ncondition: s", ["a": ["x"], "b": ["y"]], true),
            ("s:\n  a|cased|fieldref: b\ncondition: s", ["a": ["X"], "b": ["x"]], false),
        ] as [Case])
    func references(_ one: Case) throws { try check(one) }

    // Source: "Placeholders".
    @Test("expand puts values in place of placeholders")
    func placeholders() throws {
        for (value, matches) in [("srv-1", true), ("adm", true), ("other", false)] {
            try check(
                ("s:\n  a|expand: '%names%'\ncondition: s", ["a": [value]], matches),
                placeholders: ["names": ["srv*", "adm"]])
        }
        try check(
            ("s:\n  a|contains|expand: '%x%-%y%'\ncondition: s", ["a": ["..2-b.."]], true),
            placeholders: ["x": ["1", "2"], "y": ["a", "b"]])
        try check(("s:\n  a: '%names%'\ncondition: s", ["a": ["%names%"]], true))
    }

    @Test("a percent sign behind a backslash is no placeholder")
    func plainPercent() throws {
        let rule = try RuleText(detection: "s:\n  a|expand: '\\%plain%name%'\ncondition: s")
            .rule(["name": ["x"]])
        #expect(rule.condition.holds(for: NamedValues(["a": ["%plainx"]])))
    }

    // Source: "Keywords search", "Lists".
    @Test(
        "a keyword is looked for in every value of the record",
        arguments: [
            ("k: [evil, worse]\ncondition: k", ["a": ["x"], "b": ["so WORSE"]], true),
            ("k: evil\ncondition: k", ["evil": ["x"]], false),
            ("k:\n  '|all': [one, two]\ncondition: k", ["a": ["one"], "b": ["two"]], true),
            ("k:\n  '|all': [one, two]\ncondition: k", ["a": ["one"]], false),
            ("k: ['a*c', 4104]\ncondition: k", ["a": ["xabcx"]], true),
            ("k: ['a*c', 4104]\ncondition: k", ["a": ["4104"]], true),
            ("k:\n  '|re': 'e.il'\ncondition: k", ["a": ["an evil"]], true),
            ("k:\n  - word\n  - a: x\ncondition: k", ["a": ["x"]], true),
        ] as [Case])
    func keywords(_ one: Case) throws { try check(one) }
}

/// Conditions over selections that are true or false: `t…` is true.
struct ConditionTests {
    // Source: Sigma specification 2.1, "Condition": operator precedence and quantifiers.
    @Test(
        "a condition puts selections together",
        arguments: [
            ("t1", true), ("not t1", false), ("t1 and f1", false), ("t1 or f1", true),
            ("t1 or t2 and f1", true), ("(t1 or t2) and f1", false), ("not f1 and f2", false),
            ("not (f1 and f2)", true), ("not not t1", true), ("not f1 and not f2", true),
            ("1 of them", true), ("all of them", false), ("1 of t*", true), ("all of t*", true),
            ("all of f*", false), ("any of f*", false), ("1 of *1", true), ("all of *1", false),
            ("1 of t1", true), ("not 1 of f* and all of t*", true), ("1 of f1 or t2", true),
            // Names with `_` are left out, unless the pattern begins so.
            ("1 of *hidden", false), ("1 of _t*", true), ("_thidden", true),
            ("t1 AND NOT f1", true),
        ])
    func conditions(_ condition: String, _ matches: Bool) throws {
        let text = RuleText(
            detection: """
                t1: {a: x}
                t2: {a: x}
                f1: {a: y}
                f2: {a: y}
                fhidden: {a: y}
                _thidden: {a: x}
                condition: \(condition)
                """)
        let record = ["a": ["x"]]
        #expect(try text.rule().condition.holds(for: NamedValues(record)) == matches)
        if !condition.contains("AND") {
            let detection = try #require(try text.tree()["detection"])
            #expect(try NaiveSigma().matches(detection, record) == matches)
        }
    }

    // Source: Sigma specification 2.1: a list of conditions is linked with OR.
    @Test("of several conditions any may hold")
    func severalConditions() throws {
        let text = RuleText(detection: "f: {a: y}\nt: {a: x}\ncondition: [f, t]")
        #expect(try text.rule().condition.holds(for: NamedValues(["a": ["x"]])))
    }
}
