/// An object on one line that is never longer than its readers take.
enum BoundedLine {
    /// Texts up to here are never cut: identities and times are worth nothing in part.
    static let wholeTextBytes = 40

    /// Encodes the fields; where the line would be too long, its long texts are cut, `…` is put at
    /// the cut, and `truncated_fields` names them.
    ///
    /// - Parameter bytesMax: The bound, without the line feed; at least 1,000.
    static func encode(
        _ fields: [(key: String, value: JSONValue)], bytesMax: Int
    ) -> [UInt8] {
        var line: [UInt8] = []
        // A list of megabytes is not written out to find that it is too long.
        let isLong = fields.contains { $0.value.textBytes > bytesMax }
        if !isLong { JSONValue.object(fields).write(to: &line) }
        var textBytesMax = 4_096
        while isLong && line.isEmpty || line.count > bytesMax, textBytesMax >= 64 {
            line.removeAll(keepingCapacity: true)
            cut(fields, textBytesMax: textBytesMax).write(to: &line)
            textBytesMax /= 2
        }
        return line.count > bytesMax ? skeleton(of: fields, bytesMax: bytesMax) : line
    }

    private static func cut(
        _ fields: [(key: String, value: JSONValue)], textBytesMax: Int
    ) -> JSONValue {
        var names: [String] = []
        var result = fields
        for index in result.indices {
            var isCut = false
            result[index].value = result[index].value.cut(to: textBytesMax, &isCut)
            if isCut { names.append(result[index].key) }
        }
        result.append(("truncated_fields", .strings(names)))
        return .object(result)
    }

    /// The leading fields that fit: what is left of an object with thousands of fields.
    private static func skeleton(
        of fields: [(key: String, value: JSONValue)], bytesMax: Int
    ) -> [UInt8] {
        var kept: [(key: String, value: JSONValue)] = [("truncated_fields", .strings(["*"]))]
        var size = JSONValue.object(kept).text.utf8.count
        var place = 0
        for field in fields {
            let short = (key: field.key, value: field.value.cut(to: wholeTextBytes))
            let more = JSONValue.object([short]).text.utf8.count
            guard size + more <= bytesMax else { break }
            kept.insert(short, at: place)
            place += 1
            size += more
        }
        var line: [UInt8] = []
        JSONValue.object(kept).write(to: &line)
        return line
    }
}

extension JSONValue {
    /// Texts of at most so many bytes, lists of at most that many entries over 16.
    ///
    /// - Parameter isCut: Set where something was longer.
    func cut(to textBytesMax: Int, _ isCut: inout Bool) -> JSONValue {
        switch self {
        case .string(let text):
            guard text.utf8.count > textBytesMax else { return self }
            isCut = true
            var end = text.utf8.index(text.startIndex, offsetBy: textBytesMax)
            while end.samePosition(in: text.unicodeScalars) == nil {
                end = text.utf8.index(before: end)
            }
            return .string(text[..<end] + "…")
        case .array(let values):
            let kept = values.prefix(max(1, textBytesMax / 16))
            if kept.count < values.count { isCut = true }
            return .array(kept.map { $0.cut(to: textBytesMax, &isCut) })
        case .object(let fields):
            return .object(fields.map { ($0.key, $0.value.cut(to: textBytesMax, &isCut)) })
        case .number, .bool, .null: return self
        }
    }

    /// The same, where it does not matter whether something was longer.
    func cut(to textBytesMax: Int) -> JSONValue {
        var isCut = false
        return cut(to: textBytesMax, &isCut)
    }

    /// Bytes of all texts in it.
    fileprivate var textBytes: Int {
        switch self {
        case .string(let text), .number(let text): text.utf8.count
        case .array(let values): values.reduce(0) { $0 + $1.textBytes }
        case .object(let fields): fields.reduce(0) { $0 + $1.key.utf8.count + $1.value.textBytes }
        case .bool, .null: 4
        }
    }
}
