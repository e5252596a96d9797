/// Comma-separated values.
///
/// Source: RFC 4180; lines may end in LF alone, and a byte order mark may stand in front. A reader
/// of our own: lookups are small files of one well-known shape.
package enum CSVText {
    /// The rows, without blank lines.
    package static func rows(_ bytes: [UInt8]) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var wasQuoted = false
        var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0

        func take() {
            row.append(String(decoding: field, as: UTF8.self))
            field.removeAll(keepingCapacity: true)
            wasQuoted = false
        }
        func endRow() {
            if field.last == UInt8(ascii: "\r"), !wasQuoted { field.removeLast() }
            let isBlank = row.isEmpty && field.isEmpty && !wasQuoted
            take()
            if !isBlank { rows.append(row) }
            row = []
        }
        while index < bytes.count {
            let byte = bytes[index]
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            switch byte {
            case UInt8(ascii: "\"") where isQuoted && next == byte:
                field.append(byte)
                index += 1
            case UInt8(ascii: "\"") where isQuoted: isQuoted = false
            case UInt8(ascii: "\"") where field.isEmpty && !wasQuoted:
                isQuoted = true
                wasQuoted = true
            case UInt8(ascii: ",") where !isQuoted: take()
            case UInt8(ascii: "\n") where !isQuoted: endRow()
            // The CR of a line end behind a closing quote.
            case UInt8(ascii: "\r") where wasQuoted && !isQuoted: break
            default: field.append(byte)
            }
            index += 1
        }
        if !row.isEmpty || !field.isEmpty || wasQuoted { endRow() }
        return rows
    }
}
