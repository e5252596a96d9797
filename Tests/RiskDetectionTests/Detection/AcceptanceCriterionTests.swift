import SPL
import Testing

@testable import RiskDetection

struct AcceptanceCriterionTests {
    private static let criterion = AcceptanceCriterion(
        RiskAnnotation(
            message: "",
            riskObjects: [
                RiskObjectField(field: "user", type: "user", score: 1),
                RiskObjectField(field: "dest", type: "system", score: 1),
            ],
            threatObjects: [
                ThreatObjectField(field: "process", type: "process"),
                ThreatObjectField(field: "url", type: "url"),
            ]))

    /// Rows of user, dest, process, url; `-` is null.
    private func verdict(_ rows: String...) -> AcceptanceCriterion.Verdict {
        Self.criterion.verdict(
            of: rows.map { text in
                Row(
                    cells: text.split(separator: " ").map {
                        $0 == "-" ? .null : .string(String($0))
                    }, identity: [])
            }, columns: ["user", "dest", "process", "url"])
    }

    @Test("no rows fail")
    func noRows() { #expect(verdict() == .failed("no rows")) }

    @Test("the first complete row passes, whatever stands behind it")
    func complete() {
        #expect(verdict("mira ws cmd http") == .passed)
        #expect(verdict("mira ws cmd http", "- ws cmd http") == .passed)
        #expect(verdict("unknown unknown unknown unknown") == .passed)
    }

    @Test("a risk object without value, or with the text null, fails at once")
    func riskObjects() {
        #expect(
            verdict("- ws cmd http", "mira ws cmd http")
                == .failed("row 1 has no value in the risk object user"))
        #expect(
            verdict("mira ws - -", "mira null cmd http")
                == .failed("row 2 has no value in the risk object dest"))
    }

    @Test("threat objects may be there in different rows")
    func threatObjects() {
        #expect(verdict("mira ws - http", "mira ws cmd null") == .passed)
        #expect(
            verdict("mira ws cmd null", "mira ws cmd -")
                == .failed("no row has a value in the threat object url"))
    }

    @Test("a column that the search does not give has no value")
    func missingColumn() {
        let verdict = Self.criterion.verdict(
            of: [Row(cells: [.string("mira")], identity: [])], columns: ["user"])
        #expect(verdict == .failed("row 1 has no value in the risk object dest"))
    }
}
