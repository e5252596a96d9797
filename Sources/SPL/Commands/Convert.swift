/// `convert timeformat="%F" ctime(firstTime) AS first`: times as text.
///
/// Source: Splunk Search Reference, "convert".
struct Convert: Command {
    static let name = "convert"
    static let isGenerating = false
    static let syntax = "convert [timeformat=\"<format>\"] ctime(<column>) [AS <name>] …"
    static let summary =
        "Writes epoch seconds as text, in the zone of the detection; `*` in the column names "
        + "several."

    /// Source: Splunk Search Reference, "convert", "timeformat".
    private static let defaultFormat = "%m/%d/%Y %H:%M:%S"

    private struct Conversion {
        let column: Token
        let name: Token?
    }

    private var format = Self.defaultFormat
    private var conversions: [Conversion] = []
    private let range: Range<Int>

    init(_ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics) throws(Problem) {
        range = cursor.range
        var hasFunction = false
        while !cursor.isAtEnd {
            if cursor.accept(.comma) { continue }
            if cursor.isAtOption {
                read(try cursor.option(), &diagnostics)
            } else {
                hasFunction = true
                try readFunction(&cursor, &diagnostics)
            }
        }
        if !hasFunction { throw cursor.problem("here `ctime(<column>)` is missing.") }
    }

    private mutating func read(_ option: CommandOption, _ diagnostics: inout Diagnostics) {
        if option.name.text.lowercased() == "timeformat" {
            format = option.value.text
        } else {
            let name = option.name.text
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`convert` has no option `\(name)`; it takes `timeformat`.", at: option.range))
        }
    }

    private mutating func readFunction(
        _ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics
    ) throws(Problem) {
        let function = try cursor.expectText("here a function such as `ctime` is missing.")
        _ = try cursor.expect(
            .openParen, "here a bracket is missing: `\(function.text)(<column>)`.")
        let column = try cursor.expectText("here the column is missing.")
        _ = try cursor.expect(.closeParen, "here `)` is missing.")
        var name: Token?
        if cursor.accept(keyword: "as") {
            name = try cursor.expectText("here the new name is missing.")
        }
        guard function.text.lowercased() == "ctime" else {
            diagnostics.report(
                Problem(
                    .unknownFunction,
                    "the function `\(function.text)` of `convert` is not supported; `ctime` is.",
                    at: function.range))
            return
        }
        let stars = Renaming.wildcards(in: column.text)
        if stars > 1 || name.map({ Renaming.wildcards(in: $0.text) != stars }) ?? false {
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "a column name may have one `*`, and the name behind AS must have as many.",
                    at: column.range.lowerBound..<(name ?? column).range.upperBound))
            return
        }
        conversions.append(Conversion(column: column, name: name))
    }

    func lower(into plan: inout PlanBuilder) {
        for conversion in conversions {
            let rule = Renaming(
                from: conversion.column.text, to: (conversion.name ?? conversion.column).text)
            guard let columns = plan.columns else { return }
            if Renaming.wildcards(in: rule.from) == 0 {
                plan.warnAboutMissingColumn(
                    rule.from, at: conversion.column.range, effect: "nothing is converted.")
            }
            for column in columns {
                guard let name = rule.newName(of: column) else { continue }
                add(column: name, from: column, to: &plan)
            }
        }
    }

    private func add(column: String, from source: String, to plan: inout PlanBuilder) {
        guard var columns = plan.columns else { return }
        if !columns.contains(column) { columns.append(column) }
        plan.add(columns: columns, at: range) {
            .extend($0, column: column, .formatTime(.column(source), format: format))
        }
    }
}
