import Foundation

/// The condition of a rule over what its selections came to, for ``NaiveSigma``.
struct NaiveSigmaCondition {
    private var words: [String]
    private let results: [(String, Bool)]

    init(_ text: String, _ results: [(String, Bool)]) {
        let spaced = text.replacingOccurrences(of: "(", with: " ( ")
            .replacingOccurrences(of: ")", with: " ) ")
        words = spaced.split(whereSeparator: \.isWhitespace).map(String.init)
        self.results = results
    }

    func value() throws -> Bool {
        var rest = self
        let value = try rest.or()
        guard rest.words.isEmpty else {
            throw NaiveSigma.Unreadable(what: rest.words.joined(separator: " "))
        }
        return value
    }

    private mutating func take(_ word: String) -> Bool {
        guard words.first == word else { return false }
        words.removeFirst()
        return true
    }

    private mutating func or() throws -> Bool {
        var value = try and()
        while take("or") {
            let other = try and()
            value = value || other
        }
        return value
    }

    private mutating func and() throws -> Bool {
        var value = try not()
        while take("and") {
            let other = try not()
            value = value && other
        }
        return value
    }

    private mutating func not() throws -> Bool {
        if take("not") { return try !not() }
        if take("(") {
            let value = try or()
            guard take(")") else { throw NaiveSigma.Unreadable(what: "a bracket is open") }
            return value
        }
        guard !words.isEmpty else { throw NaiveSigma.Unreadable(what: "nothing follows") }
        let word = words.removeFirst()
        guard take("of") else {
            guard let found = results.first(where: { $0.0 == word }) else {
                throw NaiveSigma.Unreadable(what: "the selection \(word)")
            }
            return found.1
        }
        let pattern = words.removeFirst()
        let chosen = results.filter { name, _ in
            if name.hasPrefix("_"), !pattern.hasPrefix("_") { return false }
            return pattern == "them" || Self.matches(name, pattern)
        }
        return word == "all" ? chosen.allSatisfy(\.1) : chosen.contains(where: \.1)
    }

    private static func matches(_ name: String, _ pattern: String) -> Bool {
        let expression =
            "^"
            + pattern.components(separatedBy: "*").map(NSRegularExpression.escapedPattern)
            .joined(separator: ".*") + "$"
        return name.range(of: expression, options: .regularExpression) != nil
    }
}
