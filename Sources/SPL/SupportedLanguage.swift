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
            "`tstats`: " + list(AggregateCall.names + AggregateFunction.percentileForms), "",
            "`stats`, `eventstats`, `streamstats`: "
                + list(RowFunction.names + AggregateFunction.percentileForms)
                + ", of a column, of several by `*`, or of `eval(…)`.",
        ]
    }

    private static var functions: [String] {
        func list(_ items: [String]) -> String { items.map { "`\($0)`" }.joined(separator: " ") }
        let forms = EvalFunction.allCases.map(FunctionForm.text) + FunctionForm.others
        let letters = TimeVariable.letters.map { "%\($0)" }
        return [
            "", "## Functions of `eval` and `where`", "",
            "An argument in square brackets may be left out; `…` stands for more of the same. "
                + "`random()` has the scheduled time of the run as its seed, so a window that is "
                + "evaluated again has the same numbers. A number with a point is as exact as it is "
                + "written: `8.250 * 0.20` shows as 1.7.", "",
        ] + forms.sorted().map { "- `\($0)`" } + [
            "",
            "Operators: `+ - * / %`, `.` for texts, `= == != <> < <= > >=`, `IN (…)`, `LIKE`, "
                + "`NOT` or `!`, `AND`, `OR`, `XOR`.",
            "",
            "Time formats of `strftime` and `strptime`: "
                + list(letters + ["%z", "%:z", "%::z", "%:::z", "%Ez"])
                + "; fractions of the second: " + list(["%N", "%Q", "%f", "%1N", "%9Q"])
                + " with any digit; only `strftime` has "
                + list(TimeVariable.writtenLetters.map { "%\($0)" }) + ".",
            "",
            "Conversions of `printf`: "
                + list(PrintTemplate.Kind.allCases.map { "%\($0.rawValue)" } + ["%%"])
                + ", with the flags " + list(PrintTemplate.Flag.allCases.map { "\($0.rawValue)" })
                + ", a width and a precision, each a number or `*`.",
            "",
            "Forms of `tostring`: " + list(ArgumentCheck.forms)
                + ". Steps of `mvrange`: a number, or a span such as "
                + list(["30s", "5m", "2h", "7d", "1w", "1mon", "1q", "1y"]) + ".",
        ]
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
