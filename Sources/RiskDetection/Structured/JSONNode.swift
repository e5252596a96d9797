/// A JSON value as the functions of searches take it apart and put it together: numbers stay as they
/// are written, members in their order.
///
/// Source: RFC 8259.
indirect enum JSONNode: Equatable {
    struct Member: Equatable {
        var key: String
        var value: JSONNode
    }

    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONNode])
    case object([Member])

    /// Without blanks, and with what RFC 8259 asks to escape and no more: a search compares this text
    /// with what Splunk makes. `JSONValue` (DetectionExport) writes what leaves riskd, and escapes what
    /// could lead a terminal astray as well.
    var text: String {
        var result = ""
        write(to: &result)
        return result
    }

    private func write(to result: inout String) {
        switch self {
        case .null: result += "null"
        case .bool(let value): result += value ? "true" : "false"
        case .number(let text): result += text
        case .string(let text): Self.write(text, to: &result)
        case .array(let elements):
            result += "["
            for (place, element) in elements.enumerated() {
                if place > 0 { result += "," }
                element.write(to: &result)
            }
            result += "]"
        case .object(let members):
            result += "{"
            for (place, member) in members.enumerated() {
                if place > 0 { result += "," }
                Self.write(member.key, to: &result)
                result += ":"
                member.value.write(to: &result)
            }
            result += "}"
        }
    }

    private static func write(_ text: String, to result: inout String) {
        result += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        result += "\""
    }

    var isContainer: Bool {
        switch self {
        case .array, .object: true
        case .null, .bool, .number, .string: false
        }
    }

    /// The last of the members with a key, as most readers take it.
    func member(_ key: String) -> JSONNode? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    /// Gives the member with a key a value, behind the others when it is new.
    mutating func set(_ key: String, to value: JSONNode) {
        guard case .object(var members) = self else { return }
        if let place = members.lastIndex(where: { $0.key == key }) {
            members[place].value = value
        } else {
            members.append(Member(key: key, value: value))
        }
        self = .object(members)
    }
}
