import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Functions of `eval`, with the examples of Splunk's Search Reference among them.
struct EvalFunctionTests {
    private static let row: [(String, Value)] = [
        ("name", .string("Cmd.exe")), ("number", .string("12")), ("none", .null),
        ("many", .multivalue(["b", "a", "b"])), ("time", .time(Timestamp(seconds: 86_400))),
        ("path", .string("C:\\Users\\x y\\a.exe")), ("endless", .double(-.infinity)),
    ]

    @Test(
        "text",
        arguments: [
            ("len(name)", ["7"]), ("len(\"äöü\")", ["3"]), ("len(none)", []),
            ("lower(name)", ["cmd.exe"]), ("upper(many)", ["B", "A", "B"]),
            ("trim(\" \t x \")", ["x"]), ("ltrim(\"xxayx\", \"x\")", ["ayx"]),
            ("rtrim(\"xxayx\", \"xy\")", ["xxa"]), ("substr(\"string\", 1, 3)", ["str"]),
            ("substr(\"string\", -3)", ["ing"]), ("substr(\"string\", 5, 10)", ["ng"]),
            ("substr(\"string\", 9)", [""]), ("substr(\"string\", 0, 2)", ["s"]),
            ("substr(\"hello\", 3, -2)", ["he"]), ("substr(\"hello\", -2, -9)", ["hel"]),
            ("replace(\"1/14/2024\", \"^(\\d{1,2})/(\\d{1,2})/\", \"\\2/\\1/\")", ["14/1/2024"]),
            ("replace(name, \"nothing\", \"x\")", ["Cmd.exe"]), ("replace(name, none, \"x\")", []),
            ("urldecode(\"http%3A%2F%2Fa%2Fb+c%\")", ["http://a/b c%"]),
            ("split(path, \"\\\\\")", ["C:", "Users", "x y", "a.exe"]),
            ("split(\"abc\", \"\")", ["a", "b", "c"]), ("split(none, \",\")", []),
            ("\"a\" . \"b\" . 1", ["ab1"]), ("\"a\" . none", []), ("\"a\" + 1", ["a1"]),
        ])
    func text(_ expression: String, _ expected: [String]) throws {
        #expect(try EvalFixture.texts(expression, Self.row) == expected)
    }

    @Test(
        "several values",
        arguments: [
            ("mvcount(many)", ["3"]), ("mvcount(name)", ["1"]), ("mvcount(none)", []),
            ("mvindex(many, 0)", ["b"]), ("mvindex(many, -2)", ["a"]), ("mvindex(many, 3)", []),
            ("mvindex(many, 1, 5)", ["a", "b"]), ("mvindex(many, 0, -2)", ["b", "a"]),
            ("mvjoin(many, \"-\")", ["b-a-b"]), ("mvdedup(many)", ["b", "a"]),
            ("mvsort(many)", ["a", "b", "b"]), ("mvfind(many, \"^a$\")", ["1"]),
            ("mvfind(many, \"z\")", []), ("mvappend(many, none, 1)", ["b", "a", "b", "1"]),
            ("mvzip(many, mvrange(1, 4))", ["b,1", "a,2", "b,3"]),
            ("mvrange(1, 11, 2)", ["1", "3", "5", "7", "9"]), ("mvrange(5, 1, -2)", ["5", "3"]),
            ("mvrange(0, 200, \"1m\")", ["0", "60", "120", "180"]),
            ("mvfilter(match(many, \"a\"))", ["a"]),
            ("mvmap(many, many . \"!\")", ["b!", "a!", "b!"]),
            ("mvcount(mvrange(0, 1000000))", ["10000"]), ("mvrange(endless, 1)", []),
            ("mvcount(mvrange(0, 9999))", ["9999"]), ("mvcount(mvrange(0, 10001))", ["10000"]),
            ("mvrange(1, 0 - endless)", []), ("mvindex(many, endless)", []),
            ("commands(\"search a | stats count | sort count\")", ["search", "stats", "sort"]),
        ])
    func severalValues(_ expression: String, _ expected: [String]) throws {
        #expect(try EvalFixture.texts(expression, Self.row) == expected)
    }

