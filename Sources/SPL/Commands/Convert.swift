import RegularExpressions

/// `convert [timeformat=<format>] <function>(<column>) [AS <name>] …`: values in another form.
///
/// Source: Splunk Search Reference, "convert".
struct Convert: Command {
    static let name = "convert"
    static let isGenerating = false
    static let syntax = "convert [timeformat=\"<format>\"] <function>(<column>) [AS <name>] …"
    static let summary =
        "Writes values in another form: `ctime` epoch seconds as text, in the zone of the detection, "
        + "`mktime` the reverse; `dur2sec`, `mstime`, `memk`, `num`, `auto`, `rmcomma` and `rmunit` "
        + "make numbers; `none` leaves columns out. `*` in the column names several."

    /// Source: Splunk Search Reference, "convert", "timeformat".
    private static let defaultFormat = "%m/%d/%Y %H:%M:%S"

    private struct Conversion {
        let function: ConvertFunction
        let column: Token
        let name: Token?
    }

    private var format = Self.defaultFormat
    /// The option, where it is given.
    private var formatRange: Range<Int>?
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
        try checkFormat()
    }

    /// Some variables of a format can be written and not read.
    private func checkFormat() throws(Problem) {
        guard let formatRange else { return }
        let isRead = conversions.contains { $0.function == .mktime }
        try ArgumentCheck.checkFormat(format, isRead: isRead, formatRange)
    }

    private mutating func read(_ option: CommandOption, _ diagnostics: inout Diagnostics) {
        if option.name.text.lowercased() == "timeformat" {
            format = option.value.text
            formatRange = option.value.range
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
        guard let known = ConvertFunction(rawValue: function.text.lowercased()) else {
            let names = ConvertFunction.allCases.map(\.rawValue)
            diagnostics.report(
                Problem(
                    .unknownFunction,
                    "the function `\(function.text)` of `convert` is not supported; there are "
                        + "\(names.joined(separator: ", "))."
                        + Suggestion.question(function.text, among: names), at: function.range))
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
        conversions.append(Conversion(function: known, column: column, name: name))
    }

    func lower(into plan: inout PlanBuilder) {
        let spared = conversions.filter { $0.function == .none }.map(\.column.text)
        for conversion in conversions where conversion.function != .none {
            let rule = Renaming(
                from: conversion.column.text, to: (conversion.name ?? conversion.column).text)
            guard var columns = plan.columns else { return }
            if Renaming.wildcards(in: rule.from) == 0 {
                plan.warnAboutMissingColumn(
                    rule.from, at: conversion.column.range, effect: "nothing is converted.")
                if plan.isOpen { columns = [rule.from] }
            } else if !plan.knowsColumns(
                for: "`\(conversion.function.rawValue)(\(rule.from))`", at: conversion.column.range)
            {
                return plan.forgetRows()
            }
            for column in columns where !isSpared(column, spared, rule) {
                guard let name = rule.newName(of: column) else { continue }
                conversion.function.add(
                    column: name, from: column, format: format, to: &plan, at: range)
            }
        }
    }

    /// `none()` takes columns out of those that a star stands for.
    private func isSpared(_ column: String, _ spared: [String], _ rule: Renaming) -> Bool {
        Renaming.wildcards(in: rule.from) > 0
            && spared.contains { !ColumnList.matching($0, [column]).isEmpty }
    }
}

/// The functions of `convert`.
private enum ConvertFunction: String, CaseIterable {
    case auto, ctime, dur2sec, memk, mktime, mstime, none, num, rmcomma, rmunit

    func add(
        column: String, from source: String, format: String, to plan: inout PlanBuilder,
        at range: Range<Int>
    ) {
        let value = Expression.column(source)
        switch self {
        case .ctime: plan.extend(column, at: range, .formatTime(value, format: format))
        case .auto: addAll(column, source, &plan, range)
        case .num: plan.extend(column, at: range, Self.automatic(value))
        default:
            guard let converted = converted(value, format: format) else { return }
            plan.extend(column, at: range, .coalesce(converted, value))
        }
    }

    /// A number where that is what it stands for, commas left out.
    private static func automatic(_ value: Expression) -> Expression {
        let plain = Expression.call(.text(.replace), [value, .text(","), .text("")])
        let hasCommas = Expression.call(
            .condition(.match), [value, .text("^[+-]?\\d{1,3}(,\\d{3})+(\\.\\d+)?$")])
        return .coalesce(.asNumber(value), .either(hasCommas, .asNumber(plain), .null))
    }

    /// `auto`: nothing is converted where one value of all rows is none.
    ///
    /// Source: Splunk Search Reference, "convert", "auto()".
    private func addAll(
        _ column: String, _ source: String, _ plan: inout PlanBuilder, _ range: Range<Int>
    ) {
        let (number, others) = ("value as a number", "values that are none")
        let value = Expression.column(source)
        plan.extend(number, at: range, Self.automatic(value))
        let isOther = Expression.and([.isNotNull(value), .isNull(.column(number))])
        plan.annotate(
            [RowAggregate(function: .scanned(.count), input: isOther, column: others)], at: range)
        plan.extend(
            column, at: range,
            .either(
                .comparison(.equal, .column(others), .number(0)), .column(number), value))
        plan.remove([number, others], at: range)
    }

    /// The value in another form; null where it is none of the kind, and nil where the function is
    /// not of each value by itself.
    private func converted(_ value: Expression, format: String) -> Expression? {
        func part(_ pattern: String, _ group: Int) -> Expression? {
            (try? RegularExpression(pattern)).map {
                .asNumber(.capture(value, $0, group: group, limit: 1))
            }
        }
        func sum(_ pattern: String, _ parts: [(group: Int, factor: Double, needed: Bool)])
            -> Expression?
        {
            var terms: [Expression] = []
            for (group, factor, needed) in parts {
                guard let number = part(pattern, group) else { return nil }
                let term = needed ? number : .coalesce(number, .number(0))
                terms.append(.arithmetic(.multiply, term, .number(factor)))
            }
            return terms.dropFirst().reduce(terms[0]) { .arithmetic(.add, $0, $1) }
        }
        switch self {
        case .mktime: return .call(.time(.strptime), [value, .text(format)])
        case .dur2sec:
            return sum(
                "^(?:(\\d+)\\+)?(?:(\\d+):)?(\\d+):(\\d+(?:\\.\\d+)?)$",
                [(1, 86_400, false), (2, 3_600, false), (3, 60, true), (4, 1, true)])
        case .mstime:
            return sum("^(?:(\\d+):)?(\\d+(?:\\.\\d+)?)$", [(1, 60, false), (2, 1, true)])
        case .memk:
            let pattern = "^([+-]?\\d+(?:\\.\\d+)?)\\s*([kKmMgG]?)"
            guard let number = part(pattern + "$", 1),
                let units = try? RegularExpression(pattern + "$")
            else { return nil }
            let unit = Expression.call(
                .text(.lower), [.capture(value, units, group: 2, limit: 1)])
            func isUnit(_ name: String) -> Expression { .comparison(.equal, unit, .text(name)) }
            let factor = Expression.either(
                isUnit("g"), .number(1_048_576), .either(isUnit("m"), .number(1_024), .number(1)))
            return .arithmetic(.multiply, number, factor)
        case .rmcomma: return .call(.text(.replace), [value, .text(","), .text("")])
        case .rmunit: return part("^\\s*([+-]?\\d+(?:\\.\\d+)?)", 1)
        case .auto, .ctime, .none, .num: return nil
        }
    }
}
