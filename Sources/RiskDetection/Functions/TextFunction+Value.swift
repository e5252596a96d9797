import RegularExpressions
import SPL

extension TextFunction {
    /// Source: Splunk Search Reference, "Text functions", "Cryptographic functions".
    func value(_ arguments: [Value], _ context: EvaluationContext) -> Value {
        switch self {
        case .len: return map(arguments[0]) { .integer(Int64($0.unicodeScalars.count)) }
        case .lower: return map(arguments[0]) { .string($0.lowercased()) }
        case .upper: return map(arguments[0]) { .string($0.uppercased()) }
        case .trim: return trimmed(arguments, start: true, end: true)
        case .ltrim: return trimmed(arguments, start: true, end: false)
        case .rtrim: return trimmed(arguments, start: false, end: true)
        case .substr: return substring(arguments)
        case .replace: return replaced(arguments, context)
        case .urldecode: return map(arguments[0]) { .string(Self.urlDecoded($0)) }
        case .md5: return map(arguments[0]) { .string(MD5.digest(of: $0).hexadecimal) }
        case .sha1: return map(arguments[0]) { .string(SHA1.digest(of: $0).hexadecimal) }
        case .sha256:
            return map(arguments[0]) { text in
                var hash = SHA256()
                hash.update(Array(text.utf8))
                return .string(hash.finalize().hexadecimal)
            }
        case .sha512: return map(arguments[0]) { .string(SHA512.digest(of: $0).hexadecimal) }
        case .ipmask: return Self.masked(arguments)
        }
    }

    private func map(_ value: Value, _ body: (String) -> Value) -> Value {
        let texts = value.texts
        return texts.count == 1 ? body(texts[0]) : Value(values: texts.flatMap { body($0).texts })
    }

    /// Blanks and tabs go away at the ends, or the characters of a second text.
    private func trimmed(_ arguments: [Value], start: Bool, end: Bool) -> Value {
        let outer: Set<Character>
        if arguments.count > 1 {
            guard let text = arguments[1].texts.first else { return .null }
            outer = Set(text)
        } else {
            outer = [" ", "\t"]
        }
        return map(arguments[0]) { text in
            var rest = text[...]
            if start { rest = rest.drop(while: outer.contains) }
            while end, let last = rest.last, outer.contains(last) { rest.removeLast() }
            return .string(String(rest))
        }
    }

    /// `substr(text, start, length)` as SQLite has it: counted from 1, or from the end when negative;
    /// place 0 lies before the first character; a negative length takes what stands before the start.
    ///
    /// Source: Splunk Search Reference, "Text functions", `substr`: SQLite semantics; SQLite, "Built-in
    /// Scalar SQL Functions", `substr`.
    private func substring(_ arguments: [Value]) -> Value {
        guard let start = arguments[1].number else { return .null }
        let length = arguments.count > 2 ? arguments[2].number : .infinity
        guard let length else { return .null }
        return map(arguments[0]) { text in
            let characters = Array(text.unicodeScalars)
            let range = Self.places(start, length, of: Double(characters.count))
            var part = String.UnicodeScalarView()
            part.append(contentsOf: characters[range])
            return .string(String(part))
        }
    }

    private static func places(_ start: Double, _ length: Double, of count: Double) -> Range<Int> {
        let start = start.rounded(.towardZero)
        let length = length.rounded(.towardZero)
        // Where the part begins and ends if there were characters without end on both sides.
        var lower = start < 0 ? count + start : start - 1
        var upper = lower + length
        if length < 0 {
            // Place 0 and place 1 have nothing before them.
            let before = start == 0 ? 0 : lower
            (lower, upper) = (before + length, before)
        }
        let first = Swift.min(Swift.max(lower, 0), count)
        let last = Swift.min(Swift.max(upper, 0), count)
        return Int(first)..<Swift.max(Int(first), Int(last))
    }

    /// `replace(text, pattern, template)`; a text that is no pattern gives null.
    private func replaced(_ arguments: [Value], _ context: EvaluationContext) -> Value {
        guard let pattern = arguments[1].texts.first, let template = arguments[2].texts.first,
            let expression = context.patterns.expression(pattern)
        else { return .null }
        return map(arguments[0]) {
            .string(
                expression.replacing(in: $0, with: template, context.patterns.losses))
        }
    }

    private static func urlDecoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `ipmask("0.255.0.244", address)`
    private static func masked(_ arguments: [Value]) -> Value {
        guard let mask = arguments[0].texts.first.flatMap({ IPAddress($0) }),
            let address = arguments[1].texts.first.flatMap({ IPAddress($0) }), !mask.isVersion6,
            !address.isVersion6
        else { return .null }
        let number = UInt32(truncatingIfNeeded: mask.number & address.number)
        let parts = [24, 16, 8, 0].map { String(number >> $0 & 0xFF) }
        return .string(parts.joined(separator: "."))
    }
}
