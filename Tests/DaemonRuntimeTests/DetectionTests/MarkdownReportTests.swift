import SecurityContent
import Testing

@testable import DaemonRuntime

struct MarkdownReportTests {
    private static func outcome(
        _ number: Int, _ result: TestOutcome.Result, _ reason: String = "why"
    ) -> TestOutcome {
        TestOutcome(
            detection: "D\(number)", file: "d.yml", dataModel: "", test: "t", result: result,
            rows: number, reason: reason)
    }

    @Test("what failed stands first, what passed is a number, and names draw nothing of their own")
    func order() {
        let page = MarkdownReport.text(of: [
            Self.outcome(1, .passed), Self.outcome(2, .noData),
            Self.outcome(3, .failed, "a|b\n<i>"),
        ])
        #expect(
            page == """
                ## Tests of detections: 1 failed

                3 tests: 1 passed, 1 failed, 1 without data, 0 not run.

                ### Failed

                | detection | test | rows | why | file |
                |---|---|--:|---|---|
                | D3 | t | 3 | a\\|b\u{FFFD}\\<i\\> | d.yml |

                ### Not run, or without data

                | detection | test | rows | why | file |
                |---|---|--:|---|---|
                | D2 | t |  | why | d.yml |

                """)
        let strict = MarkdownReport.text(of: [Self.outcome(2, .noData)], strict: true)
        #expect(strict.hasPrefix("## Tests of detections: 1 failed"))
    }

    @Test("the headline says when no test was run, and when content was not read")
    func nothingRun() {
        let none = MarkdownReport.text(of: [Self.outcome(1, .notRun)])
        #expect(none.hasPrefix("## Tests of detections: no test was run\n"))
        let unread = (0..<101).map {
            ContentProblem(.warning, file: "a|b.yml", line: $0, column: 2, message: "<x>")
        }
        let page = MarkdownReport.text(of: [Self.outcome(1, .passed)], unread: unread)
        #expect(page.hasPrefix("## Tests of detections: none failed\n"))
        #expect(page.contains("### Content that could not be read\n\n- a\\|b.yml:0:2: \\<x\\>\n"))
        #expect(page.contains("\n- 1 more.\n"))
        let strict = MarkdownReport.text(
            of: [Self.outcome(1, .passed)], unread: unread, strict: true)
        #expect(strict.hasPrefix("## Tests of detections: content could not be read\n"))
    }

    @Test("beyond a hundred rows it says how many more there are")
    func many() {
        let page = MarkdownReport.text(of: (0..<103).map { Self.outcome($0, .failed) })
        #expect(page.split(separator: "\n").count { $0.hasPrefix("| D") } == 100)
        #expect(page.contains("\n\n3 more.\n"))
    }
}
