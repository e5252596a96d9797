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
private struct PendingBreaks {
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

private func isBlank(_ bytes: [UInt8], _ index: Int) -> Bool {
    index < bytes.count && (bytes[index] == 0x20 || bytes[index] == 0x09)
}

private func isBreak(_ bytes: [UInt8], _ index: Int) -> Bool {
    index < bytes.count && YAMLBreak.length(in: bytes, at: index) != nil
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
            guard escapedBreak || isBlank(bytes, index) || isBreak(bytes, index) else { break }
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
        while index < bytes.count, !isBlank(bytes, index), !isBreak(bytes, index) {
            if let length, value.count >= length { return }
            switch (style, bytes[index]) {
            case (.singleQuoted, UInt8(ascii: "'")):
                guard bytes.at(index + 1) == UInt8(ascii: "'") else { return }
                add([UInt8(ascii: "'")], from: index)
                index += 2
            case (.doubleQuoted, UInt8(ascii: "\"")):
                return
            case (.doubleQuoted, UInt8(ascii: "\\")):
                if isBreak(bytes, index + 1) {
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
        while isBlank(bytes, index) || isBreak(bytes, index) {
            if isBlank(bytes, index) {
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

// MARK: - Block scalars

extension ScalarScan {
    /// Deepest indentation of a block scalar that is looked for.
    private static let indentMax = 128

    /// Scans a literal (`|`) or folded (`>`) scalar.
    ///
    /// How far it is indented depends on what stands around it, which is not known here: the
    /// indentation under which the value is the parser's is the one.
    static func block(
        _ bytes: [UInt8], at start: Int, isFolded: Bool, value: [UInt8]
    ) -> ScalarScan? {
        let header = BlockHeader(bytes, at: start)
        let guesses = [header.detectedIndent(bytes)] + Array(1...indentMax)
        for indent in guesses {
            let scan = block(bytes, header, indent: indent, isFolded: isFolded)
            if scan.value == value { return scan }
        }
        return nil
    }

    /// Source: libyaml, `yaml_parser_scan_block_scalar`.
    private static func block(
        _ bytes: [UInt8], _ header: BlockHeader, indent: Int, isFolded: Bool
    ) -> ScalarScan {
        var scan = ScalarScan()
        var index = header.end
        var leading = PendingBreaks()
        var trailing = PendingBreaks()
        var leadingBlank = false
        var column = skipIndentation(bytes, &index, indent, &trailing)
        while column == indent, index < bytes.count {
            let isBlankLine = isBlank(bytes, index)
            if isFolded, !leadingBlank, !isBlankLine, let fold = leading.breaks.first,
                fold.bytes == [0x0A]
            {
                if trailing.isEmpty { scan.add([0x20], from: fold.source) }
                leading = PendingBreaks()
            } else {
                leading.flush(into: &scan)
            }
            trailing.flush(into: &scan)
            leadingBlank = isBlankLine
            let lineStart = index
            while index < bytes.count, !isBreak(bytes, index) { index += 1 }
            scan.copy(bytes[lineStart..<index])
            guard let next = leading.read(bytes, at: index) else { break }
            index = next
            column = skipIndentation(bytes, &index, indent, &trailing)
        }
        if header.chomping != .strip { leading.flush(into: &scan) }
        if header.chomping == .keep { trailing.flush(into: &scan) }
        scan.finish(at: index)
        return scan
    }

    /// Skips the indentation and empty lines; returns the column (from 0) where text starts.
    private static func skipIndentation(
        _ bytes: [UInt8], _ index: inout Int, _ indent: Int, _ breaks: inout PendingBreaks
    ) -> Int {
        while true {
            var column = 0
            while column < indent, bytes.at(index) == 0x20 {
                index += 1
                column += 1
            }
            guard let next = breaks.read(bytes, at: index) else { return column }
            index = next
        }
    }
}

/// The line of a block scalar that holds `|` or `>`.
private struct BlockHeader {
    enum Chomping { case clip, strip, keep }

    var chomping = Chomping.clip
    /// First byte of the line after the header.
    var end: Int

    init(_ bytes: [UInt8], at start: Int) {
        end = start + 1
        while let byte = bytes.at(end) {
            if byte == UInt8(ascii: "-") {
                chomping = .strip
            } else if byte == UInt8(ascii: "+") {
                chomping = .keep
            } else if !(UInt8(ascii: "1")...UInt8(ascii: "9")).contains(byte) {
                break
            }
            end += 1
        }
        while end < bytes.count, !isBreak(bytes, end) { end += 1 }
        if end < bytes.count { end += YAMLBreak.length(in: bytes, at: end) ?? 1 }
    }

    /// The indentation of the first line that is not empty.
    func detectedIndent(_ bytes: [UInt8]) -> Int {
        var index = end
        var deepest = 1
        while index < bytes.count {
            var column = 0
            while bytes.at(index) == 0x20 {
                index += 1
                column += 1
            }
            deepest = max(deepest, column)
            guard isBreak(bytes, index) else { break }
            index += YAMLBreak.length(in: bytes, at: index) ?? 1
        }
        return deepest
    }
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

extension [UInt8] {
    /// The byte, or nil behind the end.
    fileprivate func at(_ index: Int) -> UInt8? { index < count ? self[index] : nil }
}