    @Test(
        "numbers",
        arguments: [
            ("1 + 2 * 3", ["7"]), ("(1 + 2) * 3", ["9"]), ("-number + 2", ["-10"]),
            ("7 % 3", ["1"]), ("1 / 4", ["0.25"]), ("1 / 0", []), ("number * none", []),
            ("abs(-3)", ["3"]), ("ceil(1.9)", ["2"]), ("ceiling(-1.5)", ["-1"]),
            ("floor(1.9)", ["1"]), ("round(3.5)", ["4"]), ("round(2.555, 2)", ["2.56"]),
            ("round(-2.5)", ["-3"]), ("sqrt(9)", ["3"]), ("sqrt(-1)", []), ("pow(2, 10)", ["1024"]),
            ("exp(0)", ["1"]), ("ln(1)", ["0"]), ("log(100)", ["2"]), ("log(8, 2)", ["3"]),
            ("log(0)", []), ("pi()", ["3.141592653589793"]), ("hypot(3, 4)", ["5"]),
            ("sin(0)", ["0"]), ("atan2(0, 1)", ["0"]), ("max(1, 3, \"foo\", number)", ["foo"]),
            ("max(1, 3, number)", ["12"]), ("min(1, 3, \"foo\")", ["1"]),
            ("sum(1, \"a\", 2)", ["3"]),
            ("avg(1, 2, 3)", ["2"]), ("bit_and(12, 10)", ["8"]), ("bit_or(12, 10)", ["14"]),
            ("bit_xor(12, 10)", ["6"]), ("bit_shift_left(1, 4)", ["16"]),
            ("bit_shift_right(16, 4)", ["1"]), ("bit_and(1.5, 1)", []),
            ("bit_not(0)", ["9007199254740991"]), ("abs(name)", []),
        ])
    func numbers(_ expression: String, _ expected: [String]) throws {
        #expect(try EvalFixture.texts(expression, Self.row) == expected)
    }

    @Test(
        "conversions",
        arguments: [
            ("tonumber(\"0A4\", 16)", ["164"]), ("tonumber(\"0x10\", 16)", ["16"]),
            ("tonumber(\" 1\")", []), ("tonumber(name)", []), ("tostring(15, \"hex\")", ["0xF"]),
            ("tostring(12345.6789, \"commas\")", ["12,345.68"]),
            ("tostring(615, \"duration\")", ["00:10:15"]),
            ("tostring(90061, \"duration\")", ["1+01:01:01"]), ("tostring(1==1)", ["True"]),
            ("tostring(none)", []), ("printf(\"%d-%s\", 12.7, name)", ["12-Cmd.exe"]),
            ("printf(\"%05.1f|%-4s|%+d\", 3.14159, \"a\", 5)", ["003.1|a   |+5"]),
            ("printf(\"%x %X %o %%\", 255, 255, 8)", ["ff FF 10 %"]), ("printf(\"%d\", name)", []),
            ("typeof(12)", ["Number"]), ("typeof(name)", ["String"]),
            ("typeof(1==2)", ["Boolean"]), ("typeof(none)", ["Invalid"]),
            ("ipmask(\"0.255.0.244\", \"10.20.30.120\")", ["0.20.0.112"]),
        ])
    func conversions(_ expression: String, _ expected: [String]) throws {
        #expect(try EvalFixture.texts(expression, Self.row) == expected)
    }

    @Test(
        "numbers are shown as exactly as those are written that they are computed of",
        arguments: [
            ("8.250 * 0.2", ["2"]), ("8.250 * 0.20", ["1.7"]),
            ("exact(8.250 * 0.20)", ["1.6500000000000001"]),
            ("0.1 + 0.2", ["0.3"]), ("0.20", ["0.2"]), (".5", ["0.5"]), ("1/3 * 1.0", ["0.33"]),
            ("1.00 * 1111", ["1111"]), ("sigfig(1.00 * 1111)", ["1110"]),
            ("sigfig(123.0 + 4.567)", ["127.6"]), ("sigfig(name)", []), ("2.0 * number", ["24"]),
            ("round(8.250 * 0.20, 2)", ["1.65"]), ("\"x\" . 8.250 * 0.20", ["x1.7"]),
            ("if(8.250 * 0.20 > 1.64, 1, 0)", ["1"]), ("1/3", ["0.3333333333333333"]),
            ("\"a\".5", ["a5"]), ("none * 0.5", []), ("0.0 * 5", ["0"]),
        ])
    func precision(_ expression: String, _ expected: [String]) throws {
        #expect(try EvalFixture.texts(expression, Self.row) == expected)
    }

