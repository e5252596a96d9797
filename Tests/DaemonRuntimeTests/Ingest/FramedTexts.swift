import Testing

/// Files as people have them, and the records in each.
struct FramedText: CustomTestStringConvertible, Sendable {
    var name: String
    var text: String
    var records: [String]

    var testDescription: String { name }

    private static let first = #"{"id":1,"text":"a } b { c \" d"}"#
    private static let second = #"{"id":2,"more":{"list":[1,{"x":[]}],"text":"\\"}}"#
    private static let third = #"{"id":3}"#
    private static let three = [first, second, third]

    /// As a pretty printer has it, with three blanks a level.
    private static let pretty = [
        "{\n   \"id\": 1,\n   \"text\": \"a } b { c \\\" d\"\n}",
        "{\n   \"id\": 2,\n   \"more\": {\n      \"list\": [\n         1,\n         {\n"
            + "            \"x\": []\n         }\n      ],\n      \"text\": \"\\\\\"\n   }\n}",
        "{\n   \"id\": 3\n}",
    ]

    private static func indented(_ text: String, _ blanks: String) -> String {
        text.split(separator: "\n").map { blanks + $0 }.joined(separator: "\n")
    }

    static let objects: [FramedText] = [
        FramedText(
            name: "an object a line", text: three.joined(separator: "\n") + "\n", records: three),
        FramedText(
            name: "lines with carriage returns and blanks around them",
            text: three.map { "  \($0) \r\n" }.joined(), records: three),
        FramedText(name: "objects one behind another", text: three.joined() + "\n", records: three),
        FramedText(
            name: "objects one behind another with blanks",
            text: three.joined(separator: "  ") + "\n", records: three),
        FramedText(
            name: "records of RFC 7464", text: three.map { "\u{1E}\($0)\n" }.joined(),
            records: three),
        FramedText(
            name: "pretty printed", text: pretty.joined(separator: "\n") + "\n", records: pretty),
        FramedText(
            name: "pretty printed, without a line feed between", text: pretty.joined(),
            records: pretty),
        FramedText(
            name: "evtx_dump's record lines",
            text: zip(1..., pretty).map { "Record \($0)\n\($1)\n" }.joined(), records: pretty),
        FramedText(
            name: "braces on lines of their own",
            text: "{\n\"a\":\n{\n\"b\": 1\n}\n}\n\(third)\n",
            records: ["{\n\"a\":\n{\n\"b\": 1\n}\n}", third]),
        FramedText(
            name: "commas at the beginning of lines",
            text: "{ \"a\": {\"b\": 1}\n, \"c\": 2\n}\n{ \"a\": {\"b\": 2}\n, \"c\": 3\n}\n",
            records: [
                "{ \"a\": {\"b\": 1}\n, \"c\": 2\n}", "{ \"a\": {\"b\": 2}\n, \"c\": 3\n}",
            ]),
    ]

    static let arrays: [FramedText] = [
        FramedText(
            name: "an array on one line", text: "[" + three.joined(separator: ",") + "]\n",
            records: three),
        FramedText(
            name: "an array on one line, without its end",
            text: "[" + three.joined(separator: ", "),
            records: three),
        FramedText(
            name: "an element a line", text: "[\n" + three.joined(separator: ",\n") + "\n]\n",
            records: three),
        FramedText(
            name: "an element a line, with leading commas",
            text: "[" + three.joined(separator: "\n,") + "\n]\n", records: three),
        FramedText(
            name: "an array over lines",
            text: "[\n" + pretty.map { indented($0, " ") }.joined(separator: ",\n") + "\n]\n",
            records: pretty.map { String(indented($0, " ").dropFirst()) }),
        FramedText(
            name: "an array over lines, brackets and braces on one",
            text: "[{\n  \"a\": 1\n},{\n  \"a\": 2\n}]\n",
            records: ["{\n  \"a\": 1\n}", "{\n  \"a\": 2\n}"]),
        FramedText(
            name: "arrays one behind another",
            text: "[\(first)]\n[\(second)]\n[]\n[\(third)]\n", records: three),
    ]

    private static let events = ["<Event><a>1</a></Event>", "<Event x='y'>\n  <b/>\n</Event>"]
    private static let prefixed = [
        "<ns0:Event xmlns:ns0=\"u\">\n  <ns0:EventID>1</ns0:EventID>\n</ns0:Event>",
        "<ns0:Event xmlns:ns0=\"u\"><ns0:EventData/></ns0:Event>",
    ]

