import FoundationEssentials

/// JSON within a value of a `.conf` file.
indirect enum JSONTree: Decodable, Equatable {
    case object([String: JSONTree])
    case array([JSONTree])
    case text(String)
    case number(Double)
    case boolean(Bool)
    case null

    /// - Returns: Nil where the text is no JSON.
    init?(_ text: String) {
        // That it is no JSON is all there is to say.
        guard let tree = try? JSONDecoder().decode(JSONTree.self, from: Data(text.utf8)) else {
            return nil
        }
        self = tree
    }

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        // A value that is not of one kind is tried as the next.
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .boolean(flag)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let items = try? value.decode([JSONTree].self) {
            self = .array(items)
        } else {
            self = .object(try value.decode([String: JSONTree].self))
        }
    }

    var object: [String: JSONTree]? {
        if case .object(let entries) = self { entries } else { nil }
    }

    var array: [JSONTree]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// Texts and numbers, as they would be written.
    var text: String? {
        switch self {
        case .text(let text): text
        case .number(let number): Int(exactly: number).map(String.init) ?? "\(number)"
        default: nil
        }
    }

    /// Whole numbers, also those in quotes, as user interfaces write them.
    var integer: Int? {
        switch self {
        case .number(let number): Int(exactly: number)
        case .text(let text): Int(text)
        default: nil
        }
    }
}
