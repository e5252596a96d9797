/// The closed set of operators above the scans: each takes tables and gives one table.
///
/// Commands are many and open; they lower to these few. The evaluator and every exporter switch
/// over all cases, so a new case is an expensive change on purpose.
package indirect enum Relation: Sendable {
    /// The aggregated rows of a scan over one window.
    /// - Shape: groups × (key columns, then aggregate columns), sorted by key.
    case scan(Int)
    /// Rows that are part of the search: those of a lookup table.
    case rows(Table)
    /// Rows for which a condition is true (`search`, `where`, `regex`).
    case filter(Relation, Expression)
    /// One column more, or another value for an existing one (`eval`, `rex`, `convert` …).
    case extend(Relation, column: String, Expression)
    /// These columns, in this order; one that the rows do not have is null (`table`, `fields`).
    case project(Relation, [String])
    /// Columns under other names (`rename`); rules are applied in order.
    case rename(Relation, [Renaming])
    /// One row for each combination of values (`stats`).
    case aggregate(Relation, Grouping)
    /// The rows as they are, with what their group comes to in further columns.
    case annotate(Relation, Grouping, Annotation)
    /// The first rows of each combination of values (`dedup`).
    case distinct(Relation, Distinction)
    /// Rows in another order (`sort`); nil keeps all of them.
    case sort(Relation, [SortKey], limit: Int?)
    /// The first rows, or the last ones (`head`, `tail`).
    case limit(Relation, Int, fromEnd: Bool)
    /// A row for each value of a column (`mvexpand`).
    case expand(Relation, column: String, limit: Int?)
    /// Columns from a table, found by the values of others (`lookup`).
    case lookup(Relation, Lookup)
    /// Rows of the left side with the columns of those of the right that agree with it (`join`).
    case join(Relation, Relation, JoinRule)
    /// Rows that agree with some row of another search, or with none (`search [ … ]`): in every
    /// column where that row is not null one of its values, taken as a pattern, matches.
    case matching(Relation, Relation, isNegated: Bool)
    /// The rows of the one behind those of the other (`append`).
    case append(Relation, Relation)
    /// The rows, and behind them what a pipeline that begins with `given` makes of them
    /// (`appendpipe`).
    case piped(Relation, Relation)
    /// The rows that the pipeline around it was given; stands only within `piped`.
    case given
    /// Rows or columns made of values (`xyseries`, `spath`, `transaction`).
    case reshape(Relation, Reshaping)
}

/// What rows are grouped by, and what is computed of each group.
package struct Grouping: Sendable {
    /// Columns; a row in which one is null is in no group. A row with several values in one is in
    /// the group of each of them.
    package var keys: [String]
    package var aggregates: [RowAggregate]

    package init(keys: [String], aggregates: [RowAggregate]) {
        self.keys = keys
        self.aggregates = aggregates
    }
}

/// One computed column of a grouping.
package struct RowAggregate: Sendable {
    package var function: RowFunction
    /// What it is computed of; nil for plain `count`.
    package var input: Expression?
    package var column: String

    package init(function: RowFunction, input: Expression?, column: String) {
        self.function = function
        self.input = input
        self.column = column
    }
}

/// Which rows an annotation is computed of.
package enum Annotation: Sendable {
    /// All rows of the group (`eventstats`).
    case wholeGroup
    /// The rows of the group so far (`streamstats`): at most `window` of them, all with 0; with or
    /// without the row itself.
    case running(window: Int, includesCurrent: Bool)
    /// The rows of the group among those so far, of all groups, that a rule leaves.
    case sliding(SlidingRows)
}

/// Which rows before a row count for it, whatever their group (`streamstats`).
package struct SlidingRows: Sendable {
    /// The last so many of all rows that are in some group; nil for all.
    package var window: Int?
    package var includesCurrent: Bool
    /// Rows less than so many seconds away; those behind one that is farther do not count.
    package var seconds: Double?
    /// Rows before one for which this is true do not count.
    package var resetBefore: Expression?
    /// Rows up to one for which this is true do not count for those behind it. It may read what was
    /// computed for the row.
    package var resetAfter: Expression?
    /// Whether rows before a change of the group do not count.
    package var resetsOnChange: Bool

    package init(
        window: Int?, includesCurrent: Bool, seconds: Double? = nil,
        resetBefore: Expression? = nil, resetAfter: Expression? = nil,
        resetsOnChange: Bool = false
    ) {
        self.window = window
        self.includesCurrent = includesCurrent
        self.seconds = seconds
        self.resetBefore = resetBefore
        self.resetAfter = resetAfter
        self.resetsOnChange = resetsOnChange
    }
}

/// What `dedup` keeps.
package struct Distinction: Hashable, Sendable {
    package var columns: [String]
    /// Rows kept of each combination of values.
    package var count: Int
    /// Whether rows with a null among the values are kept, all of them.
    package var keepsEmpty: Bool
    /// Whether only rows directly behind each other count as repeated.
    package var isConsecutive: Bool

    package init(columns: [String], count: Int, keepsEmpty: Bool, isConsecutive: Bool) {
        self.columns = columns
        self.count = count
        self.keepsEmpty = keepsEmpty
        self.isConsecutive = isConsecutive
    }
}

/// One column of `sort`.
package struct SortKey: Hashable, Sendable {
    package enum Order: Sendable {
        /// Numbers by size before text by character; IPv4 addresses by number.
        case automatic
        case number, text, address
    }

    package var column: String
    package var isDescending: Bool
    package var order: Order

    package init(column: String, isDescending: Bool, order: Order) {
        self.column = column
        self.isDescending = isDescending
        self.order = order
    }
}

/// What `join` joins by.
package struct JoinRule: Hashable, Sendable {
    /// Columns whose values must be equal and not null.
    package var columns: [String]
    /// Whether rows of the left side that nothing agrees with stay.
    package var keepsUnmatched: Bool
    /// Rows of the right side that one row of the left is joined with; nil for all.
    package var matchesMax: Int?
    /// Whether columns that both sides have take the value of the right one.
    package var overwrites: Bool

    package init(columns: [String], keepsUnmatched: Bool, matchesMax: Int?, overwrites: Bool) {
        self.columns = columns
        self.keepsUnmatched = keepsUnmatched
        self.matchesMax = matchesMax
        self.overwrites = overwrites
    }
}
