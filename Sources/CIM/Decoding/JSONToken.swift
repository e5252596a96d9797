/// The tokens of JSON: each function moves behind one, or says why there is none.
enum JSONToken {
    /// Moves from the opening quote behind the closing one.
    @inline(__always)
    static func skipString(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int, _ hasEscapes: inout Bool
    ) -> SkipReason? {
        let (quote, escape) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
        var index = at + 1
        while true {
            index = ByteScan.first(quote, escape, quote, in: text, index, end)
            guard index < end else { return .truncated }
            if text[index] == quote {
                at = index + 1
                return nil
            }
            hasEscapes = true
            if let reason = self.escape(text, &index, end) { return reason }
        }
    }

    private static func escape(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int
    ) -> SkipReason? {
        guard at + 1 < end else { return .truncated }
        switch text[at + 1] {
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"), UInt8(ascii: "f"):
            at += 2
            return nil
        case UInt8(ascii: "u"):
            for index in at + 2..<at + 6 {
                guard index < end else { return .truncated }
                guard ASCII.hexValue(text[index]) != nil else { return .malformedJSON }
            }
            at += 6
            return nil
        default: return .malformedJSON
        }
    }

    /// `true`, `false` or `null`.
    static func skipLiteral(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int, _ word: String
    ) -> SkipReason? {
        for byte in word.utf8 {
            guard at < end else { return .truncated }
            guard text[at] == byte else { return .malformedJSON }
            at += 1
        }
        return nil
    }

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
    static func skipNumber(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int
    ) -> SkipReason? {
        if text[at] == UInt8(ascii: "-") { at += 1 }
        if at < end, text[at] == UInt8(ascii: "0") {
            at += 1
        } else if let reason = digits(text, &at, end) {
            return reason
        }
        if at < end, text[at] == UInt8(ascii: ".") {
            at += 1
            if let reason = digits(text, &at, end) { return reason }
        }
        if at < end, text[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < end, text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-") { at += 1 }
            return digits(text, &at, end)
        }
        return nil
    }

    /// One digit or more.
    private static func digits(
        _ text: Span<UInt8>, _ at: inout Int, _ end: Int
    ) -> SkipReason? {
        guard at < end else { return .truncated }
        guard ASCII.isDigit(text[at]) else { return .malformedJSON }
        while at < end, ASCII.isDigit(text[at]) { at += 1 }
        return nil
    }
}
