// Fast: same answers as asking the pattern itself, as a part of Alternatives; held by AlternativesTests; saves 98 % of the match, together with it, of a pattern of 118 alternatives in a script block.

/// Reads the alternatives of a pattern and the texts that each requires, as far as it knows what is
/// written there.
struct AlternativeReader {
    private(set) var isCaseless = false
    private var rest: ArraySlice<Unicode.Scalar>
    private var depth = 0
    /// Whether the sequence that is read has had nothing but characters.
    private var isPlain = true
    private static let depthMax = 50

    init(_ pattern: String) { rest = Array(pattern.unicodeScalars)[...] }

    /// One of several patterns that stand for a whole.
    struct Part {
        let pattern: String
        /// Of these a match has one; empty where none is known.
        let texts: [[UInt8]]
        /// Whether the pattern is such a text and nothing more.
        let isText: Bool
    }

    /// - Returns: The alternatives of the pattern; nil where something is not known.
    mutating func read() -> [Part]? {
        if starts(with: "(?i)") {
            isCaseless = true
            rest.removeFirst(4)
        }
        unwrap()
        var parts: [Part] = []
        while true {
            let start = rest
            isPlain = true
            guard let texts = sequence() else { return nil }
            var pattern = isCaseless ? "(?i)" : ""
            pattern.unicodeScalars.append(contentsOf: start[..<rest.startIndex])
            parts.append(
                Part(pattern: pattern, texts: texts, isText: isPlain && texts.count == 1))
            guard rest.first == "|" else { break }
            rest.removeFirst()
        }
        return rest.isEmpty ? parts : nil
    }

    /// Takes off brackets around the whole.
    private mutating func unwrap() {
        guard rest.first == "(", rest.last == ")" else { return }
        var reader = self
        guard reader.group() != nil, reader.rest.isEmpty else { return }
        let inner = rest.dropFirst().dropLast()
        if inner.first == "?" {
            guard starts(with: "(?:") else { return }
            rest = inner.dropFirst(2)
        } else {
            rest = inner
        }
    }

    private func starts(with text: String) -> Bool { rest.starts(with: text.unicodeScalars) }

    /// Reads up to a closing bracket or the end.
    ///
    /// - Returns: Empty where some alternative requires nothing; nil for what is not known.
    private mutating func alternatives() -> [[UInt8]]? {
        var all: [[UInt8]] = []
        var isOpen = false
        while true {
            guard let texts = sequence() else { return nil }
            if texts.isEmpty { isOpen = true }
            all += texts
            guard rest.first == "|" else { break }
            rest.removeFirst()
        }
        return isOpen || all.count > Alternatives.textsMax ? [] : all
    }

    private mutating func sequence() -> [[UInt8]]? {
        var best: [[UInt8]] = []
        var run: [UInt8] = []
        func length(_ texts: [[UInt8]]) -> Int { texts.map(\.count).min() ?? 0 }
        func offer(_ texts: [[UInt8]]) {
            if length(texts) >= Alternatives.bytesMin, length(texts) > length(best) { best = texts }
        }
        func end() {
            offer([run])
            run = []
        }
        while let scalar = rest.first, scalar != "|", scalar != ")" {
            switch scalar {
            case "\\":
                guard let byte = escape() else { return nil }
                if let byte {
                    run.append(byte)
                } else {
                    isPlain = false
                    end()
                }
            case "[":
                isPlain = false
                end()
                guard skipClass() else { return nil }
            case "(":
                end()
                defer { isPlain = false }
                guard let texts = group() else { return nil }
                if !skipQuantifier() { offer(texts) }
            case "?", "*", "{":
                isPlain = false
                // What stands before it may be missing.
                if !run.isEmpty { run.removeLast() }
                end()
                _ = skipQuantifier()
            case ".", "^", "$", "+":
                isPlain = false
                end()
                rest.removeFirst()
            default:
                rest.removeFirst()
                if scalar.isASCII {
                    run.append(UInt8(scalar.value))
                } else {
                    isPlain = false
                    end()
                }
            }
        }
        end()
        return best
    }

    /// An escaped character; (nil inside) a class or an assertion of one letter.
    private mutating func escape() -> UInt8?? {
        rest.removeFirst()
        guard let letter = rest.popFirst() else { return nil }
        switch letter {
        case "d", "D", "w", "W", "s", "S", "b", "B", "R", "h", "H", "v", "V", "A", "z", "Z":
            return .some(.none)
        case _ where letter.properties.isAlphabetic || letter.properties.numericType != nil:
            return nil
        default:
            return letter.isASCII ? .some(.some(UInt8(letter.value))) : .some(.none)
        }
    }

    private mutating func skipClass() -> Bool {
        rest.removeFirst()
        if rest.first == "^" { rest.removeFirst() }
        if rest.first == "]" { rest.removeFirst() }
        while let next = rest.popFirst() {
            switch next {
            case "\\":
                if rest.popFirst() == "Q" { return false }
            case "[" where rest.first == ":" || rest.first == "." || rest.first == "=": return false
            case "]":
                _ = skipQuantifier()
                return true
            default: continue
            }
        }
        return false
    }

    /// - Returns: What a match of the group has; empty of one that looks ahead or back.
    private mutating func group() -> [[UInt8]]? {
        rest.removeFirst()
        guard depth < Self.depthMax, rest.first != "*" else { return nil }
        var isLooking = false
        if rest.first == "?" {
            let kinds = ["?:", "?=", "?!", "?<=", "?<!", "?P<", "?<"]
            guard let kind = kinds.first(where: starts) else { return nil }
            rest.removeFirst(kind.unicodeScalars.count)
            isLooking = kind.hasSuffix("=") || kind.hasSuffix("!")
            if kind.hasSuffix("<") {
                guard let close = rest.firstIndex(of: ">") else { return nil }
                rest = rest[(close + 1)...]
            }
        }
        depth += 1
        defer { depth -= 1 }
        guard let texts = alternatives(), rest.popFirst() == ")" else { return nil }
        return isLooking ? [] : texts
    }

    /// Reads a quantifier, if there is one.
    ///
    /// - Returns: Whether what stands before it may be missing.
    private mutating func skipQuantifier() -> Bool {
        guard let first = rest.first, "?*+{".unicodeScalars.contains(first) else { return false }
        if first == "{" {
            // Other braces stand for themselves.
            let count = rest.dropFirst().prefix { $0 == "," || ("0"..."9").contains($0) }
            guard !count.isEmpty, rest[count.endIndex...].first == "}" else {
                rest.removeFirst()
                return true
            }
            rest = rest[(count.endIndex + 1)...]
        } else {
            rest.removeFirst()
        }
        // Lazy or possessive.
        if rest.first == "?" || rest.first == "+" { rest.removeFirst() }
        return first != "+"
    }
}