    @Test(
        "JSON and XML",
        arguments: [
            (
                "json_object(\"a\", name, \"b\", many, \"c\", 1.5)",
                #"{"a":"Cmd.exe","b":["b","a","b"],"c":1.5}"#
            ),
            ("json_extract(\"{\\\"a\\\":{\\\"b\\\":[5,6]}}\", \"a.b{1}\")", "6"),
            ("json_extract(\"[{\\\"n\\\":\\\"x\\\"},{\\\"n\\\":2}]\", \"{}.n\")", #"["x",2]"#),
            ("json_set(\"{\\\"a\\\":{}}\", \"a.b\", true())", #"{"a":{"b":true}}"#),
            ("json_append(\"{\\\"a\\\":[1]}\", \"a\", json_array(2, 3))", #"{"a":[1,[2,3]]}"#),
            ("json_extend(\"{\\\"a\\\":[1]}\", \"a\", json_array(2, 3))", #"{"a":[1,2,3]}"#),
            ("json_delete(\"{\\\"a\\\":{\\\"b\\\":1,\\\"c\\\":2}}\", \"a.b\")", #"{"a":{"c":2}}"#),
            ("spath(\"<a><b id='7'>x&amp;y</b><b>z</b></a>\", \"a.b{@id}\")", "7"),
            (
                "mvjoin(spath(\"<a><b>x&amp;y</b><b><c>1</c></b></a>\", \"a.b\"), \"|\")",
                "x&y|<c>1</c>"
            ),
            ("spath(\"<a><b>1</b><b>2</b></a>\", \"a.b{2}\")", "2"),
            (
                "mvjoin(spath(\"{\\\"a\\\":[{\\\"b\\\":1},{\\\"b\\\":2}]}\", \"a{}.b\"), \"|\")",
                "1|2"
            ),
            ("spath(\"<?xml version='1.0'?><!-- c --><a><![CDATA[<&]]></a>\", \"a\")", "<&"),
        ])
    func documents(_ expression: String, _ expected: String) throws {
        #expect(try EvalFixture.texts(expression, Self.row) == [expected])
    }

    @Test(
        "what is no JSON or XML gives null",
        arguments: [
            "json(\"{\")", "json(\"01\")", "json(\"[1,]\")", "json(\"\\\"\\ud800\\\"\")",
            "json(replace(printf(\"%0101d\", 0), \"0\", \"[\"))", "json_keys(\"[1]\")",
            "spath(\"<a\", \"a\")", "spath(\"<a b=1/>\", \"a\")", "spath(\"<!-- \", \"a\")",
            "spath(\"{}\", \"a{x}\")", "spath(\"{}\", \"a{\")", "spath(\"a\", \"a\")",
            "json_extract(none, \"a\")",
        ])
    func noDocuments(_ expression: String) throws {
        #expect(try EvalFixture.texts(expression, Self.row) == [])
    }

    @Test("random numbers are those of the run, and each call has its own")
    func random() throws {
        let first = try EvalFixture.texts("mvappend(random(), random())")
        #expect(try EvalFixture.texts("mvappend(random(), random())") == first)
        #expect(Set(first).count == 2)
        #expect(first.allSatisfy { (0...2_147_483_647).contains(Int($0) ?? -1) })
    }

    @Test(
        "digests are the published ones",
        arguments: [
            ("md5(\"abc\")", "900150983cd24fb0d6963f7d28e17f72"),
            ("md5(\"\")", "d41d8cd98f00b204e9800998ecf8427e"),
            ("sha1(\"abc\")", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                "sha256(\"abc\")",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            ),
            (
                "sha512(\"abc\")",
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                    + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            ),
            (
                "md5(\"12345678901234567890123456789012345678901234567890123456789012345678901234567890\")",
                "57edf4a22be3c955ac49da2e2107b67a"
            ),
        ])
    func digests(_ expression: String, _ expected: String) throws {
        #expect(try EvalFixture.texts(expression) == [expected])
    }

    @Test(
        "times",
        arguments: [
            ("now()", ["1704283200.000000000"]), ("time() - now()", ["0"]),
            ("relative_time(now(), \"-1d@d\")", ["1704153600.000000000"]),
            ("relative_time(none, \"-1d\")", []),
            ("strftime(time, \"%F %T\")", ["1970-01-02 00:00:00"]),
            ("strftime(name, \"%F\")", []),
            ("strptime(\"2024-01-03 12:00:00\", \"%Y-%m-%d %H:%M:%S\")", ["1704283200.000000000"]),
            (
                "strptime(\"03/Jan/2024 12:00 PM +0100\", \"%d/%b/%Y %I:%M %p %z\")",
                ["1704279600.000000000"]
            ),
            ("strptime(\"1704283200\", \"%s\")", ["1704283200.000000000"]),
            ("strptime(\"x\", \"%Y\")", []), ("strptime(\"99999\", \"%Y\")", []),
        ])
    func times(_ expression: String, _ expected: [String]) throws {
        let texts = try EvalFixture.texts(expression, Self.row)
        let numbers = texts.map { NumericText.number($0).map { String($0) } ?? $0 }
        #expect(numbers == expected.map { NumericText.number($0).map { String($0) } ?? $0 })
    }

    @Test(
        "conditions choose values",
        arguments: [
            ("if(number > 10, \"big\", \"small\")", ["big"]), ("if(none > 10, 1, 2)", ["2"]),
            ("case(number < 10, \"a\", number < 20, \"b\", true(), \"c\")", ["b"]),
            ("case(number < 10, \"a\")", []), ("coalesce(none, name)", ["Cmd.exe"]),
            ("validate(number > 10, \"small\", number > 20, \"medium\")", ["medium"]),
            ("nullif(name, \"Cmd.exe\")", []), ("nullif(name, \"x\")", ["Cmd.exe"]),
            ("null()", []),
        ])
    func choices(_ expression: String, _ expected: [String]) throws {
        #expect(try EvalFixture.texts(expression, Self.row) == expected)
    }

    /// Functions that say something of null: its type, and JSON that has it or nothing in it.
    private static let takesNull: [EvalFunction] = [
        .conversion(.typeof), .document(.json_array), .document(.json_object),
        .document(.mv_to_json_array),
    ]

    @Test("no function traps, whatever it is given")
    func neverTraps() {
        var random = SplitMix64(seed: 20_240_103)
        let values: [Value] = [
            .null, .string(""), .string("a"), .string("%d%"), .string("-1"), .string("1e308"),
            .string("(("), .string("ä%_"), .string("10.0.0.0/8"), .string("%Y-%m-%dT%H:%M:%S%z"),
            .string("-1d@d"), .integer(0), .integer(-5), .integer(.max), .double(-0.5),
            .double(1e300), .time(Timestamp(seconds: 5)), .multivalue(["1", "b", ""]),
        ]
        let tick = EvalFixture.tick
        let context = EvaluationContext(
            zone: .utc, window: Window(tick: tick, start: tick, end: tick))
        let evaluator = RowEvaluator(columns: [], context: context)
        let row = Row(cells: [], identity: [])
        for function in EvalFunction.allCases {
            for _ in 0..<300 {
                let count = min(function.arity.upperBound, function.arity.lowerBound + 2)
                let number = Int.random(in: function.arity.lowerBound...count, using: &random)
                let arguments = (0..<number).map { _ in
                    values.randomElement(using: &random) ?? .null
                }
                let call = Expression.call(function, arguments.map(Expression.literal))
                let value = evaluator.value(call, row)
                if arguments.first?.isNull == true, number == 1, !call.isCondition {
                    #expect(
                        value.isNull || Self.takesNull.contains(function), "\(function) of null")
                }
                _ = evaluator.truth(call, row)
            }
        }
    }
}
