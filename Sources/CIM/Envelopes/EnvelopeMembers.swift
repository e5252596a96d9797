/// The members of a JSON object that may hold a record, in the order in which they are tried.
///
/// - Precondition: The reader has read the object and found it sound.
enum EnvelopeMembers {
    /// What a member is, and where it stands: of a text the inside, of others all.
    struct Member {
        enum Kind { case text, object, array }
        var key: EnvelopeKey
        var kind: Kind
        var range: Range<Int>
    }

    /// - Parameter object: From brace to brace, with blanks around.
    static func of(_ text: Span<UInt8>, _ object: Range<Int>) -> [Member] {
        var members: [Member] = []
        var unescaped: [UInt8] = []
        var at = object.lowerBound
        while at < object.upperBound, text[at] != UInt8(ascii: "{") { at += 1 }
        at += 1
        while true {
            skip(text, &at, object.upperBound) { ASCII.isBlank($0) || $0 == UInt8(ascii: ",") }
            var hasEscapes = false
            guard at < object.upperBound, text[at] == UInt8(ascii: "\"") else { break }
            let start = at
            guard JSONToken.skipString(text, &at, object.upperBound, &hasEscapes) == nil else {
                break
            }
            var key = EnvelopeKey(text, start + 1..<at - 1)
            if hasEscapes {
                unescaped.removeAll(keepingCapacity: true)
                _ = JSONText.append(text, start + 1..<at - 1, to: &unescaped)
                key = EnvelopeKey(unescaped.span, 0..<unescaped.count)
            }
            skip(text, &at, object.upperBound) { ASCII.isBlank($0) || $0 == UInt8(ascii: ":") }
            guard let value = value(text, &at, object.upperBound) else { break }
            if let key, let kind = kind(text, value) {
                let isText = kind == .text
                let range = isText ? value.lowerBound + 1..<value.upperBound - 1 : value
                members.append(Member(key: key, kind: kind, range: range))
            }
        }
        return members.enumerated().sorted {
            ($0.element.key.place, $0.offset) < ($1.element.key.place, $1.offset)
        }.map(\.element)
    }

    /// Where the objects and texts of a list stand, of texts the inside.
    static func elements(_ text: Span<UInt8>, _ list: Range<Int>) -> [Member] {
        var members: [Member] = []
        var at = list.lowerBound + 1
        while true {
            skip(text, &at, list.upperBound) { ASCII.isBlank($0) || $0 == UInt8(ascii: ",") }
            guard at < list.upperBound, text[at] != UInt8(ascii: "]"),
                let value = value(text, &at, list.upperBound)
            else { return members }
            guard let kind = kind(text, value), kind != .array else { continue }
            let isText = kind == .text
            let range = isText ? value.lowerBound + 1..<value.upperBound - 1 : value
            members.append(Member(key: EnvelopeKey(place: 0), kind: kind, range: range))
        }
    }

    private static func kind(_ text: Span<UInt8>, _ value: Range<Int>) -> Member.Kind? {
        switch text[value.lowerBound] {
        case UInt8(ascii: "\""): .text
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        default: nil
        }
    }

    @inline(__always)
    private static func skip(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int, _ isSkipped: (UInt8) -> Bool
    ) {
        while at < end, isSkipped(text[at]) { at += 1 }
    }

    /// Moves behind the value at `at`. Strings hide brackets, so only what stands outside of them
    /// counts.
    private static func value(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int
    ) -> Range<Int>? {
        let start = at
        var depth = 0
        while at < end {
            switch text[at] {
            case UInt8(ascii: "\""):
                var hasEscapes = false
                guard JSONToken.skipString(text, &at, end, &hasEscapes) == nil else { return nil }
                if depth == 0 { return start..<at }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return start < at ? start..<at : nil }
                depth -= 1
                if depth == 0 {
                    at += 1
                    return start..<at
                }
            case UInt8(ascii: ",") where depth == 0: return start < at ? start..<at : nil
            default: break
            }
            at += 1
        }
        return nil
    }
}
