import CIM
package import RiskDetection
import SPL

/// The line that an action of Enterprise Security writes to the index `risk` or `notable`:
/// `<epoch>, search_name="…", key="value", …`, for sourcetype `stash`.
///
/// Keys are sorted; several values repeat the key; empty ones are left out. What Splunk keeps as
/// fields of the index (`orig_sid`, `orig_rid`, `orig_action_name`) is not in the line: the
/// envelope of ``HECSchema`` carries it.
///
/// Source: Splunk_SA_CIM `cim_actions.py`, `ModularAction.addevent`. Ours: control characters, line
/// ends among them, stand as one blank each, so that a record is a line; `revision` and `late`.
package enum SplunkStashSchema {
    /// Splunk cuts longer lines, line feed included.
    package static let lineBytesMax = SplunkSchema.lineBytesMax

    /// One line without its line feed, at most ``lineBytesMax`` − 1 bytes.
    package static func line(_ record: OutputRecord, bytesMax: Int = .max) -> [UInt8] {
        let bytesMax = min(bytesMax, lineBytesMax - 1)
        let pairs = pairs(of: record)
        var line = text(record, pairs)
        var textBytesMax = 4_096
        while line.count > bytesMax, textBytesMax >= 64 {
            line = text(record, cut(pairs, textBytesMax: textBytesMax))
            textBytesMax /= 2
        }
        guard line.count > bytesMax else { return line }
        let room = bytesMax - text(record, []).count
        return text(
            record, leading(cut(pairs, textBytesMax: BoundedLine.wholeTextBytes), bytesMax: room))
    }

    private typealias Pair = (key: String, value: String)

    private static func text(_ record: OutputRecord, _ pairs: [Pair]) -> [UInt8] {
        var line = Array(record.result.time.epochText.utf8)
        append(("search_name", record.result.detection.searchName), to: &line)
        for pair in pairs { append(pair, to: &line) }
        return line
    }

    private static func append(_ pair: Pair, to line: inout [UInt8]) {
        line.append(contentsOf: ", \(key(pair.key))=\"".utf8)
        for scalar in pair.value.unicodeScalars {
            switch scalar.value {
            case 0x22: line.append(contentsOf: #"\""#.utf8)
            case 0x5C: line.append(contentsOf: #"\\"#.utf8)
            case 0x00..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: line.append(0x20)
            default: line.append(contentsOf: String(scalar).utf8)
            }
        }
        line.append(UInt8(ascii: "\""))
    }

    /// A column may be called anything; a key must not end early.
    private static func key(_ name: String) -> String {
        String(
            String.UnicodeScalarView(
                name.unicodeScalars.map { scalar in
                    let isSafe =
                        scalar.properties.isAlphabetic
                        || "0123456789_.-:".unicodeScalars
                            .contains(scalar)
                    return isSafe ? scalar : "_"
                }))
    }

    // MARK: - Fields

    /// Sorted by key.
    private static func pairs(of record: OutputRecord) -> [Pair] {
        let result = record.result
        let idKey: String
        var own: [(key: String, value: JSONValue)]
        switch record {
        case .risk(let event):
            own = SplunkSchema.risk(event)
            idKey = "risk_event_id"
        case .notable(let notable):
            own = SplunkSchema.notable(notable)
            idKey = "source_event_id"
        }
        own.append((idKey, .string(record.eventID)))
        own += SplunkSchema.provenance(of: result).filter { !leftOut.contains($0.key) }
        var taken = Set(own.map(\.key))
        taken.insert("search_name")
        var fields = own
        for (column, value) in zip(result.columns, result.row.cells) {
            guard var key = columnKey(column) else { continue }
            while taken.contains(key) { key = "orig_\(key)" }
            fields.append((key, JSONValue(value)))
        }
        return fields.flatMap { field in field.value.texts.map { (field.key, $0) } }
            .filter { !$0.1.isEmpty }
            .sorted { $0.0 == $1.0 ? false : $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
    }

    /// Fields of the index, and what only riskd's own schema has.
    private static let leftOut: Set<String> = [
        "orig_sid", "orig_rid", "window_start", "window_end", "scheduled_time",
    ]

    private static let dropped: Set<String> = ["punct", "sid", "rid", "orig_sid", "orig_rid"]
    private static let kept: Set<String> = ["_bkt", "_cd", "_raw", "_time"]
    private static let renamed: Set<String> = [
        "tag", "splunk_server", "index", "source", "sourcetype", "host", "linecount",
        "timestartpos", "timeendpos", "eventtype", "search_name", "event_hash", "event_id",
    ]

    /// What a column of the row is called in the line; nil where it has no place there.
    private static func columnKey(_ column: String) -> String? {
        if dropped.contains(column) || column.hasPrefix("date_") { return nil }
        if kept.contains(column) { return "orig_\(column.dropFirst())" }
        if column.hasPrefix("_") { return nil }
        return renamed.contains(column) || column.hasPrefix("tag::") ? "orig_\(column)" : column
    }

    // MARK: - Bounds

    private static func cut(_ pairs: [Pair], textBytesMax: Int) -> [Pair] {
        var names: [String] = []
        var result: [Pair] = []
        for pair in pairs {
            let short = JSONValue.string(pair.value).cut(to: textBytesMax).texts[0]
            if short != pair.value, names.last != pair.key { names.append(pair.key) }
            result.append((pair.key, short))
        }
        return result + names.map { ("truncated_fields", $0) }
    }

    private static let identities: Set<String> = ["risk_event_id", "source_event_id"]

    /// The leading pairs that fit.
    private static func leading(_ pairs: [Pair], bytesMax: Int) -> [Pair] {
        // A record without its identity cannot be told from another.
        var kept = pairs.filter { identities.contains($0.key) } + [("truncated_fields", "*")]
        var size = kept.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 8 }
        for pair in pairs where !identities.contains(pair.key) {
            var bytes: [UInt8] = []
            append(pair, to: &bytes)
            size += bytes.count
            guard size <= bytesMax else { break }
            kept.insert(pair, at: kept.count - 1)
        }
        return kept
    }
}

extension JSONValue {
    /// The values as plain text: one for each entry of a list, none for null; objects as JSON.
    var texts: [String] {
        switch self {
        case .string(let text), .number(let text): [text]
        case .bool(let flag): [flag ? "true" : "false"]
        case .null: []
        case .array(let values): values.flatMap(\.texts)
        case .object: [text]
        }
    }
}
