/// Reads a condition of the search language.
///
/// Brackets bind tightest, then NOT, then OR, then AND: other than in `eval`, `a OR b c` means
/// `(a OR b) AND c`. Conditions side by side are joined by AND. The operators count in upper case
/// only; a lower-case `and` is a word that is looked for.
///
/// Source: Splunk Search Reference, "search", "Boolean expressions".
struct SearchExpressionParser {
    private var cursor: TokenCursor
    /// Words, in lower case, that end the condition where a new operand could begin.
    private let endWords: [String]
    private var depth = 0
    private var warnings: [(message: String, range: Range<Int>)] = []

    /// Reads up to an end word or the end of the command.
    static func parse(
        _ cursor: inout TokenCursor, until endWords: [String] = [],
        _ diagnostics: inout Diagnostics
    ) throws(Problem) -> SearchExpression {
        var parser = SearchExpressionParser(cursor: cursor, endWords: endWords)
        let expression = parser.isAtEnd ? .all : try parser.conjunction()
        for warning in parser.warnings {
            diagnostics.warn(.syntax, warning.message, at: warning.range)
        }
        if parser.cursor.next.kind == .closeParen {
            throw parser.cursor.problem("this `)` has no `(` before it.")
        }
        cursor = parser.cursor
        return expression
    }

    private init(cursor: TokenCursor, endWords: [String]) {
        self.cursor = cursor
        self.endWords = endWords
    }

    /// Whether no operand can begin here.
    private var isAtEnd: Bool {
        let next = cursor.next
        return next.kind == .end || next.kind == .closeParen || isEndWord(next)
    }

    private func isEndWord(_ token: Token) -> Bool {
        guard token.kind == .word, endWords.contains(token.text.lowercased()) else { return false }
        // `by=5` is a comparison of a field that happens to have this name.
        if case .comparison = cursor.token(ahead: 1).kind { return false }
        return true
    }

    private mutating func conjunction() throws(Problem) -> SearchExpression {
        var operands = [try disjunction()]
        while !isAtEnd {
            if cursor.next.isOperator("AND") { cursor.advance() }
            operands.append(try disjunction())
        }
        return operands.count == 1 ? operands[0] : .and(operands)
    }

    private mutating func disjunction() throws(Problem) -> SearchExpression {
        var operands = [try negation()]
        while cursor.next.isOperator("OR") {
            cursor.advance()
            operands.append(try negation())
        }
        return operands.count == 1 ? operands[0] : .or(operands)
    }

    private mutating func negation() throws(Problem) -> SearchExpression {
        var isNegated = false
        while cursor.next.isOperator("NOT") {
            cursor.advance()
            isNegated.toggle()
        }
        let operand = try operand()
        return isNegated ? .not(operand) : operand
    }

    private mutating func operand() throws(Problem) -> SearchExpression {
        let token = cursor.next
        switch token.kind {
        case .openParen: return try bracketed()
        case .caseSensitive, .exactTerm: return .term(try value(of: "the condition"))
        case .word, .quoted:
            if isEndWord(token) || ["AND", "OR"].contains(where: token.isOperator) {
                throw cursor.problem("a condition is missing before `\(token.text)`.")
            }
            return try condition()
        case .end, .closeParen: throw cursor.problem("here a condition is missing.")
        case .subsearch:
            guard beginsSearch(token.range) else {
                throw Self.subsearchProblem(token)
            }
            return .subsearch(cursor.advance().range)
        case .comma:
            throw cursor.problem(
                "a comma stands between conditions; a value with a comma "
                    + "needs double quotes around it.")
        case .comparison:
            throw cursor.problem(
                "here a field name is missing; a value with `=`, `<` or `>` in it "
                    + "needs double quotes around it.")
        }
    }

