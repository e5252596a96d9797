package import CIM

/// A leaf of a plan: which events count, and what is kept of them.
///
/// A `tstats` groups them. A raw search keeps each event with the fields that its pipeline reads:
/// a bag, in which the same values at the same instant stand once, with their number.
package struct Scan: Sendable {
    /// What the rows of a scan are.
    package enum Output: Hashable, Sendable {
        /// Groups: keys, then aggregates.
        case groups
        /// Events, newest first: one row an event, with the fields of the keys, null where the event
        /// has none. The one aggregate counts equal events, and is no column.
        case events
        /// Groups as `stats` makes them of those events: an event with several values in a key is in
        /// the group of each of them, each value of a list counts, and an extreme that is a number is
        /// one. Rows are ascending by the texts of their keys.
        case stats
    }

    package var dataSet: DataSet
    package var output: Output
    package var predicate: Predicate<ScanField>
    package var keys: [ScanKey]
    package var aggregates: [Aggregate]
    /// The text that stands for a null in a key (`fillnull_value`); without it an event with a null
    /// key is in no group.
    package var nullFill: String?

    package init(
        dataSet: DataSet, predicate: Predicate<ScanField>, keys: [ScanKey],
        aggregates: [Aggregate], nullFill: String?, output: Output = .groups
    ) {
        self.dataSet = dataSet
        self.output = output
        self.predicate = predicate
        self.keys = keys
        self.aggregates = aggregates
        self.nullFill = nullFill
    }
}

extension Scan {
    /// The columns of its rows, in order.
    package var columns: [String] {
        switch output {
        case .groups, .stats: keys.map(\.column) + aggregates.map(\.column)
        case .events: keys.map(\.column)
        }
    }

    /// Events of a raw data set.
    ///
    /// - Parameter fields: Names among those of the data set, and `_time`, each once.
    static func events(
        of dataSet: DataSet, where predicate: Predicate<ScanField>, fields: [String]
    ) -> Scan {
        let keys = fields.map { name in
            ScanKey(
                column: name,
                field: name == "_time"
                    ? .time : dataSet.field(name).map(ScanField.field) ?? .absent(name))
        }
        return Scan(
            dataSet: dataSet, predicate: predicate, keys: keys,
            aggregates: [Aggregate(function: .count, input: nil, column: "count of events")],
            nullFill: nil, output: .events)
    }
}

/// What a scan reads of an event.
package enum ScanField: Hashable, Sendable {
    case field(FieldID)
    case time
    /// A name that the data set does not have: always null. A plan with one gets a warning.
    case absent(String)
}

/// One `by` field of a scan.
package struct ScanKey: Hashable, Sendable {
    /// The column as the search names it: `Processes.dest`, `_time`.
    package var column: String
    package var field: ScanField
    /// Width of the time bucket for `_time`; nil for other fields.
    package var span: TimeSpan?

    package init(column: String, field: ScanField, span: TimeSpan? = nil) {
        self.column = column
        self.field = field
        self.span = span
    }
}

/// A bucket width of `span=`: a fixed number of seconds, or calendar days and months.
package enum TimeSpan: Hashable, Sendable {
    /// Aligned to multiples since the epoch.
    case seconds(Int64)
    /// Aligned to local midnight.
    case days(Int)
    /// Aligned to the first of the month.
    case months(Int)
}

/// One computed column of a scan.
package struct Aggregate: Hashable, Sendable {
    package var function: AggregateFunction
    /// What it is computed of; nil for plain `count`.
    package var input: ScanField?
    /// The column it fills: the name behind `as`, or the call as written (`values(Processes.user)`).
    package var column: String

    package init(function: AggregateFunction, input: ScanField?, column: String) {
        self.function = function
        self.input = input
        self.column = column
    }
}
