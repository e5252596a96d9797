/// A text with wildcards, compared with the whole of a value. Unlike a ``TextPattern`` it may hold a
/// plain star, and a wildcard for exactly one character.
package struct WildcardText: Hashable, Sendable {
    package enum Part: Hashable, Sendable {
        /// Bytes that must stand there: UTF-8, or whatever an encoding made of it. Never empty.
        case literal([UInt8])
        /// Any run of characters, line breaks too, also none.
        case any
        /// Exactly one character.
        case one
    }

    /// No two literals stand beside each other.
    package private(set) var parts: [Part] = []

    package init(_ parts: [Part] = []) {
        for part in parts { append(part) }
    }

    package mutating func append(_ part: Part) {
        guard case .literal(let bytes) = part else {
            parts.append(part)
            return
        }
        if case .literal(let before)? = parts.last {
            parts[parts.count - 1] = .literal(before + bytes)
        } else if !bytes.isEmpty {
            parts.append(part)
        }
    }

    package static func + (a: WildcardText, b: WildcardText) -> WildcardText {
        b.parts.reduce(into: a) { $0.append($1) }
    }

    /// The bytes of a text without wildcards; nil where one is.
    package var literal: [UInt8]? {
        guard let part = parts.first else { return [] }
        guard parts.count == 1, case .literal(let bytes) = part else { return nil }
        return bytes
    }

    /// The same as a pattern of the search language; nil where that cannot say it.
    package func pattern(isCaseSensitive: Bool) -> TextPattern? {
        var text = ""
        for part in parts {
            switch part {
            case .one: return nil
            case .any: text += "*"
            case .literal(let bytes):
                guard let literal = String(validating: bytes, as: UTF8.self),
                    !literal.utf8.contains(UInt8(ascii: "*"))
                else { return nil }
                text += literal
            }
        }
        return TextPattern(text, isCaseSensitive: isCaseSensitive)
    }

    /// As in messages and exports: wildcards as `*` and `?`, those characters themselves with a
    /// backslash before them.
    package var text: String {
        parts.map { part in
            switch part {
            case .any: "*"
            case .one: "?"
            case .literal(let bytes):
                String(decoding: bytes, as: UTF8.self).replacing("*", with: "\\*")
                    .replacing("?", with: "\\?")
            }
        }.joined()
    }
}

extension WildcardText {
    /// Whether the whole of a value matches.
    ///
    /// After each star the first place where what follows matches is taken; where that fails later on,
    /// the last star takes one character more.
    ///
    /// - Complexity: O(value × pattern) at worst.
    package func matches(_ value: String, isCaseSensitive: Bool) -> Bool {
        let signs = signs(isCaseSensitive)
        let value = Array((isCaseSensitive ? value : value.lowercased()).unicodeScalars)
        var (place, at) = (0, 0)
        var star: (place: Int, at: Int)?
        while at < value.count {
            if place < signs.count, signs[place] == .any {
                star = (place, at)
                place += 1
            } else if place < signs.count,
                signs[place] == .one || signs[place] == .scalar(value[at])
            {
                place += 1
                at += 1
            } else if let last = star {
                star = (last.place, last.at + 1)
                (place, at) = (last.place + 1, last.at + 1)
            } else {
                return false
            }
        }
        return signs[place...].allSatisfy { $0 == .any }
    }

    private enum Sign: Equatable {
        case scalar(Unicode.Scalar)
        case any
        case one
    }

    /// The text character by character.
    private func signs(_ isCaseSensitive: Bool) -> [Sign] {
        parts.flatMap { part -> [Sign] in
            switch part {
            case .any: return [.any]
            case .one: return [.one]
            case .literal(let bytes):
                let literal = String(decoding: bytes, as: UTF8.self)
                return (isCaseSensitive ? literal : literal.lowercased()).unicodeScalars.map {
                    .scalar($0)
                }
            }
        }
    }
}
