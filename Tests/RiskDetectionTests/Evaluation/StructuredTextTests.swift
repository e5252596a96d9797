import RiskDetection
import SPL
import Testing

/// JSON and XML in a value, as `spath`, `xmlkv` and `fromjson` see them.
struct StructuredTextTests {
    private static func leaves(_ text: String) -> [String] {
        StructuredText.leaves(of: text).map { "\($0.name)=\($0.value)" }
    }

    @Test(
        "each leaf has its path",
        arguments: [
            (#"{"a":{"b":5}}"#, ["a.b=5"]),
            (#"{"a":[1,"x",{"c":true}],"d":null}"#, ["a{}=1", "a{}=x", "a{}.c=true", "d=null"]),
            (#" [ {"k" : "v"} ] "#, ["{}.k=v"]),
            (#"{"a":"q\"\u0041\n"}"#, ["a=q\"A\n"]), (#"{"a.b":1}"#, ["a.b=1"]),
            ("{}", []), ("[]", []), ("", []), ("plain text", []), ("5", []),
            // What is cut off, or wrong from some place on, gives what stands before.
            (#"{"a":1,"b":"cut"#, ["a=1"]), (#"{"a":1,"b":12"#, ["a=1"]),
            (#"{"a":1 "b":2}"#, ["a=1"]), (#"{"a":{"b":1}"#, ["a.b=1"]), ("{1}", []),
            (
                "<R><P>x &amp; y</P><P>z</P><Q id='7'/></R>",
                ["R.P=x & y", "R.P=z", "R.Q{@id}=7"]
            ),
            ("<?xml version='1.0'?><!-- c --><a>1</a><b>2</b>", ["a=1", "b=2"]),
            ("<a><![CDATA[<q>]]></a>", ["a=<q>"]), ("<a></a><b/>", []),
            ("<a x=\"1\" y='2'>t</a>", ["a{@x}=1", "a{@y}=2", "a=t"]),
            ("<a><b>1</b>", ["a.b=1"]), ("<a><b>1</c></a>", ["a.b=1"]), ("<a", []), ("<", []),
            ("<a x=1>t</a>", []), ("<!-- no end", []),
        ])
    func paths(_ text: String, _ expected: [String]) {
        #expect(Self.leaves(text) == expected)
    }

    @Test(
        "a path names values, objects and attributes",
        arguments: [
            (#"{"a":{"b":[{"c":1},{"c":2}]}}"#, "a.b{}.c", ["1", "2"]),
            (#"{"a":{"b":[{"c":1},{"c":2}]}}"#, "a.b{1}.c", ["2"]),
            (#"{"a":{"b":[{"c":1},{"c":2}]}}"#, "a.b{}", [#"{"c":1}"#, #"{"c":2}"#]),
            (#"{"a":{"b": [1, 2]}}"#, "a.b", ["[1, 2]"]), (#"{"a":1}"#, "b", []),
            (#"[{"k":"v"}]"#, "{}.k", ["v"]), (#"{"a":1}"#, "a{}", []),
            (#"{"a":1}"#, "a{@b}", []), (#"[1,2]"#, "{9}", []),
            ("<r><p>1</p><p>2</p></r>", "r.p", ["1", "2"]),
            ("<r><p>1</p><p>2</p></r>", "r.p{2}", ["2"]),
            ("<r><p>1</p><p>2</p></r>", "r.p{0}", []),
            ("<r><p n='x'>1</p></r>", "r.p{@n}", ["x"]),
            ("<r><p><q>1</q></p></r>", "r.p", ["<q>1</q>"]), ("<r/>", "r", []),
            ("<r n='1'/>", "r{@n}.x", []),
        ])
    func values(_ text: String, _ path: String, _ expected: [String]) throws {
        let place = try #require(StructurePath(path))
        #expect(StructuredText.values(of: text, at: place) == expected)
    }

    @Test(
        "spath() gives what the command gives, of broken texts as well",
        arguments: [
            (#"{"a":{"b":[{"c":1},{"c":null}]}}"#, "a.b{}.c"), (#"{"a":{"b": [1, 2]}}"#, "a.b"),
            (#"{"a":1,"b":"cut"#, "a"), (#"{"a":{"b":1}"#, "a.b"), (#"{"a":1,"a":2}"#, "a"),
            (#"{"a":""}"#, "a"), ("<a><b></a>", "a"), ("<a><b>1</b>", "a.b"),
            ("<a><b/></a>", "a.b"),
            ("<r><p n='x'>1</p><p>&lt;</p></r>", "r.p"), ("<r><p n='x'>1</p></r>", "r.p{@n}"),
            ("plain", "a"), ("<!-- ", "a"),
        ])
    func command(_ text: String, _ path: String) throws {
        let fixture = PipelineFixture(columns: ["t"], rows: [[text]])
        let byCommand = try fixture.run("| spath input=t output=x path=\(path) | table x")
        let byFunction = try fixture.run("| eval x=spath(t, \"\(path)\") | table x")
        #expect(byFunction == byCommand)
        let place = try #require(StructurePath(path))
        let values = StructuredText.values(of: text, at: place)
        #expect(byCommand == [values.isEmpty ? "" : "x=\(values.joined(separator: "|"))"])
    }

    @Test("what is no path is refused", arguments: ["", "{", "a{x}", "a{-1}", "."])
    func noPath(_ text: String) { #expect(StructurePath(text) == nil) }

    @Test(
        "xmlkv finds pairs wherever they stand",
        arguments: [
            ("before <a>1</a> <b x='2'>&lt;</b> after", ["a=1", "b=<"]),
            ("<o><a>1</a><a>2</a></o>", ["a=1", "a=2"]), ("<a></a>", []), ("<a>1</b>", []),
            ("<a>1<b>2</b></a>", ["b=2"]), ("a < b > c", []), ("<a>1", []),
        ])
    func pairs(_ text: String, _ expected: [String]) {
        #expect(StructuredText.pairs(of: text).map { "\($0.name)=\($0.value)" } == expected)
    }

    @Test("the first 5,000 characters count where no path is given, all of them where one is")
    func cutOff() throws {
        let text = #"{"a":"\#(String(repeating: "x", count: 6_000))","b":1}"#
        #expect(Self.leaves(text) == [])
        let path = try #require(StructurePath("b"))
        #expect(StructuredText.values(of: text, at: path) == ["1"])
        let long = #"{"b":1,"a":"\#(String(repeating: "x", count: 6_000))"}"#
        #expect(Self.leaves(long) == ["b=1"])
    }

    @Test("what is nested deeper than a hundred levels is not read")
    func depth() {
        func json(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)
        }
        #expect(Self.leaves(json(100)).count == 1)
        #expect(Self.leaves(json(101)).isEmpty)
        #expect(Self.leaves(String(repeating: "[", count: 5_000)).isEmpty)
        func xml(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + "1" + String(repeating: "</a>", count: depth)
        }
        #expect(Self.leaves(xml(100)).count == 1)
        #expect(Self.leaves(xml(101)).isEmpty)
        #expect(Self.leaves(String(repeating: "<a>", count: 1_600)).isEmpty)
    }
}
