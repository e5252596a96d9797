import CIM
import SPL

extension MessageTemplate {
    /// Fills the tokens from a row.
    ///
    /// A token whose column is missing or null stays as it is, as in Splunk; several values are
    /// joined with a comma and a blank. `$info_min_time$` and `$info_max_time$` are the window's
    /// ends in epoch seconds.
    ///
    /// - Returns: The text, and how many tokens could not be filled.
    package func filled(from result: ResultRow) -> (text: String, unresolved: Int) {
        var text = ""
        var unresolved = 0
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .token(let name):
                if let value = Self.value(name, in: result) {
                    text += value
                } else {
                    text += "$"
                    text += name
                    text += "$"
                    unresolved += 1
                }
            }
        }
        return (text, unresolved)
    }

    private static func value(_ name: String, in result: ResultRow) -> String? {
        switch name {
        case "info_min_time": return result.window.start.epochText
        case "info_max_time": return result.window.end.epochText
        default:
            let texts = result.value(name).texts
            return texts.count > 1 ? texts.joined(separator: ", ") : texts.first
        }
    }
}
