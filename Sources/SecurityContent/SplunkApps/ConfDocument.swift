/// A parsed `.conf` file of a Splunk app: stanzas of `key = value`, each where it stands.
///
/// Source: Splunk Admin Manual, "How to edit a configuration file".
struct ConfDocument {
    struct Entry {
        let key: String
        let value: LocatedText
    }

    struct Stanza {
        let name: String
        /// Of its opening bracket.
        let offset: Int
        /// In the order of the file.
        var entries: [Entry] = []
    }

    let source: SourceText
    /// In the order of the file; what stands before the first header is of `default`. A name that
    /// stands twice is there twice.
    private(set) var stanzas: [Stanza] = []

    /// Stanzas of one file; more are a problem. ESCU has about two thousand.
    static let stanzasMax = 20_000
    /// What holds for all stanzas that do not say otherwise.
    static let defaultName = "default"

    /// Parses the text; what is no stanza and no key goes to `problems`, and the rest is read.
    init(_ source: SourceText, problems: ProblemCollector) {
        self.source = source
        let bytes = source.bytes
        var index = 0
        while index < bytes.count {
            while index < bytes.count, [0x20, 0x09].contains(bytes[index]) { index += 1 }
            let end = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let line = bytes[index..<end]
            switch line.first {
            case nil, UInt8(ascii: "#"), UInt8(ascii: "\r"): index = end + 1
            case UInt8(ascii: "["):
                guard beginStanza(line, problems) else { return }
                index = end + 1
            default: index = readEntry(line, problems)
            }
        }
    }

    /// - Returns: False where nothing more is read.
    private mutating func beginStanza(
        _ line: ArraySlice<UInt8>, _ problems: ProblemCollector
    ) -> Bool {
        guard let close = line.lastIndex(of: UInt8(ascii: "]")) else {
            problems.add(
                .error, source, at: line.startIndex,
                "a stanza without its closing bracket: write \"[name]\"")
            // Its keys must not become those of the stanza before.
            stanzas.append(Stanza(name: "", offset: line.startIndex))
            return true
        }
        guard stanzas.count < Self.stanzasMax else {
            problems.add(
                .error, source, at: line.startIndex,
                "more than \(Self.stanzasMax) stanzas in one file: this and those behind it are "
                    + "not read")
            return false
        }
        let name = String(decoding: line[(line.startIndex + 1)..<close], as: UTF8.self)
        stanzas.append(Stanza(name: name, offset: line.startIndex))
        return true
    }

    /// - Returns: Where the line behind the value begins.
    private mutating func readEntry(
        _ line: ArraySlice<UInt8>, _ problems: ProblemCollector
    ) -> Int {
        let bytes = source.bytes
        let equals = line.firstIndex(of: UInt8(ascii: "="))
        let (scan, end) = ScalarScan.conf(bytes, at: equals.map { $0 + 1 } ?? line.startIndex)
        guard let equals else {
            problems.add(
                .warning, source, at: line.startIndex,
                (stanzas.last.map { "[\($0.name)] " } ?? "")
                    + "neither a stanza \"[name]\" nor \"key = value\": the line is not read")
            return end
        }
        let key = line[..<equals].reversed().drop { $0 == 0x20 || $0 == 0x09 }.reversed()
        let value = LocatedText(
            String(decoding: scan.value, as: UTF8.self), source: source, offset: equals + 1,
            style: .conf)
        if stanzas.isEmpty { stanzas.append(Stanza(name: Self.defaultName, offset: 0)) }
        stanzas[stanzas.count - 1].entries.append(
            Entry(key: String(decoding: key, as: UTF8.self), value: value))
        return end
    }
}
