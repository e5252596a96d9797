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
    /// Whether its author says that it is not run by default: that is no failure, however strict.
    package var isExperimental = false

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

    /// Whether the outcome counts as a failure.
    ///
    /// - Parameter strict: Whether tests that could not be run do as well.
    package func isFailure(strict: Bool) -> Bool {
        switch result {
        case .passed: false
        case .failed: true
        case .noData, .notRun: strict && !isExperimental
        }
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
