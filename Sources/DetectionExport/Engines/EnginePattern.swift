/// A Perl-compatible regular expression in the language of an engine, where it says the same there.
///
/// Sources: pcre2pattern(3); RE2 "Syntax"; `java.util.regex.Pattern`.
struct EnginePattern {
    /// The pattern as the engine takes it.
    private(set) var text = ""
    /// Groups that may be without a value in a match, as those of an alternative.
    private(set) var optionalGroups: Set<Int> = []

    private let isRE2: Bool
    private var rest: Substring
    private var groups = 0
    /// The brackets that are open, outermost first.
    private var open: [OpenGroup] = []

    /// The number of the first group within the bracket that was closed last, itself among them.
    private var firstOfLast = 1

    /// A bracket: the groups within it, itself among them, have numbers from `first` on.
    private struct OpenGroup {
        var first: Int
        var isCapturing = false
        var hasAlternatives = false
    }

    /// RE2 repeats nothing more often.
    private static let repeatsMax = 1_000

    init(_ pattern: String, usesRE2: Bool) throws(EngineRefusal) {
        isRE2 = usesRE2
        rest = pattern[...]
        // Only a line feed ends a line in PCRE.
        if !usesRE2 { text = "(?d)" }
        open = [OpenGroup(first: 1)]
        while let character = rest.popFirst() { try take(character) }
        close()
    }

    private mutating func take(_ character: Character) throws(EngineRefusal) {
        switch character {
        case "\\": try takeEscape(inClass: false)
        case "[": try takeClass()
        case "(": try takeGroup()
        case ")":
            text.append(")")
            close()
        case "|":
            if !open.isEmpty { open[open.count - 1].hasAlternatives = true }
            text.append("|")
        case "*", "+", "?": try takeQuantifier(String(character), mayBeNone: character != "+")
        case "{": try takeCount()
        // The end of the text, also before a line feed that ends it.
        case "$" where isRE2: text += #"(?:\n?\z)"#
        default: text.append(character)
        }
    }

    // MARK: - Groups

    private mutating func takeGroup() throws(EngineRefusal) {
        let first = groups + 1
        guard rest.first == "?" || rest.first == "*" else {
            groups += 1
            open.append(OpenGroup(first: first, isCapturing: true))
            text.append("(")
            return
        }
        if rest.first == "*" { throw EngineRefusal("the verb `(*…` of a regular expression") }
        rest.removeFirst()
        if takeName() {
            groups += 1
            open.append(OpenGroup(first: first, isCapturing: true))
            text.append("(")
            return
        }
        let head = rest.prefix { $0 != ":" && $0 != ")" }
        let isFlags = head.allSatisfy { "imsx-".contains($0) }
        guard isFlags, let end = rest.dropFirst(head.count).first else {
            try takeSpecialGroup()
            return
        }
        if head.contains("x") { throw EngineRefusal("the flag `x` of a regular expression") }
        if head.contains("m") { throw EngineRefusal("the flag `m` of a regular expression") }
        rest = rest.dropFirst(head.count + 1)
        // Java folds ASCII letters alone unless told.
        let flags = isRE2 ? String(head) : String(head).replacing("i", with: "iu")
        text += "(?\(flags)\(end)"
        if end == ":" { open.append(OpenGroup(first: first)) }
    }

    /// Takes `<name>`, `'name'` and `P<name>`; groups go by their numbers in all engines.
    private mutating func takeName() -> Bool {
        var name = rest
        if name.first == "P" { name.removeFirst() }
        guard let opening = name.popFirst(), opening == "<" || opening == "'",
            let initial = name.first, initial.isLetter || initial == "_"
        else { return false }
        let closing: Character = opening == "<" ? ">" : "'"
        guard let end = name.firstIndex(of: closing) else { return false }
        rest = name[name.index(after: end)...]
        return true
    }

    /// Look-around and atomic groups are Java's as well.
    private mutating func takeSpecialGroup() throws(EngineRefusal) {
        let marks = ["=", "!", "<=", "<!", ">"]
        guard let mark = marks.last(where: rest.hasPrefix) ?? marks.first(where: rest.hasPrefix)
        else { throw EngineRefusal("`(?\(rest.prefix(2))…` of a regular expression") }
        guard !isRE2 else {
            let name = mark == ">" ? "an atomic group" : "look-around"
            throw EngineRefusal("\(name) `(?\(mark)…)`: the engine's regular expressions have none")
        }
        rest = rest.dropFirst(mark.count)
        open.append(OpenGroup(first: groups + 1))
        text += "(?\(mark)"
    }

