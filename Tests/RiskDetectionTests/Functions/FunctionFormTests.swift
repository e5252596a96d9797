import CIM
import SPL
import Testing

@testable import RiskDetection

/// What docs/SPL-SUPPORT.md promises of functions: each form is tried, and what is not promised is
/// refused.
struct FunctionFormTests {
    private static let row: [(String, Value)] = [
        ("s", .string("a b")), ("n", .integer(5)), ("m", .multivalue(["b", "a"])),
        ("t", .time(Timestamp(seconds: 1_704_207_845))), ("j", .string("{\"a\":[1]}")),
    ]

    /// What may stand for a placeholder.
    private static let placeholders: [String: String] = [
        "number": "n", "y": "n", "x": "n", "value": "n", "bits": "2", "condition": "n>1",
        "network": "10.0.0.0/8", "address": "\"10.1.2.3\"", "text": "s", "mask": "255.0.0.0",
        "JSON": "j", "path": "\"a\"", "keep quotes": "true()", "object": "j", "key": "\"a\"",
        "array": "json_array(1)", "pattern": "a%", "base": "16", "characters": "ab", "regex": "a",
        "values": "m", "infer types": "true()", "delimiter": ",", "start": "1", "end": "3",
        "step": "2", "exponent": "2", "format": "", "time": "t", "modifier": "-1d@d",
        "replacement": "x", "places": "1", "JSON or XML": "j", "length": "2", "form": "hex",
        "condition on one field": "m=\"a\"", "expression": "m", "field": "m", "search": "n=5",
    ]

    private static let forms = EvalFunction.allCases.map(FunctionForm.text) + FunctionForm.others

    /// A form as a call, with what is optional or without.
    private static func call(_ form: String, isLong: Bool) -> String {
        var text = form.replacing("printf(\"<format>\", <value>, …)", with: "printf(\"%d\", n)")
            .replacing("\"<format>\"", with: "\"%Y\"").replacing(", …", with: "")
        text.replace(/\[(.*?)\]/) { isLong ? String($0.1) : "" }
        text.replace(/<(.*?)>/) { placeholders[String($0.1)] ?? "unknown placeholder \($0.1)" }
        return text
    }

    @Test("every form of a function compiles and is evaluated", arguments: forms)
    func compiles(_ form: String) throws {
        for isLong in [false, true] {
            _ = try EvalFixture.texts("tostring(\(Self.call(form, isLong: isLong)))", Self.row)
        }
    }

    @Test("the brackets of a form hold as many arguments as the function takes")
    func arities() {
        for function in EvalFunction.allCases {
            let form = FunctionForm.text(of: function)
            func count(_ text: String) -> Int {
                text.hasSuffix("()") ? 0 : text.split(separator: ", ").count { $0 != "…)" }
            }
            let least = count(Self.call(form, isLong: false).replacing("json_array(1)", with: "j"))
            #expect(function.arity.contains(least), "\(form)")
            if !form.contains("…") {
                let most = count(
                    Self.call(form, isLong: true).replacing("json_array(1)", with: "j"))
                #expect(
                    function.arity.upperBound == most && function.arity.lowerBound == least,
                    "\(form)")
            }
        }
    }

    private static let instant = Timestamp(nanoseconds: 1_704_923_399_987_654_321)

    @Test("every variable of time formats gives something, and reads what it wrote")
    func times() throws {
        for letter in TimeVariable.letters + TimeVariable.writtenLetters {
            let text = TimeFormat("%\(letter)").text(of: Self.instant, zone: .utc)
            #expect(letter == "%" || !text.hasPrefix("%"), "%\(letter)")
            #expect(TimeVariable.problem(in: "%\(letter)", isRead: false) == nil)
        }
        for letter in TimeVariable.letters {
            let format = "%Y-%m-%d %\(letter)"
            let text = TimeFormat(format).text(of: Self.instant, zone: .utc)
            #expect(TimeFormat(format).time(of: text, zone: .utc) != nil, "\(format): \(text)")
        }
        for variable in ["%z", "%:z", "%::z", "%:::z", "%Ez", "%N", "%Q", "%f", "%1N", "%9Q"] {
            let text = TimeFormat(variable).text(of: Self.instant, zone: .utc)
            #expect(!text.contains("%") && TimeVariable.problem(in: variable, isRead: true) == nil)
            #expect(TimeFormat(variable).time(of: text, zone: .utc) != nil, "\(variable)")
        }
        let unknown = (32...126).map { Character(Unicode.Scalar(UInt8($0))) }.filter {
            !(TimeVariable.letters + TimeVariable.writtenLetters + Array("zNQf123456789:E"))
                .contains($0)
        }
        for letter in unknown {
            #expect(TimeVariable.problem(in: "a %\(letter)", isRead: false) != nil, "%\(letter)")
        }
        for text in ["%", "%4", "%3S", "%Ey", "%:", "%::::z", "%0N"] {
            #expect(TimeVariable.problem(in: text, isRead: false) != nil, "\(text)")
        }
        for letter in TimeVariable.writtenLetters {
            #expect(TimeVariable.problem(in: "%\(letter)", isRead: true) != nil)
        }
    }

    @Test("every conversion and flag of printf gives something, and others are refused")
    func conversions() throws {
        for kind in PrintTemplate.Kind.allCases {
            for flags in [""] + PrintTemplate.Flag.allCases.map({ String($0.rawValue) }) {
                for size in ["", "7", "*", ".2", "9.*", "*.*"] {
                    let stars = size.count { $0 == "*" }
                    let values = (Array(repeating: "3", count: stars) + ["65"]).joined(
                        separator: ",")
                    let call = "printf(\"%\(flags)\(size)\(kind.rawValue)\", \(values))"
                    #expect(try !EvalFixture.texts(call).isEmpty, "\(call)")
                }
            }
        }
        let kinds = Set(PrintTemplate.Kind.allCases.map(\.rawValue)).union("% .*'-0+#123456789")
        for letter in (32...126).map({ Character(Unicode.Scalar(UInt8($0))) })
        where !kinds.contains(letter) {
            #expect(throws: PrintTemplate.Malformed.self) { try PrintTemplate("%\(letter)") }
        }
        for format in ["%", "%5", "%1$s", "%ld", "%1001d", "%.1001f"] {
            #expect(throws: PrintTemplate.Malformed.self, "\(format)") {
                try PrintTemplate(format)
            }
        }
    }

    @Test(
        "what is not known is refused when the search is read",
        arguments: [
            "printf(s, n)", "printf(\"%d\")", "printf(\"%d\", 1, 2)", "printf(\"%n\", 1)",
            "strftime(t, \"%v\")", "strptime(s, \"%U\")", "tostring(n, \"octal\")",
            "tostring(n, s)", "tonumber(s, 1)", "tonumber(s, 37)", "tonumber(s, \"ten\")",
            "mvrange(0, 9, \"2x\")", "mvrange(0, 9, \"0d\")", "json_object(\"a\")",
            "json_set(j, \"a\")", "mvmap(split(s, n), s)", "mvmap(upper(s), s, n)",
            "mvmap(m, n, 5)", "mvmap(m)", "toarray(j)", "isarray(j)", "sigfig(1, 2)",
        ])
    func refusals(_ expression: String) {
        #expect(throws: EvalProblem.self) { try EvalFixture.texts(expression, Self.row) }
    }
}
