import CIM
import SPL

/// A text with `$column$` tokens.
package struct MessageTemplate: Sendable {
    private let template: String

    package init(_ template: String) { self.template = template }

    /// Fills the tokens from a row.
    ///
    /// A token whose column is missing or null stays as it is, as in Splunk; several values are
    /// joined with a comma and a blank. `$info_min_time$` and `$info_max_time$` are the window's
    /// ends in epoch seconds.
    ///
    /// - Returns: The text, and how many tokens could not be filled.
    ///
    /// Source: contentctl, tokens match `\$([^\s.$]+)\$`.
    package func filled(from result: ResultRow) -> (text: String, unresolved: Int) {
        var text = ""
        var unresolved = 0
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "$") {
            text += rest[..<open]
            let inside = rest[rest.index(after: open)...]
            guard
                let close = inside.firstIndex(where: { $0 == "$" || $0.isWhitespace || $0 == "." }),
                inside[close] == "$", close != inside.startIndex
            else {
                text += "$"
                rest = inside
                continue
            }
            let name = inside[..<close]
            if let value = Self.value(String(name), in: result) {
                text += value
            } else {
                text += "$\(name)$"
                unresolved += 1
            }
            rest = inside[inside.index(after: close)...]
        }
        return (text + rest, unresolved)
    }

    private static func value(_ name: String, in result: ResultRow) -> String? {
        switch name {
        case "info_min_time": return result.window.start.epochText
        case "info_max_time": return result.window.end.epochText
        default:
            let texts = result.value(name).texts
            return texts.isEmpty ? nil : texts.joined(separator: ", ")
        }
    }
}