    static let other: [FramedText] = [
        FramedText(
            name: "evtx_dump's XML",
            text:
                "Record 1\n<?xml version=\"1.0\"?>\n\(events[0])\nRecord 22\r\n<?xml?>\n\(events[1])\n",
            records: events),
        FramedText(
            name: "a root element",
            text: "<?xml?>\n<Events>\n\(events[0])\n  \(events[1])\n</Events>\n", records: events),
        FramedText(
            name: "a namespace's prefix", text: prefixed.joined(separator: "\n") + "\n",
            records: prefixed),
        FramedText(
            name: "a prefix, within a root with one",
            text: "<n:Events>\n  \(prefixed[0])\n</n:Events>\n",
            records: [prefixed[0]]),
        FramedText(
            name: "events within CDATA",
            text: "<s:Envelope><s:Body><w:Events><w:Event A='b'><![CDATA[\(events[0])]]></w:Event>"
                + "<w:Event><![CDATA[\(events[1])]]></w:Event>\n</w:Events></s:Body></s:Envelope>\n",
            records: events),
        FramedText(
            name: "a table with a column _raw",
            text:
                "\"_time\",host,\"_raw\"\r\n1,h,\"{\"\"a\"\":\"\"b \\\"\"c\"\"}\"\r\n2,\"x,\"\"y\",\"<Event>\n</Event>\"\n"
                + "\n\"_time\",host,\"_raw\"\n3,,plain\r\n",
            records: [#"{"a":"b \"c"}"#, "<Event>\n</Event>", "plain"]),
        FramedText(
            name: "a table with semicolons", text: "_raw;n\n\"{\"\"a\"\":1}\";2\n",
            records: [#"{"a":1}"#]),
        FramedText(
            name: "lines that begin with a bracket",
            text: "[2025-03-04] {\"a\":1}\n[x]\n{5770385F} y\n{x: 1}\n",
            records: ["[2025-03-04] {\"a\":1}", "[x]", "{5770385F} y", "{x: 1}"]),
    ]

    /// What is never closed, and what follows it.
    static let broken: [FramedText] = [
        FramedText(
            name: "a line that was cut", text: "{\"a\":1,\"b\":{\"c\":\n\(first)\n\(second)\n",
            records: ["{\"a\":1,\"b\":{\"c\":", first, second]),
        FramedText(
            name: "a line that was cut within a string", text: "{\"a\":\"x\n\(first)\n",
            records: ["{\"a\":\"x", first]),
        FramedText(
            name: "a line that was cut behind a comma", text: "{\"a\":1,\n\(first)\n",
            records: ["{\"a\":1,", first]),
        FramedText(
            name: "a pretty object that was cut",
            text: "{\n  \"a\": {\n    \"b\": 1,\n\(pretty[0])\n\(pretty[2])\n",
            records: ["{", pretty[0], pretty[2]]),
        FramedText(
            name: "an element that was cut",
            text:
                "[\n  {\n    \"a\": [\n      {\n        \"x\": 1\n      },\n  {\n    \"b\": 2\n  }\n]\n"
                + "\(first)\n",
            records: ["{", "{\n    \"b\": 2\n  }", first]),
        FramedText(
            name: "brackets that do not fit", text: "{\"a\":[1}\n\(first)\n",
            records: ["{\"a\":[1}", first]),
        FramedText(
            name: "an event behind a cut object", text: "{\"a\":{\n\(events[1])\n\(third)\n",
            records: ["{\"a\":{", events[1], third]),
        FramedText(
            name: "text behind an object", text: "{\"a\":1} # note\n\(first)\n",
            records: ["{\"a\":1} # note", first]),
        FramedText(
            name: "objects within each other beyond the depth that is followed",
            text: String(repeating: "{\"a\":", count: 70) + "1" + String(repeating: "}", count: 70)
                + "\n\(first)\n",
            records: [
                String(repeating: "{\"a\":", count: 70) + "1" + String(repeating: "}", count: 70),
                first,
            ]),
        FramedText(
            name: "a row that was cut",
            text: "\"n\",\"_raw\"\n\"1\",\"{\"\"a\"\": \n\"2\",\"{\"\"b\"\":2}\"\n",
            records: ["\"1\",\"{\"\"a\"\": ", #"{"b":2}"#]),
    ]

    /// Whose every record begins where the one before ended.
    static let whole = objects + arrays + other
}
