/// Something wrong in a rule, and where.
package struct RuleProblem: Hashable, Sendable {
    package enum Severity: Sendable {
        /// The rule cannot be taken as it stands.
        case error
        /// It can, but hardly means what it says.
        case warning
    }

    package var severity: Severity
    /// The scalar, list, mapping or key, by the number that the giver of the tree chose.
    package var place: Int
    /// UTF-8 offset in the text of the scalar or key.
    package var offset: Int
    /// What is wrong, and what to write instead.
    package var message: String

    package init(_ severity: Severity = .error, at place: Int, offset: Int = 0, _ message: String) {
        self.severity = severity
        self.place = place
        self.offset = offset
        self.message = message
    }
}

/// The problems of one document, in the order in which they are found.
struct RuleProblems {
    private(set) var list: [RuleProblem] = []

    /// Problems of one document that are listed.
    static let problemsMax = 100

    var hasErrors: Bool { list.contains { $0.severity == .error } }

    mutating func add(
        _ severity: RuleProblem.Severity = .error, at place: Int, offset: Int = 0, _ message: String
    ) {
        add(RuleProblem(severity, at: place, offset: offset, message))
    }

    mutating func add(_ problem: RuleProblem) {
        if list.count < Self.problemsMax {
            list.append(problem)
        } else if list.count == Self.problemsMax {
            list.append(
                RuleProblem(
                    at: problem.place,
                    "more than \(Self.problemsMax) problems: the others are not listed"))
        }
    }
}
