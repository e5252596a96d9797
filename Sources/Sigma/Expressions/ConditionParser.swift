import SPL

/// Reads the condition of a rule over its selections: `selection and not 1 of filter*`.
///
/// `not` binds tightest, then `and`, then `or`. `1 of` (or `any of`) and `all of` take a pattern of
/// names or `them`, and leave names that begin with `_` out unless the pattern begins so, too.
///
/// Source: Sigma specification 2.1, "Condition"; names with `_` behind a pattern: pySigma,
/// `ConditionSelector`.
struct ConditionParser {
    /// The selections by name, in the order of the rule; nil for one that has a mistake.
    private let selections: [(name: String, condition: Condition?)]
    private let tokens: [ConditionToken]
    private let length: Int
    private var index = 0
    private var depth = 0
    private var tests = 0
    /// Names of selections that the condition uses.
    private(set) var used: Set<String> = []

    /// Brackets and `not` within each other.
    static let depthMax = 64

    struct Failure: Error {
        let offset: Int
        let message: String
    }

    init(_ text: String, _ selections: [(name: String, condition: Condition?)]) {
        self.selections = selections
        tokens = ConditionToken.read(text)
        length = text.utf8.count
    }

    /// - Returns: Nil where a selection that it names has a mistake.
    mutating func parse() throws(Failure) -> Condition? {
        guard !tokens.isEmpty else {
            throw Failure(offset: 0, message: "the condition is empty: write \"selection\"")
        }
        let condition = try alternatives()
        guard index == tokens.count else { throw unexpected() }
        return condition
    }

    private var word: String? {
        guard index < tokens.count, case .word(let word) = tokens[index].kind else { return nil }
        return word
    }

    private mutating func take(_ name: String) -> Bool {
        guard word == name || word == name.uppercased() else { return false }
        index += 1
        return true
    }

    private mutating func alternatives() throws(Failure) -> Condition? {
        var parts = [try conjunction()]
        while take("or") { parts.append(try conjunction()) }
        return Self.join(parts) { .any($0) }
    }

    private mutating func conjunction() throws(Failure) -> Condition? {
        var parts = [try operand()]
        while take("and") { parts.append(try operand()) }
        return Self.join(parts) { .every($0) }
    }

    private static func join(
        _ parts: [Condition?], _ make: ([Condition]) -> Condition
    ) -> Condition? {
        let found = parts.compactMap { $0 }
        return found.count == parts.count ? make(found) : nil
    }

    private mutating func operand() throws(Failure) -> Condition? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax else {
            throw Failure(
                offset: offset, message: "nested more than \(Self.depthMax) deep: write it flatter")
        }
        if take("not") { return try operand().map { .not($0) } }
        if index < tokens.count, tokens[index].kind == .open {
            let start = offset
            index += 1
            let inner = try alternatives()
            guard index < tokens.count, tokens[index].kind == .close else {
                if index < tokens.count { throw unexpected() }
                throw Failure(
                    offset: start, message: "\"(\" without its \")\": write one behind it")
            }
            index += 1
            return inner
        }
        guard let word else { throw unexpected() }
        if index + 1 < tokens.count, case .word(let next) = tokens[index + 1].kind,
            next.lowercased() == "of"
        {
            return try quantified(word.lowercased())
        }
        if ["and", "or", "of"].contains(word.lowercased()) { throw unexpected() }
        let start = offset
        index += 1
        return try selection(word, at: start)
    }

    private var offset: Int { index < tokens.count ? tokens[index].offset : length }

    private func unexpected() -> Failure {
        guard index < tokens.count else {
            return Failure(
                offset: length, message: "the condition ends too early: write a selection behind it"
            )
        }
        switch tokens[index].kind {
        case .open:
            return Failure(
                offset: offset, message: "\"(\" is not expected: write \"and\" or \"or\"")
        case .close:
            return Failure(offset: offset, message: "\")\" without its \"(\": leave it out")
        case .other("|"):
            return Failure(
                offset: offset,
                message: "aggregations behind \"|\" are no part of Sigma any more: write a "
                    + "correlation rule (\"correlation: {type: event_count, …}\")")
        case .other(let sign):
            return Failure(
                offset: offset,
                message:
                    "\"\(sign)\" is not expected: a condition has names of selections, and, or, "
                    + "not, 1 of, all of and brackets")
        case .word(let word):
            return Failure(
                offset: offset,
                message: "\"\(word)\" is not expected: write \"and\" or \"or\" before it")
        }
    }

    private mutating func selection(_ name: String, at start: Int) throws(Failure) -> Condition? {
        if let found = selections.first(where: { $0.name == name }) {
            return try use(found, at: start)
        }
        let names = selections.map(\.name)
        let hint: String
        if name.contains("*") {
            hint = "write \"1 of \(name)\" or \"all of \(name)\""
        } else if let near = Suggestion.nearest(to: name, among: names) {
            hint = "did you mean \"\(near)\"?"
        } else {
            hint = "there is \(names.joined(separator: ", "))"
        }
        throw Failure(offset: start, message: "no selection is called \"\(name)\": \(hint)")
    }

    private mutating func use(
        _ selection: (name: String, condition: Condition?), at start: Int
    ) throws(Failure) -> Condition? {
        used.insert(selection.name)
        tests += selection.condition?.testCount ?? 0
        guard tests <= SelectionReader.testsMax else {
            throw Failure(
                offset: start,
                message:
                    "the condition comes to more than \(SelectionReader.testsMax) values: name "
                    + "each selection once")
        }
        return selection.condition
    }

    /// `1 of x*`, at the number.
    private mutating func quantified(_ quantity: String) throws(Failure) -> Condition? {
        guard ["1", "any", "all"].contains(quantity) else {
            throw Failure(
                offset: offset, message: "\"\(quantity) of\": write \"1 of\" or \"all of\"")
        }
        index += 2
        let start = offset
        guard let pattern = word else { throw unexpected() }
        index += 1
        let chosen = selections.filter { selection in
            if pattern.lowercased() == "them" { return !selection.name.hasPrefix("_") }
            return (pattern.hasPrefix("_") || !selection.name.hasPrefix("_"))
                && Self.matches(selection.name, pattern)
        }
        guard !chosen.isEmpty else {
            let names = selections.map(\.name).joined(separator: ", ")
            throw Failure(
                offset: start, message: "no selection is called \"\(pattern)\": there is \(names)")
        }
        var parts: [Condition?] = []
        for selection in chosen { parts.append(try use(selection, at: start)) }
        return Self.join(parts) { quantity == "all" ? .every($0) : .any($0) }
    }

    /// Stars stand for any run; case matters.
    private static func matches(_ name: String, _ pattern: String) -> Bool {
        TextPattern(pattern, isCaseSensitive: true).matches(name)
    }
}
