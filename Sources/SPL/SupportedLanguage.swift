import CIM

/// The language of searches as a document, docs/SPL-SUPPORT.md. It is made from the registries, so
/// it names nothing that does not exist.
package enum SupportedLanguage {
    package static var markdown: String {
        ([
            "# What riskd understands of SPL", "",
            "Made by `make docs` from the program; a test fails when it is stale. What is not here "
                + "is refused by name and place: a search never runs half.",
        ] + commands + refusals + aggregates + functions + dataSets).joined(separator: "\n")
    }

    private static var commands: [String] {
        ["", "## Commands", ""]
            + CommandDescription.all.flatMap { command in
                [
                    "### `\(command.name)`", "", "```", command.syntax, "```", "", command.summary,
                    "",
                ]
            }
    }

    private static var refusals: [String] {
        ["## Commands that cannot run here", "", "| command | because |", "|---|---|"]
            + SplunkCommands.refusals.sorted { $0.key < $1.key }
            .map { "| `\($0.key)` | \($0.value) |" }
    }

    private static var aggregates: [String] {
        func list(_ names: [String]) -> String {
            names.map { "`\($0)`" }.joined(separator: " ")
        }
        return [
            "", "## Aggregates", "",
            "`tstats`: " + list(AggregateFunction.allCases.map(\.rawValue)), "",
            "`stats`, `eventstats`, `streamstats`: " + list(RowFunction.names + ["perc<n>"])
                + ", of a column, of several by `*`, or of `eval(…)`.",
        ]
    }

    private static var functions: [String] {
        [
            "", "## Functions of `eval` and `where`", "",
            "Beside these `searchmatch`, `mvfilter` and `mvmap`.", "",
            "| function | arguments |", "|---|---|",
        ]
            + EvalFunction.allCases.sorted { $0.name < $1.name }.map { function in
                let (low, high) = (function.arity.lowerBound, function.arity.upperBound)
                let count = low == high ? "\(low)" : high > 100 ? "\(low) …" : "\(low)–\(high)"
                return "| `\(function.name)` | \(count) |"
            }
    }

    private static var dataSets: [String] {
        ["", "## Data sets", ""]
            + DataModel.all.flatMap { set in
                [
                    "### `\(set.qualifiedName)`", "",
                    set.fields.map { "`\($0)`" }.joined(separator: " "), "",
                ]
            }.dropLast()
    }
}
