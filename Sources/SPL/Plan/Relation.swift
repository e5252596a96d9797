/// The closed set of operators above the scans: each takes tables and gives one table.
///
/// Commands are many and open; they lower to these few. The evaluator and every exporter switch
/// over all cases, so a new case is an expensive change on purpose.
package indirect enum Relation: Sendable {
    /// The aggregated rows of a scan over one window.
    /// - Shape: groups × (key columns, then aggregate columns), sorted by key.
    case scan(Int)
    /// Rows for which a search expression holds (`search`).
    case filter(Relation, Predicate<String>)
    /// One column more, or another value for an existing one (`convert`, later `eval`).
    case extend(Relation, column: String, Expression)
    /// Columns under other names (`rename`); rules are applied in order.
    case rename(Relation, [Renaming])
}
