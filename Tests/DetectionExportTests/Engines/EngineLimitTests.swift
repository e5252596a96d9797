import SPL
import TestSupport
import Testing

@testable import DetectionExport
@testable import RiskDetection

/// Bounds of what goes into a query.
struct EngineLimitTests {
    @Test("a lookup of more than 5,000 rows is refused by name", arguments: EngineDialect.allCases)
    func constantRows(dialect: EngineDialect) throws {
        for count in [5_000, 5_001] {
            let table = LookupTable(
                name: "t", columns: ["dest", "note"], rows: (0..<count).map { ["ws\($0)", "n"] },
                matchesMax: 1)
            let script = EngineScript(
                [
                    try Detection.fixture(
                        "| tstats count from datamodel=Endpoint.Processes by Processes.dest "
                            + "| rename \"Processes.*\" as * | lookup t dest OUTPUT note",
                        lookups: LookupCatalog([table]))
                ], dialect)
            #expect(script.exported.count == (count == 5_000 ? 1 : 0))
            #expect(
                script.refused.map(\.refusal.reason)
                    == (count == 5_000
                        ? [] : ["a table of 5001 rows; at most 5000 go into a query"]))
        }
    }

    @Test("a text of more than 64 bytes is no number, for riskd and in each engine's query")
    func numberBytes() {
        let digits = String(repeating: "0", count: 63) + "7"
        #expect(NumericText.number(digits) == 7)
        #expect(NumericText.number("0" + digits) == nil)
        for dialect in EngineDialect.allCases {
            #expect(dialect.number(ofText: "x").contains(" <= 64 AND "))
        }
    }
}
