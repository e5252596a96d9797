/// A key without its case and separators: `_EventID`, `event_id` and `event id` are `eventid`.
struct FoldedKey {
    private(set) var bytes: [UInt8] = []
    private(set) var range = 0..<0

    /// Longer keys are none that is known.
    static let bytesMax = 64
    /// What flattening put before the keys of objects, as Graylog's input does.
    private static let prefixes = ["winlogbeat", "winlog", "eventdata", "data", "win"]
        .map { Array($0.utf8) }

    /// - Returns: Nil where nothing is left of the key, or too much.
    init?(_ text: Span<UInt8>, _ key: Range<Int>) {
        guard key.count <= Self.bytesMax else { return nil }
        for index in key where !Self.isSeparator(text[index]) {
            bytes.append(ASCII.lowercased(text[index]))
        }
        guard !bytes.isEmpty else { return nil }
        range = 0..<bytes.count
    }

    /// Drops the first word that flattening put before the key.
    ///
    /// - Returns: Whether there was one, with something behind it.
    mutating func dropPrefix() -> Bool {
        let prefix = Self.prefixes.first {
            range.count > $0.count && ASCII.begins(bytes, range, with: $0)
        }
        guard let prefix else { return false }
        range = range.lowerBound + prefix.count..<range.upperBound
        return true
    }

    static func fold(_ key: String) -> String {
        let bytes = key.utf8.filter { !isSeparator($0) }.map(ASCII.lowercased)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "#"), UInt8(ascii: " "): true
        default: false
        }
    }
}
