/// Operators that make rows or columns of values, so that little is known of them before there are
/// rows. Both evaluators take them row by row.
package enum Reshaping: Sendable {
    /// Further columns, found in the text of one: `spath`, `xmlkv`, `fromjson`.
    case unpack(column: String, Packing)
    /// Without columns of these names, in which `*` stands for any text (`fields -`).
    case remove([String])
    /// One row for each combination of keys; a column for each value of `name` (`xyseries`, `chart`).
    case pivot(Pivot)
    /// A row for each other column than `kept`, with its name and its value (`untable`).
    case unpivot(kept: String, name: String, value: String)
    /// Rows that agree in all other columns as one, with the values of all of them (`mvcombine`).
    case combine(column: String)
    /// Rows for time buckets that have none between the first and the last, with a text in all other
    /// columns (`timechart`).
    case continuous(column: String, span: TimeSpan, fill: String?)
    case transaction(Transaction)
    /// Matches of rules that come together in time (correlation rules of Sigma).
    case correlate(Correlating)
}

/// How columns stand in a text.
package enum Packing: Hashable, Sendable {
    /// All leaves of the JSON or XML in the first characters, each named by its path: `a.b`, `a{}`,
    /// `a{@b}`.
    case paths
    /// What stands at a path of JSON or XML, as a column of this name.
    case path(StructurePath, column: String)
    /// `<name>value</name>`, wherever it stands.
    case xmlPairs
    /// The members of a JSON object, with a text before their names.
    case members(prefix: String)
}

/// What `xyseries` and `chart` put side by side.
package struct Pivot: Hashable, Sendable {
    /// Columns that stay; rows that agree in them become one.
    package var keys: [String]
    /// The column whose values become columns.
    package var name: String
    /// The columns whose values stand in them.
    package var values: [String]
    /// How a column is called of which there are several: `$AGG$` is the name of the values, `$VAL$`
    /// that of the column.
    package var format: String
    /// What stands where there is no row for a column: of each of `values`.
    package var fills: [String?]

    package init(
        keys: [String], name: String, values: [String], format: String, fills: [String?]
    ) {
        self.keys = keys
        self.name = name
        self.values = values
        self.format = format
        self.fills = fills
    }
}

/// What `transaction` puts together. Rows come newest first.
package struct Transaction: Sendable {
    /// Rows of one transaction agree in these, as far as they have them.
    package var columns: [String]
    /// Which rows begin and end one; nil where any may.
    package var start: Expression?
    package var end: Expression?
    /// Seconds between the first and the last row, at most; nil for any.
    package var spanMax: Double?
    /// Seconds between one row and the next, at most.
    package var pauseMax: Double?
    /// Rows at most.
    package var rowsMax: Int
    /// Whether a row must agree in a column with another of its transaction, rather than with none
    /// in conflict.
    package var isConnected: Bool
    /// Whether those stay that are not complete; `closed_txn` tells them apart.
    package var keepsEvicted: Bool

    package init(
        columns: [String], start: Expression? = nil, end: Expression? = nil,
        spanMax: Double? = nil, pauseMax: Double? = nil, rowsMax: Int, isConnected: Bool,
        keepsEvicted: Bool
    ) {
        self.columns = columns
        self.start = start
        self.end = end
        self.spanMax = spanMax
        self.pauseMax = pauseMax
        self.rowsMax = rowsMax
        self.isConnected = isConnected
        self.keepsEvicted = keepsEvicted
    }
}

extension Reshaping {
    /// The columns of its input that it looks at itself, and whether the others go through.
    var flow: ColumnFlow {
        switch self {
        case .unpack(let column, _): .kept(reading: .names([column]))
        case .remove: .kept(reading: .names([]))
        case .pivot(let pivot): .made(of: pivot.keys + [pivot.name] + pivot.values)
        // Whatever columns there are.
        case .unpivot, .combine: .unknown
        case .continuous(let column, _, _): .kept(reading: .names([column]))
        case .transaction(let rule):
            .kept(
                reading: .names(
                    rule.columns + ["_time"] + (rule.start.map { Array($0.columns) } ?? [])
                        + (rule.end.map { Array($0.columns) } ?? [])))
        case .correlate(let rule): .made(of: rule.columnsRead)
        }
    }
}

extension Reshaping {
    /// The command that it mostly comes of, for messages.
    package var commandName: String {
        switch self {
        case .unpack(_, .paths), .unpack(_, .path): "spath"
        case .unpack(_, .xmlPairs): "xmlkv"
        case .unpack(_, .members): "fromjson"
        case .remove: "fields"
        case .pivot: "xyseries"
        case .unpivot: "untable"
        case .combine: "mvcombine"
        case .continuous: "timechart"
        case .transaction: "transaction"
        case .correlate: "correlation"
        }
    }
}

extension SlidingRows {
    package var hasResets: Bool {
        resetBefore != nil || resetAfter != nil || resetsOnChange
    }
}
