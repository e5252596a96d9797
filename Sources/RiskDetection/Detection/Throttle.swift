/// How often a detection reports the same thing: after a row, rows with the same values in some
/// columns give no records for a while.
///
/// Source: Splunk `savedsearches.conf`, `alert.suppress.fields` and `alert.suppress.period`.
package struct Throttle: Equatable, Sendable {
    /// A missing column counts as one without a value.
    package var columns: [String]
    /// Whole seconds, more than 0, from the scheduled time of the run that reported the row.
    package var periodSeconds: Int64

    package init(columns: [String], periodSeconds: Int64) {
        self.columns = columns
        self.periodSeconds = periodSeconds
    }
}
