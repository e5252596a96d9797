/// The tokens of a command, read from left to right.
struct TokenCursor {
    private let tokens: [Token]
    private let end: Token
    private var index = 0
    /// The expanded text that the tokens stand in.
    let source: [UInt8]
    /// All of the command behind its name.
    let range: Range<Int>
    /// The names of commands that a search in square brackets may begin with, without a pipe before
    /// them: `[inputlookup hosts]`. Nil where no search in brackets can stand.
    let generating: Set<String>?

    /// - Parameter range: The text of the tokens; a problem with what is missing is placed at its
    ///   end.
    init(_ tokens: [Token], source: [UInt8], range: Range<Int>, generating: Set<String>?) {
        self.tokens = tokens
        self.source = source
        self.range = range
        self.generating = generating
        let end = range.upperBound
        self.end = Token(kind: .end, text: "", range: end..<end, isAdjacent: false)
    }

    var isAtEnd: Bool { index >= tokens.count }

    /// The next token, or an `.end` token as often as it is asked for.
    var next: Token { token(ahead: 0) }

    /// - Parameter distance: 0 is the next token, 1 the one behind it.
    func token(ahead distance: Int) -> Token {
        index + distance < tokens.count ? tokens[index + distance] : end
    }

    @discardableResult
    mutating func advance() -> Token {
        let token = next
        if !isAtEnd { index += 1 }
        return token
    }

    /// Goes past the next token when it is of this kind.
    mutating func accept(_ kind: Token.Kind) -> Bool {
        guard next.kind == kind else { return false }
        advance()
        return true
    }

    /// Goes past the next token when it is this word, in any case and without quotes.
    mutating func accept(keyword: String) -> Bool {
        guard next.isKeyword(keyword) else { return false }
        advance()
        return true
    }

    mutating func expect(_ kind: Token.Kind, _ message: String) throws(Problem) -> Token {
        guard next.kind == kind else { throw problem(message) }
        return advance()
    }

    /// A word or a quoted text.
    mutating func expectText(_ message: String) throws(Problem) -> Token {
        guard next.isText else { throw problem(message) }
        return advance()
    }

    /// A syntax problem at the next token.
    func problem(_ message: String) -> Problem { Problem(.syntax, message, at: next.range) }

    /// What stands in brackets, with the cursor at the opening one; goes past the closing one.
    mutating func bracketed() throws(Problem) -> Range<Int> {
        let open = try expect(.openParen, "here `(` is missing.")
        var depth = 1
        while true {
            switch next.kind {
            case .openParen: depth += 1
            case .closeParen: depth -= 1
            case .end: throw Problem(.syntax, "this `(` is not closed.", at: open.range)
            default: break
            }
            let token = advance()
            if depth == 0 { return open.range.upperBound..<token.range.lowerBound }
        }
    }

    /// Whether the next two tokens are a word and `=`, that is an option.
    var isAtOption: Bool {
        next.kind == .word && token(ahead: 1).kind == .comparison(.equal)
    }

    /// `name=value`, with the cursor at the name.
    mutating func option() throws(Problem) -> CommandOption {
        let name = advance()
        advance()
        let value = try expectText("here the value of `\(name.text)=` is missing.")
        return CommandOption(name: name, value: value)
    }
}

/// An option as written: `summariesonly=false`.
struct CommandOption {
    let name: Token
    let value: Token

    var range: Range<Int> { name.range.lowerBound..<value.range.upperBound }

    /// The value as a number of things; nil when it is none.
    var count: Int? { Int(value.text).flatMap { $0 >= 0 ? $0 : nil } }

    /// Why a command does not take it.
    func refusal(of command: String, taking known: [String]) -> Problem {
        let list = known.map { "`\($0)`" }.joined(separator: ", ")
        let what = known.isEmpty ? "no options" : list
        return Problem(
            .unsupportedArgument,
            "`\(command)` does not take `\(name.text)=\(value.text)` here; it takes \(what)."
                + Suggestion.question(name.text, among: known), at: range)
    }

    /// - Returns: Nil when the value is none of Splunk's words for true and false.
    var boolean: Bool? {
        switch value.text.lowercased() {
        case "t", "true", "1": true
        case "f", "false", "0": false
        default: nil
        }
    }
}