    private mutating func bracketed() throws(Problem) -> SearchExpression {
        let open = cursor.advance()
        guard depth < SearchLimits.nestingMax else {
            throw Problem(
                .tooComplex, "brackets are nested more than \(SearchLimits.nestingMax) deep.",
                at: open.range)
        }
        // `()` holds for everything; index macros stand for it.
        if cursor.accept(.closeParen) { return .all }
        guard !isAtEnd else {
            throw cursor.problem("here a condition is missing.")
        }
        depth += 1
        let expression = try conjunction()
        depth -= 1
        guard cursor.accept(.closeParen) else {
            throw Problem(.syntax, "this `(` is not closed.", at: open.range)
        }
        return expression
    }

    /// A comparison, a list or a term that begins with a word or quoted text.
    private mutating func condition() throws(Problem) -> SearchExpression {
        let first = cursor.next
        let behind = cursor.token(ahead: 1)
        let field = SearchField(name: first.text, range: first.range)
        if case .comparison(let comparison) = behind.kind {
            cursor.advance()
            cursor.advance()
            return .comparison(field, comparison, try value(of: "`\(field.name)`"))
        }
        if behind.isOperator("IN"), cursor.token(ahead: 2).kind == .openParen {
            cursor.advance()
            cursor.advance()
            return try membership(field)
        }
        if behind.isOperator("NOT"), cursor.token(ahead: 2).isOperator("IN"),
            cursor.token(ahead: 3).kind == .openParen
        {
            for _ in 0..<3 { cursor.advance() }
            return .not(try membership(field))
        }
        if behind.isOperator("IN") {
            cursor.advance()
            cursor.advance()
            throw cursor.problem("behind IN stands a list in brackets: `\(field.name) IN (a, b)`.")
        }
        warnIfOperatorInLowerCase(first)
        return .term(try value(of: "the condition"))
    }

    /// The value of a comparison, or a term.
    private mutating func value(of subject: String) throws(Problem) -> SearchValue {
        let token = cursor.next
        let isOperator = ["AND", "OR", "NOT"].contains(where: token.isOperator)
        switch token.kind {
        case .word where isOperator, .end, .closeParen, .comma:
            throw cursor.problem("here the value of \(subject) is missing.")
        case .openParen:
            throw cursor.problem(
                "for several values write `field IN (a, b)`; a bracket that is "
                    + "part of a value needs double quotes around the value.")
        case .comparison:
            throw cursor.problem("one operator follows another; equality is a single `=`.")
        case .subsearch: throw Self.subsearchProblem(token)
        case .word, .quoted, .caseSensitive, .exactTerm: break
        }
        cursor.advance()
        let text = token.text + callBrackets(behind: token)
        try checkEnd(ofValue: token)
        return SearchValue(
            text: text, isCaseSensitive: token.kind == .caseSensitive, range: token.range)
    }

    /// `()` that a value without quotes goes on with, as in `*GetCurrent()*`, and what follows.
    ///
    /// Brackets want quotes, but published content has this one without, and only one reading of
    /// it makes sense.
    private mutating func callBrackets(behind token: Token) -> String {
        guard token.kind == .word, cursor.next.kind == .openParen, cursor.next.isAdjacent,
            cursor.token(ahead: 1).kind == .closeParen, cursor.token(ahead: 1).isAdjacent
        else { return "" }
        let open = cursor.advance()
        let close = cursor.advance()
        warnings.append(
            (
                "a value with brackets in it needs double quotes around it; these are taken as "
                    + "part of the value.", open.range.lowerBound..<close.range.upperBound
            ))
        let goesOn = cursor.next.kind == .word && cursor.next.isAdjacent
        return goesOn ? "()" + cursor.advance().text : "()"
    }

    /// Refuses a value that was meant to be longer, such as `*"a b"*` or `a=b`.
    private func checkEnd(ofValue token: Token) throws(Problem) {
        let next = cursor.next
        guard next.isAdjacent else { return }
        switch next.kind {
        case .word where token.kind != .word && beginsCondition(next): return
        case .word, .quoted:
            throw cursor.problem("quotes go around the whole value, stars included: \"*a b*\".")
        case .comma, .comparison, .openParen:
            throw cursor.problem("a value with `\(next.text)` in it needs double quotes around it.")
        case .closeParen, .caseSensitive, .exactTerm, .subsearch, .end: return
        }
    }

