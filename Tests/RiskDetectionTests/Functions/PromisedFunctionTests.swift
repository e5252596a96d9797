import CIM
import SPL
import Testing

@testable import RiskDetection

/// Each function that docs/SPL-SUPPORT.md promises gives what the Search Reference says: one without a
/// case here fails, and so does an optional argument without one.
struct PromisedFunctionTests {
    private static let row: [(String, Value)] = [
        ("s", .string("a b")), ("n", .integer(5)), ("m", .multivalue(["b", "a"])),
    ]

    @Test("every form on the page has a case, with each optional argument and without")
    func complete() {
        for form in SupportPage.functions {
            let name = form.prefix { $0 != "(" }
            let cases = PromisedFunction.all.filter { $0.name == name }
            #expect(cases.count >= (form.contains("[") ? 2 : 1), "\(form) has no case")
            #expect(cases.allSatisfy { $0.expression.contains("\(name)(") }, "\(form)")
        }
        #expect(SupportPage.functions.count > 100)
    }

    @Test("functions")
    func functions() throws {
        for entry in PromisedFunction.all {
            let found = try EvalFixture.texts(entry.expression, Self.row)
            #expect(found == [entry.text], "\(entry.expression)")
        }
    }
}
