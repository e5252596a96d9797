/// What the first lines of a text say of all of it.
enum TextStart: Equatable {
    /// Records, or lines that are none: each is looked at.
    case records
    /// A table of which one column holds records.
    case rows(RowLayout)
    /// Nothing that is read.
    case foreign(ForeignFormat)

    /// A first line that is longer is no header.
    static let lineBytesMax = 4_096

    /// - Parameters:
    ///   - text: The text from its first byte on that is no blank.
    ///   - isWhole: Whether no more is waited for.
    /// - Returns: Nil while further bytes could decide otherwise.
    static func decide(_ text: ArraySlice<UInt8>, isWhole: Bool) -> TextStart? {
        guard let first = text.first else { return isWhole ? .records : nil }
        guard isHeaderStart(first) else { return .records }
        let window = text.prefix(lineBytesMax)
        let feed = window.firstIndex(of: 0x0A)
        let line = window[..<(feed ?? window.endIndex)]
        // No header has these; a record has one of them.
        if line.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "<") }) {
            return .records
        }
        guard feed != nil || isWhole else { return window.count < lineBytesMax ? nil : .records }
        if isClassicKey(line) { return .foreign(.classicText) }
        if isClassicTime(line) {
            let rest = text[((feed ?? text.endIndex - 1) + 1)...].prefix(longestClassicKey)
            guard isWhole || rest.count == longestClassicKey || rest.contains(0x0A) else {
                return nil
            }
            return isClassicKey(rest) ? .foreign(.classicText) : .records
        }
        guard let names = RowLayout.names(line) else { return .records }
        if let layout = RowLayout(names) { return .rows(layout) }
        return names.fields.count >= 3 ? .foreign(.csv) : .records
    }

    /// Most files are told by their first byte: they begin with a bracket.
    private static func isHeaderStart(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z")
            || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "\"")
    }

    // MARK: - Classic event text

    private static let classicKeys = [
        "LogName=", "EventCode=", "SourceName=", "EventType=", "ComputerName=", "Category=",
        "Event[",
    ].map { Array($0.utf8) }
    private static let longestClassicKey = 13

    private static func isClassicKey(_ line: ArraySlice<UInt8>) -> Bool {
        classicKeys.contains { line.starts(with: $0) }
    }

    /// `03/04/2025 09:12:08 AM`, or WMI's `20250304091208.331207`.
    private static func isClassicTime(_ line: ArraySlice<UInt8>) -> Bool {
        let line = line.last == 0x0D ? line.dropLast() : line
        guard let first = line.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9"),
            line.count >= 14, line.count <= 32
        else { return false }
        return line.allSatisfy {
            $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")
                || Array("/:. -+APM".utf8).contains($0)
        }
    }
}
