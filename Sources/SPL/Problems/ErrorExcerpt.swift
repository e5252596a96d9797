/// The line of a search that a problem stands in, with the place underlined:
///
///     line 1, column 21: here `from`, `where` or `by` is expected, …
///       | tstats count frm datamodel=Endpoint.Processes
///                      ^~~
package struct ErrorExcerpt: Equatable, Sendable {
    /// Counted from 1.
    package let line: Int
    /// In characters, counted from 1.
    package let column: Int
    /// The line, or the part of it around the place, with control characters shown as `\u{…}`.
    package let text: String
    /// Blanks up to the place in `text`, then `^~~~` below it.
    package let underline: String

    /// Characters of the line that are shown at most.
    private static let widthMax = 100
    /// Characters that are shown before the place when the line is cut.
    private static let leadMax = 40
    private static let ellipsis = "…"

    /// - Parameter error: A problem of this very search; a range beyond it is cut.
    package init(_ error: SPLError, in search: String) {
        let bytes = Array(search.utf8)
        let start = min(max(error.range.lowerBound, 0), bytes.count)
        let end = min(max(error.range.upperBound, start), bytes.count)
        let newline = UInt8(ascii: "\n")
        let lineStart = bytes[..<start].lastIndex(of: newline).map { $0 + 1 } ?? 0
        let lineEnd = bytes[start...].firstIndex(of: newline) ?? bytes.count
        line = 1 + bytes[..<start].count { $0 == newline }

        let before = Array(String(decoding: bytes[lineStart..<start], as: UTF8.self))
        let marked = Array(
            String(decoding: bytes[start..<max(start, min(end, lineEnd))], as: UTF8.self))
        let after = Array(
            String(decoding: bytes[max(start, min(end, lineEnd))..<lineEnd], as: UTF8.self))
        column = before.count + 1

        let isLong = before.count + marked.count + after.count > Self.widthMax
        let lead = isLong && before.count > Self.leadMax ? before.suffix(Self.leadMax) : before[...]
        let shownMarked = marked.prefix(Self.widthMax - min(lead.count, Self.leadMax))
        let room = max(0, Self.widthMax - lead.count - shownMarked.count)
        let trail = shownMarked.count < marked.count ? [] : after.prefix(room)
        let isCutBehind = shownMarked.count < marked.count || trail.count < after.count
        let head = (lead.count < before.count ? Self.ellipsis : "") + Self.visible(lead)
        let middle = Self.visible(shownMarked)
        text = head + middle + Self.visible(trail) + (isCutBehind ? Self.ellipsis : "")
        underline =
            String(repeating: " ", count: head.count) + "^"
            + String(repeating: "~", count: max(0, middle.count - 1))
    }

    /// Control characters, invisible ones and those that change the direction of writing as
    /// `\u{…}`, so that a search cannot draw over the message.
    private static func visible(_ characters: some Sequence<Character>) -> String {
        var text = ""
        for character in characters {
            for scalar in character.unicodeScalars {
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate,
                    .privateUse, .unassigned:
                    text += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        return text
    }
}

extension SPLError {
    /// The problem with its place, for people: message, line, underline, and the macros that the
    /// text came out of.
    ///
    /// - Parameter search: The search that the error is of.
    package func rendered(in search: String) -> String {
        let excerpt = ErrorExcerpt(self, in: search)
        var text = "line \(excerpt.line), column \(excerpt.column): \(message)"
        text += "\n  \(excerpt.text)\n  \(excerpt.underline)"
        if !macros.isEmpty {
            text += "\n  in " + macros.map { "`\($0)`" }.joined(separator: ", in ")
        }
        return text
    }
}
