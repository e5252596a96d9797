/// Text that came from outside, as a person may see it: in a terminal, a message, the journal.
package enum DisplayText {
    /// The text on one line, without what steers a terminal, forges a line or hides what is there:
    /// control characters (those of C1 as well), line and paragraph separators, and characters
    /// that have no shape, such as those that change the direction of writing. U+FFFD stands in
    /// their place. A byte that is not UTF-8 in the name of a file (``PathText``) is `\xE9`.
    ///
    /// - Parameter bytesMax: What goes beyond is cut, at a character's end.
    package static func safe(_ text: String, bytesMax: Int = .max) -> String {
        var shown = String.UnicodeScalarView()
        var bytes = 0
        for scalar in text.unicodeScalars {
            if let byte = PathText.byte(of: scalar) {
                bytes += 4
                if bytes > bytesMax { break }
                shown += "\\x\(String(byte, radix: 16, uppercase: true))".unicodeScalars
                continue
            }
            let safe = isHarmless(scalar) ? scalar : "\u{FFFD}"
            bytes += UTF8.width(safe)
            if bytes > bytesMax { break }
            shown.append(safe)
        }
        return String(shown)
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return scalar.value >= 0x20 }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
