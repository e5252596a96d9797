// Fast: same answers as asking the pattern itself; held by AlternativesTests; saves 98 % of the match of a pattern of 118 alternatives in a script block.

/// A pattern of many alternatives, such as `(?i)mimikatz|get-\S+(credent|password)|…`, of which only those
/// are asked whose texts stand where it is looked for.
///
/// PCRE tries each alternative at each place of a text. One look finds all texts, and most alternatives
/// are nothing but a text. Each alternative has the bounds of a pattern of its own, so that a text is
/// given up less often.
struct Alternatives: Sendable {
    /// Shorter texts are in too many others.
    static let bytesMin = 3
    /// PCRE is quick with fewer alternatives.
    static let countMin = 8
    /// Patterns with more texts are left to PCRE.
    static let textsMax = 512

    private let isCaseless: Bool
    /// In lower case where `isCaseless`, and the alternative of each; nil for one that is a text.
    private var texts: [(bytes: [UInt8], part: Int?)] = []
    /// By the hash of the first three bytes: the last text that begins so; -1 for none.
    private var heads = [Int16](repeating: -1, count: 1 << hashBits)
    /// For each text another one of its hash.
    private var next: [Int16] = []
    private var parts: [CompiledPattern] = []
    /// Those of which no text is known.
    private var always: [Int] = []
    private static let hashBits = 12

    /// - Returns: Nil where the pattern is better asked itself.
    init?(_ pattern: String) {
        var reader = AlternativeReader(pattern)
        guard let found = reader.read(), found.count >= Self.countMin,
            found.reduce(0, { $0 + $1.texts.count }) <= Self.textsMax
        else { return nil }
        isCaseless = reader.isCaseless
        for part in found {
            if part.isText {
                add(part.texts[0], nil)
                continue
            }
            guard let compiled = try? CompiledPattern(part.pattern) else { return nil }
            if part.texts.isEmpty { always.append(parts.count) }
            for text in part.texts { add(text, parts.count) }
            parts.append(compiled)
        }
    }

    private mutating func add(_ text: [UInt8], _ part: Int?) {
        let text = isCaseless ? text.map(Self.lowered) : text
        let hash = Self.hash(text[0], text[1], text[2])
        next.append(heads[hash])
        heads[hash] = Int16(texts.count)
        texts.append((text, part))
    }

    /// Whether one of them matches somewhere in a text; nil where the pattern has to be asked.
    func matches(_ text: [UInt8], _ losses: MatchLosses?) -> Bool? {
        if isCaseless, Self.hasLettersBeyondASCII(text.span) { return nil }
        guard let asked = asked(text.span) else { return true }
        var isKnown = true
        for part in asked {
            switch parts[part].match(text, from: 0, mayBeEmpty: true) {
            case .found: return true
            case .none: break
            case .gaveUp: isKnown = false
            }
        }
        if !isKnown { losses?.note() }
        return false
    }

    /// The alternatives that may match; nil where one that is a text does.
    private func asked(_ text: Span<UInt8>) -> [Int]? {
        var asked = always
        guard text.count >= Self.bytesMin else { return asked }
        var (a, b) = (folded(text[0]), folded(text[1]))
        for place in 2..<text.count {
            let c = folded(text[place])
            var number = heads[Self.hash(a, b, c)]
            while number >= 0 {
                if stands(Int(number), at: place - 2, in: text) {
                    guard let part = texts[Int(number)].part else { return nil }
                    if !asked.contains(part) { asked.append(part) }
                }
                number = next[Int(number)]
            }
            (a, b) = (b, c)
        }
        return asked
    }

    private func stands(_ number: Int, at start: Int, in text: Span<UInt8>) -> Bool {
        let count = texts[number].bytes.count
        guard start + count <= text.count else { return false }
        for place in 0..<count where folded(text[start + place]) != texts[number].bytes[place] {
            return false
        }
        return true
    }

    /// Whether there is one of the two characters beyond ASCII that are letters of another case of an
    /// ASCII letter: the sign of Kelvin and the long s.
    private static func hasLettersBeyondASCII(_ text: Span<UInt8>) -> Bool {
        for place in text.indices where text[place] >= 0x80 {
            let second = place + 1 < text.count ? text[place + 1] : 0
            let third = place + 2 < text.count ? text[place + 2] : 0
            switch (text[place], second, third) {
            case (0xE2, 0x84, 0xAA), (0xC5, 0xBF, _): return true
            default: continue
            }
        }
        return false
    }

    @inline(__always)
    private func folded(_ byte: UInt8) -> UInt8 { isCaseless ? Self.lowered(byte) : byte }

    @inline(__always)
    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    @inline(__always)
    private static func hash(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> Int {
        let gram = UInt32(a) | UInt32(b) << 8 | UInt32(c) << 16
        return Int((gram &* 0x9E37_79B1) >> UInt32(32 - hashBits))
    }
}
