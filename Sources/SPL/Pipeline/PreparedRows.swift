/// What `tstats prestats=true` prepared for the command behind it.
///
/// Splunk hands over partial results; here the rows are the events themselves, so that every
/// function comes to the same. What was not prepared is not there in Splunk, and refused here.
///
/// Source: Splunk Search Reference, "tstats", `prestats`.
struct PreparedRows {
    /// A function and the field that it is of.
    struct Call: Hashable {
        var function: AggregateFunction
        var input: String?
    }

    var calls: Set<Call>
    /// The fields behind BY.
    var keys: Set<String>
    /// Where `prestats=true` stands.
    let range: Range<Int>

    /// Commands that take such rows.
    static let takers = ["stats", "chart", "timechart", "tstats"]

    /// With the rows of another `tstats` behind these: what both prepared.
    func appending(_ other: PreparedRows) -> PreparedRows {
        PreparedRows(
            calls: calls.intersection(other.calls), keys: keys.union(other.keys), range: range)
    }

    static let refusal =
        "rows of `tstats prestats=true` are for `stats`, `chart`, `timechart` or "
        + "`tstats prestats=true append=true` right behind it; write one of these, or leave "
        + "`prestats=true` out."
}
