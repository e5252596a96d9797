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
