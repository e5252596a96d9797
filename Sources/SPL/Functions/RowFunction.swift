/// What `stats` and its like compute of rows.
package enum RowFunction: Hashable, Sendable {
    /// Those that a scan computes of events as well.
    case scanned(AggregateFunction)
    /// Of the first and the last row in the order of the rows.
    case first, last
    /// All values in the order of the rows, the first hundred.
    case list
}
