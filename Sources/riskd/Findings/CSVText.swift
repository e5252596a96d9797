/// A line of CSV, RFC 4180.
enum CSVText {
    static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") }

    /// A spreadsheet takes a text that begins like a formula for one, and runs it: an apostrophe
    /// before it keeps it a text. Numbers stay as they are.
    ///
    /// Source: OWASP, "CSV Injection".
    private static func cell(_ text: String) -> String {
        var text = text
        if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first),
            Double(text) == nil
        {
            text = "'" + text
        }
        let isPlain = text.utf8.allSatisfy { !Self.special.contains($0) }
        return isPlain ? text : "\"\(text.replacing("\"", with: "\"\""))\""
    }

    private static let special: Set<UInt8> = [0x22, 0x2C, 0x0A, 0x0D, 0x20, 0x09]
}
