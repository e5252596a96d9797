import CIM

/// How many cells of a terminal a text takes.
enum DisplayWidth {
    /// A mark takes none, a character of East Asia or a picture two, any other one.
    static func of(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
        }
    }

    /// Source: Unicode, EastAsianWidth.txt, the blocks of W and F.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
        0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]

    /// Breaks a text into lines of at most so many cells, after a blank or a path's separator where
    /// there is one behind the first third of a line.
    ///
    /// - Parameter linesMax: The last of them ends with `…` where more would follow.
    static func lines(_ text: String, width: Int, linesMax: Int) -> [String] {
        var lines: [String] = []
        var rest = Substring(text)
        while of(String(rest)) > width, lines.count + 1 < linesMax {
            let end = breakPoint(rest, width)
            lines.append(trimmedEnd(rest[..<end]))
            rest = rest[end...].drop { $0 == " " }
        }
        lines.append(of(String(rest)) > width ? cut(rest, width) : String(rest))
        return lines
    }

    private static func trimmedEnd(_ text: Substring) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    private static func breakPoint(_ text: Substring, _ width: Int) -> String.Index {
        var used = 0
        var end = text.startIndex
        var soft: String.Index?
        for index in text.indices {
            let cells = of(String(text[index]))
            // One character may be wider than the column.
            if used + cells > width, end > text.startIndex { break }
            used += cells
            end = text.index(after: index)
            if isSoft(text, index), used * 3 > width { soft = end }
        }
        // A word that ends where the line does needs no earlier break.
        if end < text.endIndex, text[end] == " " { return end }
        return end < text.endIndex ? soft ?? end : end
    }

    /// Behind a blank, a separator, or a dot within a name.
    private static func isSoft(_ text: Substring, _ index: String.Index) -> Bool {
        guard text[index] == "." else { return " \\/,;".contains(text[index]) }
        let next = text.index(after: index)
        return index > text.startIndex && text[text.index(before: index)].isLetter
            && next < text.endIndex && text[next].isLetter
    }

    private static func cut(_ text: Substring, _ width: Int) -> String {
        var kept = ""
        var used = 0
        for character in text {
            let cells = of(String(character))
            if used + cells > width - 1 { break }
            used += cells
            kept.append(character)
        }
        return kept + "…"
    }
}
