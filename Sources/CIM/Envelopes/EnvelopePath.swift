/// Which keys lead from a record to the one within it, such as `result._raw`.
package struct EnvelopePath: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// So many keys are looked through.
    static let keysMax = 6
    /// So many texts are looked through, each within the one before.
    static let textsMax = 3

    /// A byte for each key, the outermost first: its place in the list, counted from one.
    private var keys: UInt64 = 0
    private(set) var count = 0
    /// Texts among them.
    private(set) var texts = 0

    init() {}

    /// - Parameter isText: Whether the value of the key was a text that holds a record.
    /// - Returns: Nil beyond the limits.
    func appending(_ key: EnvelopeKey, isText: Bool) -> EnvelopePath? {
        guard count < Self.keysMax, !isText || texts < Self.textsMax else { return nil }
        var path = self
        path.keys |= UInt64(key.place + 1) << UInt64(count * 8)
        path.count += 1
        if isText { path.texts += 1 }
        return path
    }

    package var description: String {
        (0..<count).map { place in
            EnvelopeKey.names[Int(keys >> UInt64(place * 8) & 0xFF) - 1]
        }.joined(separator: ".")
    }

    package static func < (a: EnvelopePath, b: EnvelopePath) -> Bool {
        a.description < b.description
    }
}

/// A key under which shippers, indexers and queues keep the record that they were given.
struct EnvelopeKey: Hashable, Sendable {
    /// In ``names``.
    let place: Int

    init(place: Int) { self.place = place }

    /// The element of Splunk's streams.
    static let data = EnvelopeKey(place: names.firstIndex(of: "data") ?? 0)

    /// - Returns: Nil for a key that holds no record.
    init?(_ text: Span<UInt8>, _ range: Range<Int>) {
        var range = range
        // `@message`, `@rawstring`
        if !range.isEmpty, text[range.lowerBound] == UInt8(ascii: "@") {
            range = range.lowerBound + 1..<range.upperBound
        }
        guard let key = FoldedKey(text, range),
            let place = Self.table.value(key.bytes.span, key.range)
        else { return nil }
        self.place = place
    }

    /// As they are told, the likeliest first: where a record has several of them, the first that
    /// holds a record counts.
    ///
    /// Source: Splunk's HEC (`event`), its search export (`result._raw`), Elasticsearch (`_source`,
    /// `hits.hits`, `fields`), Filebeat and Vector (`message`), ECS (`event.original`), Fluent Bit
    /// (`log`), the journal (`MESSAGE`), LogScale (`@rawstring`), OpenWEC (`data`), OpenTelemetry
    /// (`body`, `resourceLogs`), Azure (`records`), CloudWatch (`logEvents`), Google
    /// (`jsonPayload`, `textPayload`), EventBridge (`detail`), Graylog (`full_message`).
    static let names = [
        "event", "result", "_raw", "_source", "original", "message", "log", "data", "body",
        "records", "hits", "logEvents", "events", "results", "rawstring", "raw", "xml",
        "eventXml", "rawXml", "rawEvent", "rawLog", "rawMessage", "fullMessage", "msg", "payload",
        "jsonPayload", "textPayload", "detail", "resourceLogs", "scopeLogs", "logRecords",
        "stringValue", "value", "line", "content", "text", "entries", "items", "rows", "fields",
        "properties", "source",
    ]

    private static let table: NameTable = {
        var table = NameTable()
        var known: Set<String> = []
        for (place, name) in names.enumerated() {
            let folded = FoldedKey.fold(name)
            // `_raw` and `raw`, `source` and `_source` are the same, folded: the first counts.
            if known.insert(folded).inserted { table.set(folded, to: place) }
        }
        return table
    }()
}
