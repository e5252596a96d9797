import RiskDetection
import SPL

/// What the columns of a row say of a process, its parent, its user and its computer, as schemas
/// with objects for them need it. `unknown` and `null`, which stand for nothing, are nothing here.
struct ProcessFacts {
    let result: ResultRow

    /// The first value of a column.
    func text(_ column: String) -> String? {
        guard let text = result.value(column).texts.first, !text.isEmpty, text != "unknown",
            text != "null"
        else { return nil }
        return text
    }

    /// A process id as a number of the operating system: decimal, or hexadecimal as Windows logs it.
    /// Nil for the ids of a sensor, which are wider.
    func number(_ column: String) -> Int32? {
        guard let text = text(column) else { return nil }
        if text.lowercased().hasPrefix("0x") { return Int32(text.dropFirst(2), radix: 16) }
        return Int32(text)
    }

    /// What tells the process from others: its GUID, or an id that is no number of the system.
    func identifier(guid: String, id: String) -> String? {
        text(guid) ?? (number(id) == nil ? text(id) : nil)
    }

    /// A path in a column of its own, or the first word of a name that holds one.
    var executable: String? { text("process_path") }

    /// `SHA256` → digest, of `MD5=…,SHA256=…` or a bare digest, whose length tells.
    var hashes: [(algorithm: String, value: String)] {
        guard let text = text("process_hash") else { return [] }
        return text.split(separator: ",").compactMap { part in
            let halves = part.split(separator: "=", maxSplits: 1)
            if halves.count == 2 { return (halves[0].uppercased(), String(halves[1])) }
            switch part.utf8.count {
            case 32: return ("MD5", String(part))
            case 40: return ("SHA1", String(part))
            case 64: return ("SHA256", String(part))
            default: return nil
            }
        }
    }
}

extension JSONValue {
    /// An object of those fields that have a value; nil when none has.
    static func fields(_ fields: KeyValuePairs<String, JSONValue?>) -> JSONValue? {
        let given = fields.compactMap { key, value in value.map { (key: key, value: $0) } }
        return given.isEmpty ? nil : .object(given)
    }

    static func text(_ text: String?) -> JSONValue? { text.map(JSONValue.string) }

    static func list(_ values: [JSONValue]) -> JSONValue? {
        values.isEmpty ? nil : .array(values)
    }
}
