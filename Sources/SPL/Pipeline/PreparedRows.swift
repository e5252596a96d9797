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

extension GroupingCalls {
    /// Refuses what `tstats prestats=true` did not prepare, where the rows are of one.
    ///
    /// - Parameter keys: The columns that the command groups by.
    func check(_ prepared: PreparedRows?, by keys: [String], _ diagnostics: inout Diagnostics) {
        guard let prepared else { return }
        for key in keys where !prepared.keys.contains(key) {
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`\(key)` is not among the fields behind `by` of `tstats prestats=true`; write "
                        + "it there.", at: range))
        }
        for call in written {
            let isPrepared = call.function.map { function in
                prepared.calls.contains(PreparedRows.Call(function: function, input: call.input))
            }
            guard isPrepared != true else { continue }
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`\(call.text)` is not among the functions of each `tstats prestats=true` "
                        + "before; write it there.", at: call.range))
        }
    }
}
