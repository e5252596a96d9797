/// What became of one test of one detection.
package struct TestOutcome: Equatable, Sendable {
    package enum Result: Equatable, Sendable {
        case passed
        /// The detection did not find what the test is about.
        case failed
        /// The recording is not there.
        case noData
        /// The detection does not compile, or the test is not for a program.
        case notRun
    }

    package var detection: String
    /// The file of the detection.
    package var file: String
    package var dataModel: String
    package var test: String
    package var result: Result
    /// Rows of the detection over the recording; 0 where it did not run.
    package var rows: Int
    /// Why, in words; of a test that passed the recordings.
    package var reason: String

    package init(
        detection: String, file: String, dataModel: String, test: String, result: Result,
        rows: Int = 0, reason: String
    ) {
        self.detection = detection
        self.file = file
        self.dataModel = dataModel
        self.test = test
        self.result = result
        self.rows = rows
        self.reason = reason
    }
}

extension TestOutcome.Result {
    package var text: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .noData: "no data"
        case .notRun: "not run"
        }
    }
}
