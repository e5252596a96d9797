// Fast: same answers as no guard for a regular expression, as a part of ScanGuards; held by ScanGuardsTests; saves 33 of 38 µs, together with ScanGuards, of a made-up Sysmon record with all detections of ESCU, normalising included.

/// The text that every match of a regular expression contains, where that is plain to see.
enum RegexLiteral {
    /// Characters that mean something outside a class, other than `\`, `[`, `(`.
    private static let special: Set<Unicode.Scalar> = [
        ".", "^", "$", "|", "?", "*", "+", "{", ")", "#",
    ]

    /// The longest run of literal characters outside groups and classes; nil where there is none,
    /// or where the pattern has something that this reading does not know.
    static func required(_ pattern: String) -> String? {
        var rest = Array(pattern.unicodeScalars)[...]
        var runs: [String] = []
        var run = ""
        func end() {
            runs.append(run)
            run = ""
        }
        while let next = rest.first {
            switch next {
            case "|": return nil
            case "\\":
                guard let escape = literal(&rest) else { return nil }
                if let escape { run.unicodeScalars.append(escape) } else { end() }
            case "[":
                end()
                guard skipClass(&rest) else { return nil }
            case "(":
                end()
                guard skipGroup(&rest) else { return nil }
            case "?", "*", "{":
                // What stands before it may be missing.
                if !run.isEmpty { run.unicodeScalars.removeLast() }
                end()
                skipQuantifier(&rest)
            case let scalar where special.contains(scalar):
                end()
                rest.removeFirst()
            default:
                run.unicodeScalars.append(next)
                rest.removeFirst()
            }
        }
        end()
        return runs.max { $0.utf8.count < $1.utf8.count }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Reads an escape: a literal character, or (nil inside) a class or assertion of one letter.
    private static func literal(_ rest: inout ArraySlice<Unicode.Scalar>) -> Unicode.Scalar?? {
        rest.removeFirst()
        guard let letter = rest.popFirst() else { return nil }
        switch letter {
        case "x":
            guard rest.first == "{", let close = rest.firstIndex(of: "}"),
                let scalar = scalar(rest[(rest.startIndex + 1)..<close])
            else { return nil }
            rest = rest[(close + 1)...]
            return .some(.some(scalar))
        case "d", "D", "w", "W", "s", "S", "b", "B", "R", "h", "H", "v", "V", "A", "z", "Z":
            return .some(.none)
        case _ where letter.properties.isAlphabetic || letter.properties.numericType != nil:
            return nil
        default: return .some(.some(letter))
        }
    }

    private static func scalar(_ digits: ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
        var text = ""
        text.unicodeScalars.append(contentsOf: digits)
        return UInt32(text, radix: 16).flatMap(Unicode.Scalar.init)
    }

    private static func skipClass(_ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
        rest.removeFirst()
        if rest.first == "^" { rest.removeFirst() }
        if rest.first == "]" { rest.removeFirst() }
        while let next = rest.popFirst() {
            switch next {
            case "\\": _ = rest.popFirst()
            // A class by name within a class.
            case "[" where rest.first == ":": return false
            case "]": return true
            default: continue
            }
        }
        return false
    }

    /// A group may be optional and may hold alternatives, so nothing within is required. Options
    /// and assertions change what stands around them.
    private static func skipGroup(_ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
        rest.removeFirst()
        if rest.first == "*" { return false }
        if rest.first == "?" {
            let after = rest.dropFirst().first
            guard after == ":" || after == "<" || after == "P" else { return false }
        }
        while let next = rest.first {
            switch next {
            case ")":
                rest.removeFirst()
                return true
            case "(": guard skipGroup(&rest) else { return false }
            case "[": guard skipClass(&rest) else { return false }
            case "\\":
                rest.removeFirst()
                if rest.popFirst() == "Q" { return false }
            default: rest.removeFirst()
            }
        }
        return false
    }

    private static func skipQuantifier(_ rest: inout ArraySlice<Unicode.Scalar>) {
        guard rest.removeFirst() == "{", let close = rest.firstIndex(of: "}") else { return }
        rest = rest[(close + 1)...]
    }
}
