import Foundation

/// Texts of rules, for ``NaiveSigma``.
enum NaiveSigmaText {
    enum Element: Equatable {
        case byte(UInt8)
        case any, one
    }

    /// All the texts that one value comes to, behind its modifiers.
    static func patterns(
        _ text: String, isPlainNumber: Bool, _ modifiers: [String],
        _ placeholders: [String: [String]]
    ) throws -> [[Element]] {
        var patterns = [isPlainNumber ? text.utf8.map { Element.byte($0) } : read(text)]
        for modifier in modifiers {
            patterns = try patterns.flatMap { try apply(modifier, $0, placeholders) }
        }
        return patterns
    }

    /// Source: Sigma specification 2.1, "Escape Character".
    private static func read(_ text: String) -> [Element] {
        var elements: [Element] = []
        var bytes = Array(text.utf8)
        while !bytes.isEmpty {
            let byte = bytes.removeFirst()
            if byte == UInt8(ascii: "\\"), let next = bytes.first, "*?\\".utf8.contains(next) {
                elements.append(.byte(bytes.removeFirst()))
            } else if byte == UInt8(ascii: "*") {
                elements.append(.any)
            } else if byte == UInt8(ascii: "?") {
                elements.append(.one)
            } else {
                elements.append(.byte(byte))
            }
        }
        return elements
    }

    private static func apply(
        _ modifier: String, _ pattern: [Element], _ placeholders: [String: [String]]
    ) throws -> [[Element]] {
        switch modifier {
        case "contains": return [[.any] + pattern + [.any]]
        case "startswith": return [pattern + [.any]]
        case "endswith": return [[.any] + pattern]
        case "all", "neq", "cased": return [pattern]
        case "windash": return windash(pattern)
        case "wide", "utf16le": return [encode(pattern, .utf16LittleEndian)]
        case "utf16be": return [encode(pattern, .utf16BigEndian)]
        case "utf16": return [[.byte(0xFF), .byte(0xFE)] + encode(pattern, .utf16LittleEndian)]
        case "base64":
            return [Data(bytes(pattern)).base64EncodedData().map { .byte($0) }]
        case "base64offset":
            return (0..<3).map { shift in
                let data = Data(Array("   ".utf8.prefix(shift)) + bytes(pattern))
                var text = String(decoding: data.base64EncodedData(), as: UTF8.self)
                text.removeFirst([0, 2, 3][shift])
                text.removeLast([0, 3, 2][data.count % 3])
                return text.utf8.map { .byte($0) }
            }
        case "expand": return expand(pattern, placeholders)
        default: throw NaiveSigma.Unreadable(what: "the modifier \(modifier)")
        }
    }

    private static func bytes(_ pattern: [Element]) -> [UInt8] {
        pattern.compactMap { if case .byte(let byte) = $0 { byte } else { nil } }
    }

    private static func encode(_ pattern: [Element], _ encoding: String.Encoding) -> [Element] {
        var result: [Element] = []
        var text: [UInt8] = []
        func end() {
            let string = String(decoding: text, as: UTF8.self)
            result += (string.data(using: encoding) ?? Data()).map { .byte($0) }
            text = []
        }
        for element in pattern {
            if case .byte(let byte) = element {
                text.append(byte)
            } else {
                end()
                result.append(element)
            }
        }
        end()
        return result
    }

    private static func windash(_ pattern: [Element]) -> [[Element]] {
        let dashes = ["-", "/", "–", "—", "―"].map { $0.utf8.map { Element.byte($0) } }
        var place = 0
        while place < pattern.count {
            for dash in dashes where pattern[place...].starts(with: dash) {
                let behind = place + dash.count
                if isWord(place > 0 ? pattern[place - 1] : nil)
                    || !isWord(behind < pattern.count ? pattern[behind] : nil)
                {
                    continue
                }
                let rest = windash(Array(pattern[behind...]))
                return dashes.flatMap { dash in rest.map { Array(pattern[..<place]) + dash + $0 } }
            }
            place += 1
        }
        return [pattern]
    }

    private static func isWord(_ element: Element?) -> Bool {
        guard case .byte(let byte)? = element else { return false }
        return byte == UInt8(ascii: "_")
            || Character(Unicode.Scalar(byte)).isASCII
                && (Character(Unicode.Scalar(byte)).isLetter
                    || Character(Unicode.Scalar(byte)).isNumber)
    }

    private static func expand(
        _ pattern: [Element], _ placeholders: [String: [String]]
    ) -> [[Element]] {
        placeholders.reduce([pattern]) { patterns, placeholder in
            let mark = "%\(placeholder.key)%".utf8.map { Element.byte($0) }
            return patterns.flatMap { replace(mark, by: placeholder.value, in: $0[...]) }
        }
    }

    private static func replace(
        _ mark: [Element], by values: [String], in pattern: ArraySlice<Element>
    ) -> [[Element]] {
        for place in pattern.indices where pattern[place...].starts(with: mark) {
            let rest = replace(mark, by: values, in: pattern[(place + mark.count)...])
            return values.flatMap { value in rest.map { pattern[..<place] + read(value) + $0 } }
        }
        return [Array(pattern)]
    }

    // MARK: - Matching

    private enum Sign: Hashable {
        case scalar(Unicode.Scalar)
        case any, one
    }

    /// Whether the whole of a value is the pattern, by trying everything.
    static func matches(_ value: String, _ pattern: [Element], isCased: Bool) -> Bool {
        var signs: [Sign] = []
        var text: [UInt8] = []
        func end() {
            let string = String(decoding: text, as: UTF8.self)
            signs += (isCased ? string : string.lowercased()).unicodeScalars.map { .scalar($0) }
            text = []
        }
        for element in pattern {
            switch element {
            case .byte(let byte): text.append(byte)
            case .any:
                end()
                signs.append(.any)
            case .one:
                end()
                signs.append(.one)
            }
        }
        end()
        let scalars = Array((isCased ? value : value.lowercased()).unicodeScalars)
        // Row i: which beginnings of the value the first i signs can be.
        var row = (0...scalars.count).map { $0 == 0 }
        for sign in signs {
            var next = row.map { _ in false }
            for end in 0...scalars.count {
                switch sign {
                case .any: next[end] = row[end] || end > 0 && next[end - 1]
                case .one: next[end] = end > 0 && row[end - 1]
                case .scalar(let scalar):
                    next[end] = end > 0 && row[end - 1] && scalars[end - 1] == scalar
                }
            }
            row = next
        }
        return row[scalars.count]
    }
}