    private mutating func close() {
        guard let group = open.popLast() else { return }
        firstOfLast = group.first
        // The bracket has a value, what stands in its alternatives may not.
        if group.hasAlternatives { markOptional(from: group.first + (group.isCapturing ? 1 : 0)) }
    }

    private mutating func markOptional(from first: Int) {
        guard first <= groups else { return }
        optionalGroups.formUnion(first...groups)
    }

    // MARK: - Quantifiers

    private mutating func takeQuantifier(
        _ quantifier: String, mayBeNone: Bool
    ) throws(EngineRefusal) {
        if mayBeNone, text.hasSuffix(")"), !text.hasSuffix("\\)") {
            markOptional(from: firstOfLast)
        }
        text += quantifier
        if rest.first == "?" { text.append(rest.removeFirst()) }
        if rest.first == "+" {
            guard !isRE2 else {
                throw EngineRefusal(
                    "the possessive `\(quantifier)+`: the engine's regular expressions have none")
            }
            text.append(rest.removeFirst())
        }
    }

    /// `{2}`, `{2,}`, `{2,5}`; other braces are text.
    private mutating func takeCount() throws(EngineRefusal) {
        guard let end = rest.firstIndex(of: "}") else {
            text += "\\{"
            return
        }
        let inside = rest[..<end]
        let counts = inside.split(separator: ",", omittingEmptySubsequences: false)
        guard (1...2).contains(counts.count), !counts[0].isEmpty,
            counts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } })
        else {
            text += "\\{"
            return
        }
        let numbers = counts.compactMap { Int($0) }
        if isRE2, numbers.contains(where: { $0 > Self.repeatsMax }) {
            throw EngineRefusal(
                "`{\(inside)}`: the engine repeats at most \(Self.repeatsMax) times")
        }
        rest = rest[rest.index(after: end)...]
        try takeQuantifier("{\(inside)}", mayBeNone: numbers.first == 0)
    }

    // MARK: - Characters

    private mutating func takeEscape(inClass: Bool) throws(EngineRefusal) {
        guard let character = rest.popFirst() else {
            throw EngineRefusal("a regular expression that ends in a backslash")
        }
        switch character {
        case "1"..."9", "g", "k":
            if inClass { throw EngineRefusal("`\\\(character)` in a class") }
            guard !isRE2, ("1"..."9").contains(character) else {
                throw EngineRefusal("the back-reference `\\\(character)` of a regular expression")
            }
            text += "\\\(character)"
        case "h":
            // Java has it; RE2 does not.
            text += isRE2 ? (inClass ? #"\t \x{00A0}"# : #"[\t \x{00A0}]"#) : "\\h"
        case "Z" where isRE2: text += #"(?:\n?\z)"#
        case "Q", "E", "R", "X", "K", "G", "N", "C", "H", "V", "v", "c", "o", "p", "P", "0":
            throw EngineRefusal("`\\\(character)` of a regular expression")
        case "e": text += #"\x1B"#
        case "x" where rest.first == "{":
            guard let end = rest.firstIndex(of: "}") else {
                throw EngineRefusal("`\\x{` without its end in a regular expression")
            }
            text += "\\x" + rest[...end]
            rest = rest[rest.index(after: end)...]
        // Java counts a vertical tab as white space, PCRE2 too; RE2 does not.
        case "s" where isRE2: text += inClass ? #"\s\x0B"# : #"[\s\x0B]"#
        case "S" where isRE2:
            guard !inClass else { throw EngineRefusal("`\\S` in a class of a regular expression") }
            text += #"[^\s\x0B]"#
        case _ where character.isASCII: text += "\\\(character)"
        default: text.append(character)
        }
    }

    /// A class in brackets; in Java a bracket and `&&` within have a meaning of their own.
    private mutating func takeClass() throws(EngineRefusal) {
        text.append("[")
        if rest.first == "^" { text.append(rest.removeFirst()) }
        if rest.first == "]" {
            rest.removeFirst()
            text += "\\]"
        }
        while let character = rest.popFirst() {
            switch character {
            case "]":
                text.append("]")
                return
            case "\\": try takeEscape(inClass: true)
            case "[" where rest.hasPrefix(":"):
                guard isRE2, let end = rest.range(of: ":]") else {
                    throw EngineRefusal("the class `[[:…:]]` of a regular expression")
                }
                text += "[" + rest[..<end.upperBound]
                rest = rest[end.upperBound...]
            case "[": text += "\\["
            case "&" where !isRE2: text += "\\&"
            default: text.append(character)
            }
        }
        throw EngineRefusal("a class of a regular expression that has no end")
    }
}

extension Substring {
    /// Where a text stands first.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
