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
            let isBlankLine = bytes.isBlank(at: index)
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
            while index < bytes.count, !bytes.isBreak(at: index) { index += 1 }
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
        while end < bytes.count, !bytes.isBreak(at: end) { end += 1 }
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
            guard bytes.isBreak(at: index) else { break }
            index += YAMLBreak.length(in: bytes, at: index) ?? 1
        }
        return deepest
    }
}
