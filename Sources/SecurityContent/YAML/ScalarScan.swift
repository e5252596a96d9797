/// The value of a scalar as the second scan reads it, with the place of every piece.
struct ScalarScan {
    private(set) var value: [UInt8] = []
    private(set) var runs: [(value: Int, source: Int, isVerbatim: Bool)] = []

    /// Copies bytes that are in the value what they are in the file.
    mutating func copy(_ bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty else { return }
        if let last = runs.last, last.isVerbatim,
            last.source + value.count - last.value == bytes.startIndex
        {
            value.append(contentsOf: bytes)
            return
        }
        runs.append((value.count, bytes.startIndex, true))
        value.append(contentsOf: bytes)
    }

    /// Adds bytes that something else in the file stands for.
    mutating func add(_ bytes: some Sequence<UInt8>, from source: Int) {
        runs.append((value.count, source, false))
        value.append(contentsOf: bytes)
    }

    /// Closes the scan: the end of the value maps to `source`.
    mutating func finish(at source: Int) { runs.append((value.count, source, false)) }
}

/// Line breaks between two pieces of a scalar, on their way to be folded.
struct PendingBreaks {
    var breaks: [(bytes: [UInt8], source: Int)] = []

    var isEmpty: Bool { breaks.isEmpty }

    /// Reads the break at `index`, and returns the index behind it.
    mutating func read(_ bytes: [UInt8], at index: Int) -> Int? {
        guard index < bytes.count, let length = YAMLBreak.length(in: bytes, at: index) else {
            return nil
        }
        breaks.append((YAMLBreak.value(in: bytes, at: index), index))
        return index + length
    }

    mutating func flush(into scan: inout ScalarScan) {
        for piece in breaks { scan.add(piece.bytes, from: piece.source) }
        breaks = []
    }
}

// MARK: - Plain and quoted scalars

extension ScalarScan {
    /// Scans a plain or quoted scalar.
    ///
    /// - Parameter length: Bytes of the parser's value; a plain scalar ends when it has as many.
    ///
    /// Source: libyaml, `yaml_parser_scan_flow_scalar` and `yaml_parser_scan_plain_scalar`.
    static func flow(
        _ bytes: [UInt8], at start: Int, style: YAMLScalarStyle, length: Int
    ) -> ScalarScan {
        var scan = ScalarScan()
        let isPlain = style == .plain
        var index = isPlain ? start : start + 1
        while index < bytes.count {
            var escapedBreak = false
            scan.words(
                bytes, &index, style: style, length: isPlain ? length : nil,
                escapedBreak: &escapedBreak)
            if isPlain ? scan.value.count >= length : bytes.at(index) == style.quote { break }
            guard escapedBreak || bytes.isBlank(at: index) || bytes.isBreak(at: index) else {
                break
            }
            scan.gap(bytes, &index, escapedBreak: escapedBreak)
        }
        scan.finish(at: index)
        return scan
    }

    /// Scans up to a blank, a line break or the closing quote.
    private mutating func words(
        _ bytes: [UInt8], _ index: inout Int, style: YAMLScalarStyle, length: Int?,
        escapedBreak: inout Bool
    ) {
        while index < bytes.count, !bytes.isBlank(at: index), !bytes.isBreak(at: index) {
            if let length, value.count >= length { return }
            switch (style, bytes[index]) {
            case (.singleQuoted, UInt8(ascii: "'")):
                guard bytes.at(index + 1) == UInt8(ascii: "'") else { return }
                add([UInt8(ascii: "'")], from: index)
                index += 2
            case (.doubleQuoted, UInt8(ascii: "\"")):
                return
            case (.doubleQuoted, UInt8(ascii: "\\")):
                if bytes.isBreak(at: index + 1) {
                    index += 1 + (YAMLBreak.length(in: bytes, at: index + 1) ?? 1)
                    escapedBreak = true
                    // What follows is indentation and is skipped with the blanks.
                    return
                }
                escape(bytes, &index)
            default:
                copy(bytes[index...index])
                index += 1
            }
        }
    }

    /// Scans blanks and line breaks: a single break becomes a blank, further ones stay.
    private mutating func gap(_ bytes: [UInt8], _ index: inout Int, escapedBreak: Bool) {
        let start = index
        var first = PendingBreaks()
        var further = PendingBreaks()
        var seenBreak = escapedBreak
        while bytes.isBlank(at: index) || bytes.isBreak(at: index) {
            if bytes.isBlank(at: index) {
                index += 1
            } else if !seenBreak {
                index = first.read(bytes, at: index) ?? index + 1
                seenBreak = true
            } else {
                index = further.read(bytes, at: index) ?? index + 1
            }
        }
        guard seenBreak else { return copy(bytes[start..<index]) }
        if let fold = first.breaks.first, fold.bytes == [0x0A] {
            if further.isEmpty { add([0x20], from: fold.source) }
        } else {
            first.flush(into: &self)
        }
        further.flush(into: &self)
    }

    /// One escape of a double-quoted scalar.
    private mutating func escape(_ bytes: [UInt8], _ index: inout Int) {
        let start = index
        guard let code = bytes.at(index + 1) else {
            index += 1
            return
        }
        index += 2
        let digits =
            switch code {
            case UInt8(ascii: "x"): 2
            case UInt8(ascii: "u"): 4
            case UInt8(ascii: "U"): 8
            default: 0
            }
        if digits > 0 {
            let text = String(decoding: bytes[index...].prefix(digits), as: UTF8.self)
            index = min(index + digits, bytes.count)
            let scalar = UInt32(text, radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
            add(String(Character(scalar)).utf8, from: start)
        } else {
            add((Self.escapes[code] ?? "\u{FFFD}").utf8, from: start)
        }
    }

    private static let escapes: [UInt8: String] = [
        UInt8(ascii: "0"): "\0", UInt8(ascii: "a"): "\u{07}", UInt8(ascii: "b"): "\u{08}",
        UInt8(ascii: "t"): "\t", 0x09: "\t", UInt8(ascii: "n"): "\n", UInt8(ascii: "v"): "\u{0B}",
        UInt8(ascii: "f"): "\u{0C}", UInt8(ascii: "r"): "\r", UInt8(ascii: "e"): "\u{1B}",
        0x20: " ", UInt8(ascii: "\""): "\"", UInt8(ascii: "/"): "/", UInt8(ascii: "\\"): "\\",
        UInt8(ascii: "N"): "\u{85}", UInt8(ascii: "_"): "\u{A0}", UInt8(ascii: "L"): "\u{2028}",
        UInt8(ascii: "P"): "\u{2029}",
    ]
}

extension YAMLScalarStyle {
    fileprivate var quote: UInt8? {
        switch self {
        case .singleQuoted: UInt8(ascii: "'")
        case .doubleQuoted: UInt8(ascii: "\"")
        default: nil
        }
    }
}
