/// Reads expressions of `eval` and `where`.
///
/// Binding, from tight to loose: sign, `* / %`, `+ -`, `.`, comparisons, NOT, AND, OR and XOR. Words
/// count in any case.
///
/// Source: Splunk Search Reference, "eval", "Operators".
struct FormulaParser {
    private let bytes: [UInt8]
    private let tokens: [FormulaToken]
    private let range: Range<Int>
    private var index = 0
    private var depth = 0
    private var names: [SearchField] = []

    /// - Parameter range: The expressions, in the expanded text.
    init(_ bytes: [UInt8], _ range: Range<Int>) throws(Problem) {
        self.bytes = bytes
        self.range = range
        tokens = try FormulaLexer.tokens(of: range, in: bytes)
    }

    // MARK: - Tokens

    var next: FormulaToken {
        index < tokens.count
            ? tokens[index]
            : FormulaToken(kind: .end, text: "", range: range.upperBound..<range.upperBound)
    }

    var isAtEnd: Bool { index >= tokens.count }

    @discardableResult
    mutating func advance() -> FormulaToken {
        let token = next
        if !isAtEnd { index += 1 }
        return token
    }

    mutating func accept(_ kind: FormulaToken.Kind) -> Bool {
        guard next.kind == kind else { return false }
        advance()
        return true
    }

    private mutating func accept(keyword: String) -> Bool {
        guard next.isKeyword(keyword) else { return false }
        advance()
        return true
    }

    func problem(_ message: String) -> Problem { Problem(.syntax, message, at: next.range) }

    // MARK: - Expressions

    /// Reads one expression, up to a comma or bracket that does not belong to it.
    mutating func formula() throws(Problem) -> Formula {
        let start = next.range.lowerBound
        names = []
        let expression = try disjunction()
        let end = index > 0 ? tokens[index - 1].range.upperBound : start
        return Formula(expression, names: names, range: start..<max(start, end))
    }

    /// The one expression that the text is.
    static func parse(
        _ bytes: [UInt8], _ range: Range<Int>, condition: Bool = false
    ) throws(Problem) -> Formula {
        var parser = try FormulaParser(bytes, range)
        guard !parser.isAtEnd else { throw parser.problem("here an expression is missing.") }
        let formula = try parser.formula()
        guard parser.isAtEnd else {
            throw parser.problem("`\(parser.next.text)` does not go on with the expression.")
        }
        if condition { try Self.requireCondition(formula.isCondition, formula.range) }
        return formula
    }

    /// An expression that stood in quotes, in which a backslash hides quotes and backslashes.
    ///
    /// - Parameter range: Where it stood, for problems.
    static func parse(
        quoted text: String, at range: Range<Int>, condition: Bool = false
    ) throws(Problem) -> Formula {
        var bytes: [UInt8] = []
        let written = Array(text.utf8)
        var index = 0
        while index < written.count {
            if CharacterClass.isEscape(written, at: index) { index += 1 }
            bytes.append(written[index])
            index += 1
        }
        do throws(Problem) {
            let formula = try parse(bytes, 0..<bytes.count, condition: condition)
            return formula.placed(at: range)
        } catch {
            throw Problem(error.code, error.message, at: range)
        }
    }

    static func requireCondition(
        _ isCondition: Bool, _ range: Range<Int>
    ) throws(Problem) {
        guard !isCondition else { return }
        throw Problem(
            .syntax,
            "here a condition is expected, such as a comparison, `match()` or `isnotnull()`.",
            at: range)
    }

