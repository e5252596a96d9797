import DaemonRuntime
import SecurityContent

/// Problems of configuration and content, as a person reads them, on standard error.
enum ProblemReport {
    /// - Parameter errorsOnly: Leaves warnings out.
    static func write(_ problems: [ContentProblem], errorsOnly: Bool = false) {
        let shown = problems.filter { !errorsOnly || $0.severity == .error }
        for problem in shown { StandardError.write(problem.description) }
        let errors = problems.count { $0.severity == .error }
        if errors > 0 { StandardError.write("\(errors) error\(errors == 1 ? "" : "s")") }
    }
}
