/// The text of one file, and where its bytes stand for a person with an editor.
package struct SourceText: Sendable {
    /// The path as the caller gave it.
    package let file: String
    /// UTF-8, without the byte order mark.
    package let bytes: [UInt8]
    /// Offset of the first byte of every line, as editors count lines (LF, CRLF, CR).
    private let lineStarts: [Int]

    /// Files above this many bytes are refused unread.
    package static let bytesMax = 4 << 20
    /// Lines in an excerpt are cut to this many Unicode scalars around the place.
    static let excerptColumnsMax = 100

    package init(file: String, text: String) { self.init(file: file, bytes: Array(text.utf8)) }

    /// - Parameter bytes: Valid UTF-8.
    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        var starts = [0]
        for (index, byte) in self.bytes.enumerated() {
            if byte == UInt8(ascii: "\n") {
                starts.append(index + 1)
            } else if byte == UInt8(ascii: "\r"),
                index + 1 == self.bytes.count || self.bytes[index + 1] != UInt8(ascii: "\n")
            {
                starts.append(index + 1)
            }
        }
        lineStarts = starts
    }

    /// Line and column, both from 1; columns count Unicode scalars.
    package func position(of offset: Int) -> (line: Int, column: Int) {
        let offset = min(max(offset, 0), bytes.count)
        let line = lineIndex(of: offset)
        let column = Self.scalars(bytes[lineStarts[line]..<offset])
        return (line + 1, column + 1)
    }

    package func problem(
        _ severity: ContentProblem.Severity, at offset: Int, _ message: String
    ) -> ContentProblem {
        let (line, column) = position(of: offset)
        return ContentProblem(
            severity, file: file, line: line, column: column, message: message,
            excerpt: excerpt(at: offset))
    }

    /// The line that holds `offset`, and a caret below it. Long lines are cut on both sides.
    package func excerpt(at offset: Int) -> [String] {
        let offset = min(max(offset, 0), bytes.count)
        let line = lineIndex(of: offset)
        var end = line + 1 < lineStarts.count ? lineStarts[line + 1] : bytes.count
        while end > lineStarts[line], bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        let text = Array(
            String(decoding: bytes[lineStarts[line]..<end], as: UTF8.self).unicodeScalars)
        guard !text.isEmpty else { return [] }
        let caret = min(Self.scalars(bytes[lineStarts[line]..<offset]), text.count)
        let first = max(
            0, min(caret - Self.excerptColumnsMax / 2, text.count - Self.excerptColumnsMax))
        let last = min(text.count, first + Self.excerptColumnsMax)
        let before = first > 0 ? "…" : ""
        var shown = String.UnicodeScalarView()
        // A tab would move the caret, and a control character the terminal.
        for scalar in text[first..<last] {
            shown.append(scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) ? " " : scalar)
        }
        let after = last < text.count ? "…" : ""
        return [
            before + String(shown) + after,
            String(repeating: " ", count: caret - first + before.count) + "^",
        ]
    }

    private func lineIndex(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    static func scalars(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }
}