    /// Whether the next token is a word that cannot be the rest of a value: an operator, a clause,
    /// or a field before an operator.
    private func beginsCondition(_ token: Token) -> Bool {
        if isEndWord(token) || ["AND", "OR", "NOT"].contains(where: token.isOperator) {
            return true
        }
        let behind = cursor.token(ahead: 1)
        if case .comparison = behind.kind { return true }
        return behind.isOperator("IN") || behind.isOperator("NOT")
    }

    /// The list behind IN, with the cursor at its opening bracket. Empty items are skipped.
    private mutating func membership(_ field: SearchField) throws(Problem) -> SearchExpression {
        let open = cursor.advance()
        var values: [SearchValue] = []
        var needsComma = false
        while !cursor.accept(.closeParen) {
            let token = cursor.next
            switch token.kind {
            case .comma:
                cursor.advance()
                needsComma = false
                continue
            case .word where token.text == "." && needsComma:
                // Occurs in published content instead of a comma.
                warnings.append(("in a list values are separated by commas.", token.range))
                cursor.advance()
                needsComma = false
                continue
            case .quoted where isEmptyQuotes(token, isBehindValue: needsComma):
                // Published content has values in two pairs of quotes: `""*value*""`.
                warnings.append(("one pair of quotes goes around a value.", token.range))
                cursor.advance()
                continue
            case .word, .quoted, .caseSensitive, .exactTerm: break
            case .end: throw Problem(.syntax, "this `(` is not closed.", at: open.range)
            case .subsearch: throw Self.subsearchProblem(token)
            case .openParen, .closeParen, .comparison:
                throw cursor.problem(
                    "a value with `\(token.text)` in it needs double quotes "
                        + "around it.")
            }
            if needsComma {
                guard !token.isAdjacent else {
                    throw cursor.problem(
                        "quotes go around the whole value, and commas between "
                            + "values.")
                }
                warnings.append(("a comma is missing before this value.", token.range))
            }
            cursor.advance()
            needsComma = true
            values.append(
                SearchValue(
                    text: token.text, isCaseSensitive: token.kind == .caseSensitive,
                    range: token.range))
        }
        guard !values.isEmpty else {
            throw Problem(.syntax, "the list behind IN is empty.", at: open.range)
        }
        return .membership(field, values)
    }

    /// Whether quotes without anything in them touch a value on one of their sides.
    private func isEmptyQuotes(_ token: Token, isBehindValue: Bool) -> Bool {
        let next = cursor.token(ahead: 1)
        return token.text.isEmpty
            && (isBehindValue && token.isAdjacent || next.kind == .word && next.isAdjacent)
    }

    private mutating func warnIfOperatorInLowerCase(_ token: Token) {
        let upper = token.text.uppercased()
        guard token.kind == .word, ["AND", "OR", "NOT", "IN"].contains(upper) else { return }
        warnings.append(
            (
                "`\(token.text)` is looked for as a word; the operator is written `\(upper)`.",
                token.range
            ))
    }

    /// Whether what stands in square brackets begins with a pipe, or with a command that makes
    /// rows.
    private func beginsSearch(_ brackets: Range<Int>) -> Bool {
        guard let generating = cursor.generating else { return false }
        let bytes = cursor.source
        if CharacterClass.beginsSearch(brackets, of: bytes) { return true }
        let inner = brackets.lowerBound + 1..<brackets.upperBound - 1
        return generating.contains(Stage(inner, of: bytes, hasPipe: false).command)
    }

    private static func subsearchProblem(_ token: Token) -> Problem {
        Problem(
            .unsupportedArgument,
            "here no search in `[ ]` can stand. If the brackets are part of a value, put the "
                + "value in double quotes.", at: token.range)
    }
}
