package import RiskDetection
import Sigma

/// What `riskd check` says of one detection, and what `riskd test` needs to know of it.
package struct CoverageRow: Equatable, Sendable {
    package var name: String
    package var id: String
    /// What stands behind `datamodel=` in the search, such as `Endpoint.Processes`, also when the
    /// search does not compile; empty when there is none.
    package var dataModel: String
    /// Of a rule of Sigma, such as `windows/process_creation`; nil for searches.
    package var logSource: String?
    package var status: String
    package var type: DetectionType
    package var compiled: Bool
    package var enabled: Bool
    /// Why it does not compile; empty when it does.
    package var reason: String
    package var file: String
    /// Place of the reason, or 0.
    package var line: Int
    package var column: Int
    /// The tests that its file brings along.
    package var tests: [DetectionTest]
    /// Why they are for a person to run; nil when a program can.
    package var manualTest: String?

    init(
        _ document: DetectionDocument, enabled: Bool, result: DetectionCompiler.Result
    ) {
        let error = result.problems.first { $0.severity == .error }
        name = document.name
        id = document.id
        dataModel = document.dataModel
        logSource = document.rule?.logSourceText
        status = document.status
        type = document.type
        compiled = result.detection != nil
        self.enabled = enabled
        reason = error?.message ?? ""
        file = error?.file ?? document.file
        line = error?.line ?? 0
        column = error?.column ?? 0
        tests = document.tests
        manualTest = document.manualTest
    }
}
