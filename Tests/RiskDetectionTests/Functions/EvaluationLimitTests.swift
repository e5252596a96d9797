import CIM
import RegularExpressions
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Bounds of evaluating a search, each met exactly.
struct EvaluationLimitTests {
    @Test(
        "a width and a precision of printf are 1,000 at most; one that is computed gives null beyond",
        arguments: [
            (#"len(printf("%1000d", 1))"#, "1000"), (#"len(printf("%-1000s", "x"))"#, "1000"),
            (#"len(printf("%.30f", 1))"#, "32"), (#"len(printf("%.1000f", 1))"#, "1002"),
            // The greatest number has 309 digits before the point.
            (#"len(printf("%.1000f", pow(10, 308)))"#, "1310"),
            (#"len(printf("%.1000d", 1))"#, "1000"),
            (#"len(printf("%*d", 1000, 1))"#, "1000"), (#"len(printf("%*d", -1000, 1))"#, "1000"),
            (#"len(printf("%.*f", 1000, 1))"#, "1002"), (#"len(printf("%.*f", -1000, 1))"#, "8"),
            (#"printf("%*d", 1001, 1)"#, nil), (#"printf("%*d", -1001, 1)"#, nil),
            (#"printf("%.*f", 1001, 1)"#, nil), (#"printf("%*d", pow(10, 300), 1)"#, nil),
        ])
    func printf(expression: String, expected: String?) throws {
        #expect(try EvalFixture.texts(expression) == (expected.map { [$0] } ?? []))
    }

    @Test(
        "a width or precision of printf that is written above 1,000 is refused by name",
        arguments: ["%1001d", "%-99999999999s", "%.1001f", "%.99999999999999999999f"])
    func printfRefused(format: String) {
        let problem = #expect(throws: EvalProblem.self) {
            try EvalFixture.texts("printf(\"\(format)\", 1)")
        }
        #expect(
            problem?.errors.map(\.message) == [
                "a width or precision of `printf()` is 1000 at most."
            ])
    }

    @Test("list() gives a hundred values", arguments: [99, 100, 101, 200])
    func list(count: Int) throws {
        let fixture = PipelineFixture(columns: ["a"], rows: (0..<count).map { ["v\($0)"] })
        let rows = try fixture.run("| stats list(a) as l | eval n=mvcount(l) | table n")
        #expect(rows == ["n=\(min(count, 100))"])
    }

    @Test("patterns beyond a thousand are compiled anew, and find the same")
    func patterns() {
        let cache = PatternCache()
        for _ in 0..<2 {
            for number in 0..<1_001 {
                #expect(cache.expression("^\(number)$")?.matches("\(number)") == true)
            }
            #expect(cache.expression("(") == nil)
        }
    }

    @Test("whole numbers are added up exactly to 2^40, and others as they are beyond")
    func moments() {
        let limit = 1_099_511_627_776.0
        var moments = Moments()
        for number in [limit, -limit, limit + 1, -limit - 1, 1] { moments.add(number) }
        #expect(moments.count == 5 && moments.wholeSum == 1 && moments.total == 1)
        #expect(moments.wholeSquares == 2 * Int128(limit) * Int128(limit) + 1)
        for number in [1e308, 1e308, -1e308, 0.5] { moments.add(number) }
        #expect(moments.count == 9)
        moments.count = .max
        moments.add(1)
        #expect(moments.count == .min, "a number of a damaged state wraps, and does not trap")
    }

    /// How many of some command lines a condition holds for.
    private func matched(_ condition: String, _ lines: [String]) throws -> Int {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes where \(condition) by Processes.dest")
        var engine = DetectionEngine(detections: [detection])
        for (second, line) in lines.enumerated() {
            engine.ingest(
                Event.process(
                    at: Timestamp(seconds: 1_704_913_200 + Int64(second)),
                    [.process: line, .dest: "d", .user: "u"]))
        }
        return engine.counters(of: 0).matched
    }

    @Test(
        "a list of more words than are indexed matches all the same",
        arguments: [1_999, 2_000, 2_001])
    func alternatives(count: Int) throws {
        let words = (0..<count).map { "*word\($0)x*" }.joined(separator: ", ")
        let lines = ["a word0x", "word\(count - 1)x b", "word\(count)x", "word1", "nothing"]
        #expect(try matched("Processes.process IN (\(words))", lines) == 2)
    }

    @Test(
        "values that are too long to be remembered are asked each time", arguments: [255, 256, 257])
    func longValues(length: Int) throws {
        let value = String(repeating: "a", count: length - 1)
        let lines = [value + "z", value + "y", value + "z", value + "y", value + "z"]
        let others = (0..<8).map { "*other\($0)" }.joined(separator: ", ")
        #expect(try matched("Processes.process IN (*z, \(others))", lines) == 3)
        #expect(try matched("NOT Processes.process IN (*z, \(others))", lines) == 2)
    }
}
