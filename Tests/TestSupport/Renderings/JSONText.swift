/// A JSON value to be written as some program writes it.
package indirect enum JSONValue: Sendable {
    case string(String)
    case number(String)
    case null
    case object([(String, JSONValue)])
    case array([JSONValue])

    /// - Parameter escapesMarkup: Whether `<`, `>` and `&` are escaped, as Go and PowerShell do.
    package func text(escapesMarkup: Bool = false) -> String {
        switch self {
        case .string(let string): "\"\(Self.escaped(string, escapesMarkup))\""
        case .number(let number): number
        case .null: "null"
        case .object(let members):
            "{"
                + members.map {
                    "\"\(Self.escaped($0.0, escapesMarkup))\":"
                        + $0.1.text(escapesMarkup: escapesMarkup)
                }.joined(separator: ",") + "}"
        case .array(let values):
            "[" + values.map { $0.text(escapesMarkup: escapesMarkup) }.joined(separator: ",") + "]"
        }
    }

    private static func escaped(_ string: String, _ escapesMarkup: Bool) -> String {
        var out = ""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case "<" where escapesMarkup: out += "\\u003c"
            case ">" where escapesMarkup: out += "\\u003e"
            case "&" where escapesMarkup: out += "\\u0026"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByArrayLiteral, ExpressibleByIntegerLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .number("\(value)") }
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(elements) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}
