import CIM
import Foundation
import RiskDetection
import SPL
import Testing

@testable import SecurityContent

struct TuningTests {
    private func problems(_ text: String) -> [String] {
        ConfigurationTests.read(text).problems.map { "\($0.line):\($0.column) \($0.message)" }
    }

    @Test("what an exception lacks or says wrongly is reported at its place")
    func problems() {
        #expect(
            problems(
                """
                detections:
                  exceptions:
                    A:
                    - {}
                    - {where: {}, owner: a, reason: b}
                    - {where: {user: }, owner: a, reason: b}
                    - {where: {user: x}, owner: a, reason: b, expires: soon, until: x}
                  overrides:
                    B: {throttle: {period: 1h}}
                    C: {throttle: {fields: [user], period: ever}}
                    D: {throttle: {fields: [user]}}
                """
            ).map { String($0.prefix(60)) }
                == [
                    "4:7 detections.exceptions.A[1].owner is missing: write who decided it",
                    "4:7 detections.exceptions.A[1].reason is missing: write why",
                    "4:7 detections.exceptions.A[1].where is missing: write the columns a",
                    "5:8 an exception without a column would be for every row: disable th",
                    "6:16 detections.exceptions.A[3].where.user has no value: write one, o",
                    "7:56 detections.exceptions.A[4].expires is \"soon\": write the last day",
                    "7:62 unknown key \"until\" in detections.exceptions.A[4]: the keys here",
                    "9:19 detections.overrides.B.throttle.fields is missing: write the col",
                    "10:44 detections.overrides.C.throttle.period is \"ever\": write a durat",
                    "11:19 detections.overrides.D.throttle.period is missing: write how lo",
                ].map { String($0.prefix(60)) })
    }

    @Test(
        "a detection file throttles by fields and a period; an override wins, and 0 takes it away")
    func throttling() throws {
        let file = DetectionFiles.observables.replacing(
            "tags:\n", with: "tags:\n  throttling: {fields: [user, dest], period: 86400s}\n")
        func throttle(_ override: Throttle?) throws -> Throttle? {
            let result = try CompilationTests.compile(
                file,
                override: DetectionOverride(detection: LocatedText("x"), throttle: override))
            return try #require(result.detection).throttle
        }
        let other = Throttle(columns: ["dest"], periodSeconds: 60)
        #expect(
            try throttle(nil) == Throttle(columns: ["user", "dest"], periodSeconds: 86_400))
        #expect(try throttle(other) == other)
        #expect(try throttle(Throttle(columns: [], periodSeconds: 0)) == nil)
    }

    @Test("a throttle by what is no column of the search is an error at its place, in a file too")
    func throttledByNothing() throws {
        let file = DetectionFiles.observables.replacing(
            "tags:\n", with: "tags:\n  throttling: {fields: [user, dst], period: 86400s}\n")
        let result = try CompilationTests.compile(file)
        #expect(result.detection == nil)
        let problem = try #require(result.problems.first { $0.severity == .error })
        #expect(
            problem.message
                == "\"dst\" is no column of the search, so the throttle would take rows "
                + "for alike that are not: did you mean \"dest\"?")
        let lines = file.split(separator: "\n", omittingEmptySubsequences: false)
        let line = problem.line
        #expect(lines[line - 1].utf8.dropFirst(problem.column - 1).starts(with: "dst".utf8))
        // What is in force counts: an override takes the place of the file's, and has its own place.
        let selection = ConfigurationTests.read(
            """
            detections:
              overrides:
                A: {throttle: {fields: [user, dest], period: 1h}}
                B: {throttle: {fields: [user, hots], period: 1h}}
                C: {throttle: {period: 0}}
            """
        ).configuration.detections
        func errors(_ override: DetectionOverride) throws -> [ContentProblem] {
            try CompilationTests.compile(file, override: override).problems
                .filter { $0.severity == .error }
        }
        let problems = try selection.overrides.map(errors)
        #expect(problems.map(\.count) == [0, 1, 0])
        #expect(problems[1].first?.line == 4 && problems[1].first?.column == 35)
        #expect(problems[1].first?.message.contains("\"hots\" is no column") ?? false)
    }

    @Test("an exception holds to the end of its day, and warns from then on")
    func expiry() throws {
        let selection = ConfigurationTests.read(
            """
            detections:
              exceptions:
                A: {where: {user: x}, owner: ann, reason: b, expires: 2024-01-10}
            """
        ).configuration.detections
        let end = try #require(Timestamp.parse("2024-01-11T00:00:00Z"))
        #expect(selection.exceptions[0].rule.expires == end)
        #expect(selection.expired(at: Timestamp(nanoseconds: end.nanoseconds - 1)).isEmpty)
        let warnings = selection.expired(at: end)
        #expect(warnings.map(\.severity) == [.warning])
        #expect(warnings[0].line == 3)
        #expect(warnings[0].message.contains("expired on 2024-01-10"))
        #expect(warnings[0].message.contains("let ann set a later date"))
    }
}
