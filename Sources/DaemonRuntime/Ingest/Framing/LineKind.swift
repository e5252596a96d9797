import CIM

/// The kinds of lines that hold no record.
enum LineKind {
    /// Whether it only stands around records in an export: a prolog, a root element's tags, the
    /// closing tags of what wraps events, evtx_dump's `Record 7`.
    static func isWrapper(_ line: Span<UInt8>) -> Bool {
        guard line.count > 0 else { return false }
        switch line[0] {
        case UInt8(ascii: "<"):
            return begins(line, prolog) || isRoot(line) || isClosing(line)
        case UInt8(ascii: "]"): return isClosing(line)
        case UInt8(ascii: "R"): return isNumber(line)
        default: return false
        }
    }

    private static func begins(_ line: Span<UInt8>, _ text: [UInt8], at place: Int = 0) -> Bool {
        guard place + text.count <= line.count else { return false }
        for index in text.indices where line[place + index] != text[index] { return false }
        return true
    }

    private static let prolog = Array("<?xml".utf8)
    private static let root = Array("Events".utf8)
    private static let closing = Array("</".utf8)
    private static let section = Array("]]>".utf8)
    private static let number = Array("Record ".utf8)

    /// `<Events`, `</Events`, with any prefix.
    private static func isRoot(_ line: Span<UInt8>) -> Bool {
        let name = begins(line, closing) ? 2 : 1
        if begins(line, root, at: name) { return true }
        for index in name..<min(line.count, name + RecordStart.prefixBytesMax) {
            if line[index] == UInt8(ascii: ":") { return begins(line, root, at: index + 1) }
            if !isNamed(line[index]) { return false }
        }
        return false
    }

    /// `]]></w:Event></w:Events>`: closing tags and the ends of CDATA sections, nothing else.
    private static func isClosing(_ line: Span<UInt8>) -> Bool {
        var index = 0
        while index < line.count {
            if line[index] <= 0x20 {
                index += 1
            } else if begins(line, section, at: index) {
                index += 3
            } else if begins(line, closing, at: index) {
                index += 2
                while index < line.count, isNamed(line[index]) || line[index] == UInt8(ascii: ":") {
                    index += 1
                }
                guard index < line.count, line[index] == UInt8(ascii: ">") else { return false }
                index += 1
            } else {
                return false
            }
        }
        return true
    }

    private static func isNumber(_ line: Span<UInt8>) -> Bool {
        guard begins(line, number), line.count > 7 else { return false }
        for index in 7..<line.count {
            let byte = line[index]
            guard byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte <= 0x20 else {
                return false
            }
        }
        return true
    }

    private static func isNamed(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z")
            || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte >= 0x80
    }
}
