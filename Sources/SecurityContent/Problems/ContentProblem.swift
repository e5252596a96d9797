import CIM

/// Something wrong in a file that an operator or an author wrote, and where.
///
/// Checks collect all of them, because an author who mends a file wants the whole list.
package struct ContentProblem: Error, Equatable, Sendable {
    package enum Severity: String, CaseIterable, Sendable {
        /// What the file asks for cannot be done.
        case error
        /// It can be done, but is hardly meant, or concerns nothing that runs.
        case warning
    }

    package var severity: Severity
    /// The path as the caller gave it; empty for a problem that stands in no file.
    package var file: String
    /// From 1; 0 for a problem of the file as a whole.
    package var line: Int
    /// From 1, in Unicode scalars; 0 for a problem of the file as a whole.
    package var column: Int
    /// What is wrong and what to write instead.
    package var message: String
    /// The line of the file and a caret below the place; may be empty.
    package var excerpt: [String]
    /// The name of the detection that the problem belongs to.
    package var detection: String?

    package init(
        _ severity: Severity, file: String, line: Int = 0, column: Int = 0, message: String,
        excerpt: [String] = [], detection: String? = nil
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.excerpt = excerpt
        self.detection = detection
    }
}

extension ContentProblem {
    /// Says in front which stanza of a `.conf` file it is about.
    mutating func name(stanza: String) {
        let head = "[\(stanza)] "
        if !message.hasPrefix(head) { message = head + message }
    }
}

extension ContentProblem: Comparable {
    /// By place; at one place errors come first.
    package static func < (a: ContentProblem, b: ContentProblem) -> Bool {
        if a.file != b.file { return a.file < b.file }
        if a.line != b.line { return a.line < b.line }
        if a.column != b.column { return a.column < b.column }
        if a.severity != b.severity { return a.severity == .error }
        if a.message != b.message { return a.message < b.message }
        return (a.detection ?? "") < (b.detection ?? "")
    }
}

extension ContentProblem: CustomStringConvertible {
    /// The form that editors and compilers share: `file:line:column: error: message`, then the
    /// excerpt.
    package var description: String {
        var place = file
        if line > 0 { place += ":\(line)" }
        if column > 0 { place += ":\(column)" }
        let head = (place.isEmpty ? "" : place + ": ") + "\(severity.rawValue): \(message)"
        // A name or a value of the file must not draw lines of its own.
        return ([head] + excerpt.map { "    " + $0 }).map { DisplayText.safe($0) }
            .joined(separator: "\n")
    }
}

/// The problems found so far, shared by the readers of one file.
final class ProblemCollector {
    private(set) var problems: [ContentProblem] = []
    /// By key, what the reader of a configuration made of it.
    var values: [String: String] = [:]
    /// By key, what a reader takes; nil where nobody asks.
    var shapes: [String: ValueShape]?

    /// Problems of one file that are listed; each costs a look at its line.
    static let problemsMax = 200

    func add(_ problem: ContentProblem) {
        if problems.count < Self.problemsMax { problems.append(problem) }
        if problems.count == Self.problemsMax - 1 {
            problems.append(
                ContentProblem(
                    .error, file: problem.file,
                    message: "more than \(Self.problemsMax) problems: the others are not listed"))
        }
    }

    func add(
        _ severity: ContentProblem.Severity = .error, _ source: SourceText, at offset: Int,
        _ message: String
    ) {
        guard problems.count < Self.problemsMax else { return }
        add(source.problem(severity, at: offset, message))
    }

    var hasErrors: Bool { problems.contains { $0.severity == .error } }
}
