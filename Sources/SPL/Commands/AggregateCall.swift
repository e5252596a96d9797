/// An aggregate as written: `count`, `min(_time) as firstTime`.
struct AggregateCall {
    let function: AggregateFunction
    /// The field it is computed of; nil for plain `count`.
    let input: SearchField?
    /// The name behind `as`, or the call as written, without blanks.
    let column: String
    let range: Range<Int>

    /// A search looks at the newest event first, so that is the first one.
    ///
    /// Source: Splunk Search Reference, "Event order functions", `first` and `last`.
    private static let ordered: [String: AggregateFunction] = ["first": .latest, "last": .earliest]

    /// Names that a search may write, sorted; percentiles aside.
    static let names = (AggregateFunction.names + ordered.keys).sorted()

    /// - Returns: Nil when the function is not known, which has been reported.
    static func read(
        _ cursor: inout TokenCursor, _ diagnostics: inout Diagnostics
    ) throws(Problem) -> AggregateCall? {
        let name = cursor.next
        guard name.kind == .word else {
            throw cursor.problem("here an aggregate is expected, such as `count` or `min(_time)`.")
        }
        cursor.advance()
        var column = name.text
        var range = name.range
        var input: SearchField?
        let hasBrackets = cursor.next.kind == .openParen
        if hasBrackets {
            (input, range) = try readInput(&cursor, of: name)
            column += "(\(input?.name ?? ""))"
        }
        if cursor.accept(keyword: "as") {
            column = try cursor.expectText("here the name of the column is missing.").text
        }
        guard let function = try function(name, hasBrackets, &diagnostics) else { return nil }
        if input == nil, function != .count {
            diagnostics.report(
                Problem(
                    .syntax, "`\(name.text)` needs a field: `\(name.text)(<field>)`.", at: range))
            return nil
        }
        return AggregateCall(function: function, input: input, column: column, range: range)
    }

    /// The brackets behind a function.
    private static func readInput(
        _ cursor: inout TokenCursor, of name: Token
    ) throws(Problem) -> (SearchField?, Range<Int>) {
        let open = cursor.advance()
        var input: SearchField?
        if cursor.next.isText {
            let field = cursor.advance()
            guard cursor.next.kind != .openParen else {
                throw Problem(
                    .unsupportedArgument,
                    "an expression within `\(name.text)()` is not supported; write a field.",
                    at: field.range)
            }
            input = SearchField(name: field.text, range: field.range)
        }
        guard cursor.next.kind == .closeParen else {
            throw cursor.isAtEnd
                ? Problem(.syntax, "this `(` is not closed.", at: open.range)
                : cursor.problem("a function takes one field; here `)` is expected.")
        }
        return (input, name.range.lowerBound..<cursor.advance().range.upperBound)
    }

    private static func function(
        _ name: Token, _ hasBrackets: Bool, _ diagnostics: inout Diagnostics
    ) throws(Problem) -> AggregateFunction? {
        if let function = ordered[name.text.lowercased()] ?? AggregateFunction(rawValue: name.text)
        {
            return function
        }
        guard hasBrackets else {
            throw Problem(
                .syntax,
                "`\(name.text)` is neither an aggregate nor `from`, `where` or `by`."
                    + Suggestion.question(
                        name.text, among: ["from", "where", "by", "groupby"] + names),
                at: name.range)
        }
        let known = (names + AggregateFunction.percentileForms).joined(separator: ", ")
        diagnostics.report(
            Problem(
                .unknownFunction,
                "the aggregate `\(name.text)` is not supported; there are \(known)."
                    + Suggestion.question(name.text, among: names), at: name.range))
        return nil
    }
}
