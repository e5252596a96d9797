import DaemonRuntime
import DetectionExport
import Foundation
import SecurityContent

/// What is wrong with content, for the CI of a content repository.
///
/// Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
struct SARIFReport {
    /// What kind of thing a result is.
    enum Rule: String, CaseIterable {
        case configuration, content
        case notCompiled = "not-compiled"
        case testFailed = "test-failed"

        var text: String {
            switch self {
            case .configuration:
                "The configuration asks for what cannot be done or is hardly meant."
            case .content: "A file of content has something that cannot be done or is hardly meant."
            case .notCompiled: "A detection does not compile, and so cannot run."
            case .testFailed: "A detection does not find what its own test says."
            }
        }
    }

    private struct Result {
        var rule: Rule
        /// `error`, `warning` or `note`.
        var level: String
        var message: String
        var file: String
        var line: Int
        var column: Int
    }

    private var results: [Result] = []
    private let configuration: String?

    /// - Parameters:
    ///   - configuration: The path of the configuration file.
    ///   - outcomes: Tests that failed.
    init(_ setup: Setup, configuration: String?, outcomes: [TestOutcome] = []) {
        self.configuration = configuration
        for problem in setup.problems {
            results.append(
                Result(
                    rule: problem.file == configuration ? .configuration : .content,
                    level: problem.severity.rawValue,
                    message: Self.named(problem.detection, problem.message), file: problem.file,
                    line: problem.line, column: problem.column))
        }
        // Of what is not enabled no problem is reported; the author wants to know all the same.
        let told = Set(results.map { "\($0.file):\($0.line):\($0.column)" })
        for row in setup.content.report
        where !row.compiled && !told.contains("\(row.file):\(row.line):\(row.column)") {
            results.append(
                Result(
                    rule: .notCompiled, level: "warning", message: Self.named(row.name, row.reason),
                    file: row.file, line: row.line, column: row.column))
        }
        for outcome in outcomes {
            results.append(
                Result(
                    rule: .testFailed, level: "error",
                    message: Self.named(
                        outcome.detection, "\(outcome.test): \(outcome.reason)"),
                    file: outcome.file, line: 0, column: 0))
        }
    }

    private static func named(_ detection: String?, _ message: String) -> String {
        guard let detection, !message.contains(detection) else { return message }
        return "\(detection): \(message)"
    }

    var json: JSONValue {
        let rules = Rule.allCases.map { rule in
            JSONValue.object([
                ("id", .string(rule.rawValue)),
                ("shortDescription", .object([("text", .string(rule.text))])),
            ])
        }
        let driver: [(key: String, value: JSONValue)] = [
            ("name", .string("riskd")), ("version", .string(Version.text)),
            ("rules", .array(rules)),
        ]
        let run: [(key: String, value: JSONValue)] = [
            ("tool", .object([("driver", .object(driver))])),
            ("columnKind", .string("unicodeCodePoints")),
            ("results", .array(results.map(Self.json))),
        ]
        return .object([
            ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
            ("version", .string("2.1.0")), ("runs", .array([.object(run)])),
        ])
    }

    private static func json(_ result: Result) -> JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("ruleId", .string(result.rule.rawValue)), ("level", .string(result.level)),
            ("message", .object([("text", .string(result.message))])),
        ]
        if let uri = uri(result.file) {
            var place: [(key: String, value: JSONValue)] = [
                ("artifactLocation", .object([("uri", .string(uri))]))
            ]
            if result.line > 0 {
                var region: [(key: String, value: JSONValue)] = [
                    ("startLine", .integer(result.line))
                ]
                if result.column > 0 { region.append(("startColumn", .integer(result.column))) }
                place.append(("region", .object(region)))
            }
            members.append(
                ("locations", .array([.object([("physicalLocation", .object(place))])])))
        }
        return .object(members)
    }

    /// Relative to the working directory where the file is below it, as a checkout's files are; nil
    /// for what is no file, such as an environment variable.
    private static func uri(_ file: String) -> String? {
        guard !file.isEmpty, !file.hasPrefix("environment variable ") else { return nil }
        let path = URL(filePath: file).standardizedFileURL.path
        let root = URL(filePath: FileManager.default.currentDirectoryPath).standardizedFileURL.path
        let isBelow = path.hasPrefix(root == "/" ? "/" : root + "/")
        let shown = isBelow ? String(path.dropFirst(root == "/" ? 1 : root.count + 1)) : path
        let encoded =
            shown.addingPercentEncoding(
                withAllowedCharacters: CharacterSet.urlPathAllowed.subtracting(
                    CharacterSet(charactersIn: ":"))) ?? shown
        return isBelow ? encoded : "file://" + encoded
    }

    /// - Parameter path: Nil where nobody asked for it.
    func write(to path: String?, status: Int32 = 1) throws {
        guard let path else { return }
        try ReportFile.write(Array((json.text + "\n").utf8), to: path, status: status)
    }
}