    private mutating func disjunction() throws(Problem) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= SearchLimits.nestingMax else {
            throw Problem(
                .tooComplex,
                "the expression is nested more than \(SearchLimits.nestingMax) deep.",
                at: next.range)
        }
        let start = index
        var operands = [try conjunction()]
        while true {
            if accept(keyword: "or") {
                if operands.count == 1 { try require(operands[0], from: start) }
                operands.append(try required { (p) throws(Problem) in try p.conjunction() })
            } else if accept(keyword: "xor") {
                try require(operands[operands.count - 1], from: start)
                let right = try required { (p) throws(Problem) in try p.conjunction() }
                let left: Expression = operands.count == 1 ? operands[0] : .or(operands)
                operands = [.xor(left, right)]
            } else {
                return operands.count == 1 ? operands[0] : .or(operands)
            }
        }
    }

    private mutating func conjunction() throws(Problem) -> Expression {
        let start = index
        var operands = [try negation()]
        while accept(keyword: "and") {
            if operands.count == 1 { try require(operands[0], from: start) }
            operands.append(try required { (p) throws(Problem) in try p.negation() })
        }
        return operands.count == 1 ? operands[0] : .and(operands)
    }

    private mutating func negation() throws(Problem) -> Expression {
        var isNegated = false
        var hasNot = false
        while accept(keyword: "not") || accept(.operation("!")) {
            isNegated.toggle()
            hasNot = true
        }
        guard hasNot else { return try comparison() }
        let operand = try required { (p) throws(Problem) in try p.comparison() }
        return isNegated ? .not(operand) : operand
    }

    /// Reads an operand that has to be a condition.
    private mutating func required(
        _ read: (inout FormulaParser) throws(Problem) -> Expression
    ) throws(Problem) -> Expression {
        let start = index
        let operand = try read(&self)
        try require(operand, from: start)
        return operand
    }

    private func require(_ operand: Expression, from start: Int) throws(Problem) {
        let lower = tokens[min(start, tokens.count - 1)].range.lowerBound
        let upper = tokens[max(0, index - 1)].range.upperBound
        try Self.requireCondition(operand.isCondition, lower..<max(lower, upper))
    }

    private static let comparisons: [String: EvalComparison] = [
        "=": .equal, "==": .equal, "!=": .notEqual, "<>": .notEqual, "<": .ordered(.less),
        "<=": .ordered(.lessOrEqual), ">": .ordered(.greater), ">=": .ordered(.greaterOrEqual),
    ]

    private mutating func comparison() throws(Problem) -> Expression {
        let left = try compared()
        if case .operation(let sign) = next.kind, let kind = Self.comparisons[sign] {
            advance()
            return .comparison(kind, left, try compared())
        }
        let isNegated =
            next.isKeyword("not") && index + 1 < tokens.count
            && ["in", "like"].contains { tokens[index + 1].isKeyword($0) }
        if isNegated { advance() }
        let condition: Expression
        if accept(keyword: "like") {
            condition = .call(.condition(.like), [left, try concatenation()])
        } else if next.isKeyword("in") {
            let name = advance()
            condition = .call(.condition(.in), [left] + (try arguments(of: name)))
        } else {
            return left
        }
        return isNegated ? .not(condition) : condition
    }

    /// A side of a comparison, for which a number is its size.
    private mutating func compared() throws(Problem) -> Expression {
        let token = next
        return Self.plain(try concatenation(), token)
    }

    /// A number by its size rather than as it is written.
    ///
    /// - Parameter token: The first one of the operand.
    private static func plain(_ operand: Expression, _ token: FormulaToken) -> Expression {
        guard case .number(let number) = token.kind, case .literal = operand else { return operand }
        let isWhole = number == number.rounded() && abs(number) < 1e15
        return .literal(isWhole ? .integer(Int64(number)) : .double(number))
    }

    private mutating func concatenation() throws(Problem) -> Expression {
        var left = try sum()
        while accept(.operation(".")) { left = .concatenation(left, try sum()) }
        return left
    }

    private mutating func sum() throws(Problem) -> Expression {
        var left = try product()
        while case .operation(let sign) = next.kind, sign == "+" || sign == "-",
            let kind = ArithmeticOperator(rawValue: sign)
        {
            advance()
            left = .arithmetic(kind, left, try product())
        }
        return left
    }

    private mutating func product() throws(Problem) -> Expression {
        var left = try signed()
        while case .operation(let sign) = next.kind, ["*", "/", "%"].contains(sign),
            let kind = ArithmeticOperator(rawValue: sign)
        {
            advance()
            left = .arithmetic(kind, left, try signed())
        }
        return left
    }

    private mutating func signed() throws(Problem) -> Expression {
        var isNegative = false
        while case .operation(let sign) = next.kind, sign == "+" || sign == "-" {
            if sign == "-" { isNegative.toggle() }
            advance()
        }
        let operand = try primary()
        return isNegative ? .negative(operand) : operand
    }

    private mutating func primary() throws(Problem) -> Expression {
        let token = next
        switch token.kind {
        case .number(let number):
            advance()
            return .literal(Self.value(number, token.text))
        case .string:
            advance()
            return .literal(.string(token.text))
        case .quotedName:
            advance()
            return column(token)
        case .name:
            advance()
            return next.kind == .openParen ? try call(token) : column(token)
        case .openParen:
            advance()
            let inner = try disjunction()
            guard accept(.closeParen) else { throw problem("here `)` is missing.") }
            return inner
        case .operation, .closeParen, .comma:
            throw problem("here a value is missing before `\(token.text)`.")
        case .end: throw problem("here a value is missing.")
        }
    }

    /// One with a point stays as it is written, because its digits say how exact it is.
    private static func value(_ number: Double, _ text: String) -> Value {
        if text.contains(".") { return .string((text.hasPrefix(".") ? "0" : "") + text) }
        return number == number.rounded() && abs(number) < 1e15
            ? .integer(Int64(number)) : .double(number)
    }

    private mutating func column(_ token: FormulaToken) -> Expression {
        names.append(SearchField(name: token.text, range: token.range))
        return .column(token.text)
    }

    // MARK: - Functions

    /// The arguments in brackets, with the cursor at the opening one.
    private mutating func arguments(of name: FormulaToken) throws(Problem) -> [Expression] {
        let open = next
        guard accept(.openParen) else {
            throw problem("here `(` is missing behind `\(name.text)`.")
        }
        var arguments: [Expression] = []
        if accept(.closeParen) { return [] }
        // In a JSON text a number is its size.
        let arePlain = if case .document? = EvalFunction(named: name.text) { true } else { false }
        repeat {
            let token = next
            let argument = try disjunction()
            arguments.append(arePlain ? Self.plain(argument, token) : argument)
        } while accept(.comma)
        guard accept(.closeParen) else {
            throw isAtEnd
                ? Problem(.syntax, "this `(` is not closed.", at: open.range)
                : problem("here `,` or `)` is expected, not `\(next.text)`.")
        }
        return arguments
    }

    private mutating func call(_ name: FormulaToken) throws(Problem) -> Expression {
        switch name.text.lowercased() {
        case "searchmatch": return try searchMatch(name)
        case "mvfilter": return try eachValue(name, isFilter: true)
        case "mvmap": return try eachValue(name, isFilter: false)
        default: break
        }
        guard let function = EvalFunction(named: name.text) else {
            let known = EvalFunction.allCases.map(\.name)
            throw Problem(
                .unknownFunction,
                "the function `\(name.text)()` is not supported."
                    + Suggestion.question(name.text, among: known), at: name.range)
        }
        let arguments = try arguments(of: name)
        let call = name.range.lowerBound..<tokens[index - 1].range.upperBound
        guard function.arity.contains(arguments.count) else {
            throw Problem(
                .syntax,
                "`\(name.text)()` takes \(Self.text(of: function.arity)), not \(arguments.count).",
                at: call)
        }
        try ArgumentCheck.check(function, arguments, at: call)
        // Each call has numbers of its own, told apart by where it stands.
        if function == .number(.random) {
            return .call(function, [.literal(.integer(Int64(name.range.lowerBound)))])
        }
        return .call(function, arguments)
    }

    private static func text(of arity: ClosedRange<Int>) -> String {
        let (low, high) = (arity.lowerBound, arity.upperBound)
        if low == high { return low == 0 ? "no argument" : "\(low) argument(s)" }
        return high > 100 ? "\(low) arguments or more" : "\(low) to \(high) arguments"
    }

    /// `searchmatch("<condition>")`
    private mutating func searchMatch(_ name: FormulaToken) throws(Problem) -> Expression {
        guard accept(.openParen), next.kind == .string else {
            throw problem("`searchmatch()` takes a condition in double quotes.")
        }
        let text = advance()
        guard accept(.closeParen) else { throw problem("here `)` is missing.") }
        let inner = Array(text.text.utf8)
        var budget = SearchLimits.tokensMax
        var diagnostics = Diagnostics()
        do throws(Problem) {
            let tokens = try Lexer.tokens(of: 0..<inner.count, in: inner, budget: &budget)
            var cursor = TokenCursor(
                tokens, source: inner, range: 0..<inner.count, generating: nil)
            let condition = try SearchExpressionParser.parse(&cursor, &diagnostics)
            var fields: [SearchField] = []
            let predicate = Predicate<String>(condition) { field in
                fields.append(SearchField(name: field.name, range: text.range))
                return field.name
            } term: { _ in
                fields.append(SearchField(name: "_raw", range: text.range))
                return "_raw"
            }
            names += fields
            return .search(predicate.simplified)
        } catch {
            throw Problem(error.code, error.message, at: text.range)
        }
    }

    /// `mvfilter(condition)` of one column, `mvmap(values, expression[, column])`.
    private mutating func eachValue(
        _ name: FormulaToken, isFilter: Bool
    ) throws(Problem) -> Expression {
        let known = names.count
        let arguments = try arguments(of: name)
        let call = name.range.lowerBound..<tokens[index - 1].range.upperBound
        guard isFilter else { return try Self.mapped(arguments, call) }
        let columns = Set(names[known...].map(\.name))
        guard arguments.count == 1, columns.count == 1, let column = columns.first else {
            throw Problem(.syntax, "`mvfilter()` takes a condition on one field.", at: call)
        }
        try Self.requireCondition(arguments[0].isCondition, call)
        return .eachValue(of: column, arguments[0], isFilter: true, values: nil)
    }

    /// `mvmap(m, expression)`, `mvmap(mvindex(m, 1, 2), m * 2)`, `mvmap(m, n . "x", n)`.
    private static func mapped(
        _ arguments: [Expression], _ call: Range<Int>
    ) throws(Problem) -> Expression {
        guard (2...3).contains(arguments.count) else {
            throw Problem(
                .syntax, "`mvmap()` takes values, an expression and perhaps a field.", at: call)
        }
        guard arguments.count == 3 else {
            if case .column(let column) = arguments[0] {
                return .eachValue(of: column, arguments[1], isFilter: false, values: nil)
            }
            let columns = arguments[0].columns
            guard columns.count == 1, let column = columns.first else {
                throw Problem(
                    .unsupportedArgument,
                    "the values of `mvmap()` are those of one field, which its expression names.",
                    at: call)
            }
            return .eachValue(
                of: column, arguments[1], isFilter: false, values: arguments[0])
        }
        guard case .column(let column) = arguments[2] else {
            throw Problem(.syntax, "the third argument of `mvmap()` is a field.", at: call)
        }
        if case .column = arguments[0] {
            return .eachValue(of: column, arguments[1], isFilter: false, values: nil)
        }
        guard arguments[0].columns.contains(column) else {
            throw Problem(
                .unsupportedArgument,
                "the values of `mvmap()` do not come of `\(column)`; write a field as its first "
                    + "argument.", at: call)
        }
        return .eachValue(of: column, arguments[1], isFilter: false, values: arguments[0])
    }
}
