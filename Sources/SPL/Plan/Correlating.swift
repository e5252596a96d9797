/// What a correlation rule of Sigma makes of the matches of other rules, each of which is a row.
///
/// Rows with the same values in `keys` are a group, as in ``Grouping``. A correlation matches at an
/// instant of which its group has a row, if the rows of the `seconds` that end with the instant, both
/// ends included, fulfil all bounds. So no fixed bounds cut the timespan. Example: with three matches
/// within five minutes, rows of 09:58, 10:00 and 10:02 match at 10:02.
///
/// Source: Sigma correlation rules specification 2.1.
package struct Correlating: Hashable, Sendable {
    /// What of the rows is held against the bounds.
    package enum Measure: Hashable, Sendable {
        /// How many there are.
        case rows
        /// How many different combinations of values, of rows that have all of them.
        case distinct([String])
        /// Of the numbers in a column; nothing holds of none.
        case sum(String)
        case average(String)
        case percentile(String, Double)
        /// Of how many different rules they are.
        case rules
        /// The most rows of which each is of a later rule than the one before, and not older.
        case sequence
    }

    /// A bound on what is counted or computed.
    package struct Bound: Hashable, Sendable {
        package enum Relation: String, CaseIterable, Sendable { case gt, gte, lt, lte, eq, neq }

        package var relation: Relation
        package var number: Double

        package init(relation: Relation, number: Double) {
            self.relation = relation
            self.number = number
        }

        package func holds(_ value: Double) -> Bool {
            switch relation {
            case .gt: value > number
            case .gte: value >= number
            case .lt: value < number
            case .lte: value <= number
            case .eq: value == number
            case .neq: value != number
            }
        }
    }

    package enum Output: Hashable, Sendable {
        /// A row for each match, for a correlation over this one: its time, and of each column the
        /// values of the rows that the match is made of.
        case matches
        /// A row for each group that matches so many seconds or more behind the beginning of the
        /// window: what is before them is only looked back at.
        case groups(behind: Int64)
    }

    package var measure: Measure
    /// All of them must hold.
    package var bounds: [Bound]
    package var seconds: Int64
    package var keys: [String]
    /// Columns of which the values are kept.
    package var gathered: [String]
    /// What the rules are called, by the place that stands in ``ruleColumn``.
    package var rules: [String]
    package var output: Output

    package init(
        measure: Measure, bounds: [Bound], seconds: Int64, keys: [String], gathered: [String],
        rules: [String], output: Output
    ) {
        self.measure = measure
        self.bounds = bounds
        self.seconds = seconds
        self.keys = keys
        self.gathered = gathered
        self.rules = rules
        self.output = output
    }

    /// The column of a row that has the place of its rule among ``rules``. No field is called so.
    package static let ruleColumn = "place of rule"
    /// Values that are kept of a column.
    package static let valuesMax = 100
    /// Groups that one row is in, where columns have several values.
    package static let groupsMax = 100
}

extension Correlating {
    /// The columns of its rows.
    package var columns: [String] {
        let own = keys + gathered.filter { !keys.contains($0) }
        return switch output {
        case .matches: ["_time"] + own.filter { $0 != "_time" }
        case .groups: own + Self.summary.filter { !own.contains($0) }
        }
    }

    /// What a row says of its group: the rules that matched, the last value that was held against the
    /// bounds, how many rows the matches are made of, and from when to when.
    package static let summary = ["rules", "value", "count", "firstTime", "lastTime"]

    /// The columns that it looks at.
    var columnsRead: [String] {
        let measured: [String] =
            switch measure {
            case .rows, .rules, .sequence: []
            case .distinct(let columns): columns
            case .sum(let column), .average(let column), .percentile(let column, _): [column]
            }
        return ["_time", Self.ruleColumn] + keys + gathered + measured
    }
}

extension Correlating {
    /// What is measured stands in columns of its own: a group may go by another field of this name.
    package static func fieldColumn(_ field: String) -> String { fieldMark + field }

    /// The field behind the name of such a column.
    package static func fieldName(of column: String) -> String {
        column.hasPrefix(fieldMark) ? String(column.dropFirst(fieldMark.utf8.count)) : column
    }

    private static let fieldMark = "value of "
}
