import Foundation

/// What texts mean: as numbers, as addresses, as patterns.
enum NaiveText {
    static func number(_ text: String) -> Double? {
        guard text.count <= 64, regex("^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?$", text)
        else { return nil }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }

    /// A number as a value: null for what is no number.
    static func values(_ number: Double?) -> [String] {
        guard let number, number.isFinite else { return [] }
        if number == number.rounded(), abs(number) < 9_007_199_254_740_992 {
            return [String(Int64(number))]
        }
        return ["\(number)"]
    }

    /// Digits behind the point of a decimal number; nil for whole ones and other texts.
    static func places(_ text: String) -> Int? {
        regex("^[+-]?[0-9]*\\.[0-9]+$", text) ? text.split(separator: ".").last?.count : nil
    }

    /// Digits before the point; for 0.05 it is −1.
    static func wholeDigits(_ number: Double) -> Int {
        guard number.isFinite, number != 0 else { return 1 }
        let exponent = String(format: "%.17e", abs(number)).components(separatedBy: "e").last ?? ""
        return (Int(exponent) ?? 0) + 1
    }

    /// Half away from nought.
    static func rounded(_ number: Double, _ places: Int) -> Double {
        let scale = Foundation.pow(10, Double(min(places, 15)))
        let size = (abs(number) * scale).rounded(.toNearestOrAwayFromZero) / scale
        return size.isFinite ? (number < 0 ? -size : size) : number
    }

    /// Whether a regular expression finds something in a text.
    static func regex(_ pattern: String, _ text: String) -> Bool {
        expression(pattern)?.firstMatch(in: text, range: all(text)) != nil
    }

    static func expression(_ pattern: String) -> NSRegularExpression? {
        // A text that is no pattern is none.
        try? NSRegularExpression(pattern: pattern)
    }

    static func all(_ text: String) -> NSRange { NSRange(text.startIndex..., in: text) }

    /// The matches of a pattern, each as the texts of its groups; the whole is group 0.
    static func matches(_ pattern: String, _ text: String) -> [[String?]] {
        (expression(pattern)?.matches(in: text, range: all(text)) ?? []).map { match in
            (0..<match.numberOfRanges).map { group in
                Range(match.range(at: group), in: text).map { String(text[$0]) }
            }
        }
    }

    /// Every match replaced by a template in which `\1` is a group.
    static func replacing(_ pattern: String, in text: String, with template: String) -> String? {
        guard let expression = expression(pattern) else { return nil }
        var result = ""
        var place = text.startIndex
        for match in expression.matches(in: text, range: all(text)) {
            guard let range = Range(match.range, in: text) else { continue }
            result += text[place..<range.lowerBound]
            var rest = Array(template)[...]
            while let character = rest.popFirst() {
                if character == "\\", let digit = rest.first?.wholeNumberValue {
                    rest.removeFirst()
                    if digit < match.numberOfRanges,
                        let group = Range(match.range(at: digit), in: text)
                    {
                        result += text[group]
                    }
                } else if character == "\\", let next = rest.popFirst() {
                    result.append(next)
                } else {
                    result.append(character)
                }
            }
            place = range.upperBound
        }
        return result + text[place...]
    }

    /// A value of the search language, in any case, against a whole text.
    static func matches(_ text: String, pattern: String, readsNetworks: Bool) -> Bool {
        if readsNetworks, pattern.contains("/"), isWithin(text, network: pattern) { return true }
        return glob(folded(pattern), folded(text))
    }

    nonisolated(unsafe) private static var known: [String: [Character]] = [:]
    private static let lock = NSLock()

    /// The characters in lower case. Remembered: the same values meet hundreds of patterns.
    private static func folded(_ text: String) -> [Character] {
        lock.lock()
        defer { lock.unlock() }
        if let characters = unsafe known[text] { return characters }
        let characters = Array(text.lowercased())
        unsafe known[text] = characters
        return characters
    }

    static func glob(_ pattern: [Character], _ text: [Character]) -> Bool {
        glob(pattern[...], text[...])
    }

    private static func glob(
        _ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>
    ) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            if pattern.count == 1 { return true }
            return (0...text.count).contains { glob(pattern.dropFirst(), text.dropFirst($0)) }
        }
        return text.first == first && glob(pattern.dropFirst(), text.dropFirst())
    }

    static func like(_ pattern: [Character], _ text: [Character]) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "%" {
            return (0...text.count).contains {
                like(Array(pattern.dropFirst()), Array(text.dropFirst($0)))
            }
        }
        return !text.isEmpty && (first == "_" || text.first == first)
            && like(Array(pattern.dropFirst()), Array(text.dropFirst()))
    }

    /// An IPv4 address as a number.
    static func address(_ text: String) -> UInt32? {
        guard regex("^[0-9]{1,3}(\\.[0-9]{1,3}){3}$", text) else { return nil }
        let parts = text.split(separator: ".").compactMap { UInt8($0) }
        return parts.count == 4 ? parts.reduce(0) { $0 * 256 + UInt32($1) } : nil
    }

    /// Whether a text is an address within `a.b.c.d/bits`.
    static func isWithin(_ text: String, network: String) -> Bool {
        let parts = network.split(separator: "/").map(String.init)
        guard let first = parts.first, let base = address(first), let address = address(text)
        else { return false }
        guard parts.count == 2 else { return base == address }
        guard let bits = UInt32(parts[1]), bits <= 32 else { return false }
        let size = UInt64(1) << (32 - bits)
        return UInt64(base) / size == UInt64(address) / size
    }

    /// Numeric where both are numbers, otherwise by character.
    static func compare(_ a: String, _ sign: String, _ b: String) -> Bool {
        if let x = number(a), let y = number(b) { return compare(x, sign, y) }
        return compare(a, sign, b, by: <)
    }

    private static func compare(_ x: Double, _ sign: String, _ y: Double) -> Bool {
        switch sign {
        case "<": x < y
        case "<=": x <= y
        case ">": x > y
        default: x >= y
        }
    }

    private static func compare(
        _ a: String, _ sign: String, _ b: String, by less: (String, String) -> Bool
    ) -> Bool {
        switch sign {
        case "<": less(a, b)
        case "<=": !less(b, a)
        case ">": less(b, a)
        default: !less(a, b)
        }
    }
}
