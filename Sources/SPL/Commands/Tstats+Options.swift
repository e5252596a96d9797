extension Tstats {
    /// Options that say how Splunk gets at the data; here the answer is always that of the raw
    /// events, so any value will do.
    private static let ignoredOptions = [
        "summariesonly", "allow_old_summaries", "chunk_size", "local", "include_reduced_buckets",
        "use_summary_index_values",
    ]
    /// Options that ask for another kind of result.
    private static let resultOptions = ["prestats", "append"]
    private static let nullFillOption = "fillnull_value"

    mutating func read(_ option: CommandOption, _ diagnostics: inout Diagnostics) {
        let name = option.name.text.lowercased()
        if name == Self.nullFillOption {
            nullFill = option.value.text
        } else if Self.resultOptions.contains(name), let value = option.boolean {
            if name == "append" { appends = value } else { prestats = value ? option.range : nil }
        } else if !(Self.ignoredOptions + Self.resultOptions).contains(name) {
            let known = [Self.nullFillOption] + Self.ignoredOptions + Self.resultOptions
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`tstats` has no option `\(option.name.text)`."
                        + Suggestion.question(name, among: known), at: option.range))
        } else if name == "chunk_size" ? option.count == nil : option.boolean == nil {
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    name == "chunk_size"
                        ? "the value of `chunk_size` is a number."
                        : "the value of `\(name)` is `true` or `false`.", at: option.range))
        }
    }
}
