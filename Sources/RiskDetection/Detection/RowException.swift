package import CIM
package import SPL

/// Rows of a detection that an operator keeps back: which, who decided it, why and until when.
package struct RowException: Equatable, Sendable {
    /// A column, and the values that are meant: `*` stands for any run of characters, case does not
    /// matter, as in a search.
    package struct Condition: Equatable, Sendable {
        package var column: String
        package var patterns: [TextPattern]

        package init(column: String, patterns: [TextPattern]) {
            self.column = column
            self.patterns = patterns
        }
    }

    /// All of them must hold; at least one.
    package var conditions: [Condition]
    package var owner: String
    package var reason: String
    /// Rows of runs scheduled from then on are reported again; nil for an exception without end.
    package var expires: Timestamp?

    package init(
        conditions: [Condition], owner: String, reason: String, expires: Timestamp?
    ) {
        precondition(!conditions.isEmpty, "an exception without a condition is for every row")
        self.conditions = conditions
        self.owner = owner
        self.reason = reason
        self.expires = expires
    }

    /// Whether the row of a run scheduled at `tick` is meant.
    ///
    /// A column with several values must match with each of them: one value that nobody has decided
    /// about is news. A column that is missing or null matches nothing.
    package func covers(_ row: Row, _ columns: [String], at tick: Timestamp) -> Bool {
        if let expires, tick >= expires { return false }
        return conditions.allSatisfy { condition in
            guard let index = columns.firstIndex(of: condition.column) else { return false }
            let texts = row.cells[index].texts
            return !texts.isEmpty
                && texts.allSatisfy { text in
                    let bytes = Array(text.utf8)
                    return condition.patterns.contains { $0.matches(bytes.span) }
                }
        }
    }
}
