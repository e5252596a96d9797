import CIM
package import RiskDetection
import SPL

/// Risk events and notables as flat JSON objects with the field names of Enterprise Security.
///
/// Source: SA-Utils and Splunk_SA_CIM `cim_actions.py` for names; our own: `event_id`, `time`,
/// `event_type`, `revision`, `late`, `early`, `amended_by`, and the window as RFC 3339.
package enum SplunkSchema {
    /// Forwarders cut longer lines: Splunk at `TRUNCATE = 10000` bytes, line feed included.
    package static let lineBytesMax = 10_000

    /// One line without its line feed, at most ``lineBytesMax`` − 1 bytes.
    package static func line(_ record: OutputRecord, bytesMax: Int = .max) -> [UInt8] {
        BoundedLine.encode(fields(of: record), bytesMax: min(bytesMax, lineBytesMax - 1))
    }

    static func fields(of record: OutputRecord) -> [(key: String, value: JSONValue)] {
        let result = record.result
        var fields = ownFields(of: record)
        let taken = Set(fields.map(\.key))
        for (column, value) in zip(result.columns, result.row.cells) where !value.isNull {
            fields.append((key(of: column, taken), JSONValue(value)))
        }
        return fields
    }

    /// All but the columns of the row.
    static func ownFields(of record: OutputRecord) -> [(key: String, value: JSONValue)] {
        var fields = head(record)
        switch record {
        case .risk(let event): fields += risk(event)
        case .notable(let notable): fields += self.notable(notable)
        }
        return fields + provenance(of: record.result) + early(record)
    }

    /// A column must not pass for one of our own fields.
    ///
    /// - Parameter taken: The keys of those.
    static func key(of column: String, _ taken: Set<String>) -> String {
        var key = column
        while taken.contains(key) || reserved.contains(key) { key = "orig_\(key)" }
        return key
    }

    /// Names that Splunk gives a meaning of its own in an indexed event.
    private static let reserved: Set<String> = [
        "_time", "_raw", "host", "source", "sourcetype", "index", "tag", "eventtype", "linecount",
        "punct", "splunk_server",
    ]

    static func head(_ record: OutputRecord) -> [(key: String, value: JSONValue)] {
        let result = record.result
        return [
            // Rows without a `_time` of their own stand at the time of the run, as in Splunk.
            ("_time", .number(result.time.epochText)),
            ("event_id", .string(record.eventID)),
            ("time", .string(result.time.rfc3339(fractionDigits: 3))),
            ("event_type", .string(record.kind)),
            ("search_name", .string(result.detection.searchName)),
        ]
    }

    /// What tells an early record from others.
    static func early(_ record: OutputRecord) -> [(key: String, value: JSONValue)] {
        guard let amendedBy = record.amendedBy else { return [] }
        return [("early", .bool(true)), ("amended_by", .string(amendedBy))]
    }

    static func risk(_ event: RiskEvent) -> [(key: String, value: JSONValue)] {
        [
            ("risk_object", .string(event.riskObject)),
            ("risk_object_type", .string(event.riskObjectType)),
            ("risk_object_field", .string(event.riskObjectField)),
            ("risk_score", .integer(event.riskScore)),
            ("risk_message", .string(event.riskMessage)),
            ("threat_object", .strings(event.threatObjects.map(\.value))),
            ("threat_object_type", .strings(event.threatObjects.map(\.type))),
            (
                "contributing_events_search",
                .string(
                    contributingEvents(
                        event.result, event.riskObjectField, event.riskObject))
            ),
        ]
    }

    static func notable(_ notable: Notable) -> [(key: String, value: JSONValue)] {
        [
            ("rule_name", .string(notable.result.detection.name)),
            ("rule_title", .string(notable.title)),
            ("rule_description", .string(notable.description)),
            ("risk_message", .string(notable.riskMessage)),
            ("risk_score", .integer(notable.riskScore)),
            ("threat_object", .strings(notable.threatObjects.map(\.value))),
            ("threat_object_type", .strings(notable.threatObjects.map(\.type))),
            ("nes_fields", .strings(notable.fields)),
            ("status", .number("1")),
            ("status_label", .string("New")),
            ("owner", .string("unassigned")),
            (
                "drilldown_searches",
                .array(
                    notable.drilldowns.map { drilldown in
                        .object([
                            ("name", .string(drilldown.name)),
                            ("search", .string(drilldown.search)),
                            ("earliest_offset", .string(drilldown.earliestOffset)),
                            ("latest_offset", .string(drilldown.latestOffset)),
                        ])
                    })
            ),
        ]
    }

    /// Quotes inside the value are escaped, so that the search finds that value and no other.
    private static func contributingEvents(
        _ result: ResultRow, _ field: String, _ value: String
    ) -> String {
        var quoted: [UInt8] = []
        for byte in value.utf8 {
            if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") {
                quoted.append(UInt8(ascii: "\\"))
            }
            quoted.append(byte)
        }
        let text = String(decoding: quoted, as: UTF8.self)
        return "| savedsearch \"\(result.detection.searchName)\" | search \(field)=\"\(text)\""
    }

    static func provenance(of result: ResultRow) -> [(key: String, value: JSONValue)] {
        provenance(of: result.detection) + run(of: result)
    }

    /// What all records of a detection say of it.
    static func provenance(of detection: Detection) -> [(key: String, value: JSONValue)] {
        var fields: [(key: String, value: JSONValue)] = [
            ("severity", .string(detection.severity.rawValue)),
            ("security_domain", .string(detection.securityDomain)),
            ("detection_id", .string(detection.id)),
            ("detection_version", .string(detection.version)),
            ("detection_type", .string(detection.type.rawValue)),
            ("analyticstories", .strings(detection.annotations.list("analytic_story"))),
            ("annotations", .string(annotations(detection.annotations).text)),
        ]
        for list in detection.annotations.lists {
            fields.append(("annotations.\(list.name)", .strings(list.entries)))
        }
        return fields
    }

    /// The run of the search that gave a row.
    static func run(of result: ResultRow) -> [(key: String, value: JSONValue)] {
        window(of: result) + place(of: result)
    }

    /// What all rows of a run say of it.
    static func window(of result: ResultRow) -> [(key: String, value: JSONValue)] {
        let window = result.window
        return [
            ("info_min_time", .number(window.start.epochText)),
            ("info_max_time", .number(window.end.epochText)),
            ("info_search_time", .number(window.tick.epochText)),
            ("window_start", .string(window.start.rfc3339)),
            ("window_end", .string(window.end.rfc3339)),
            ("scheduled_time", .string(window.tick.rfc3339)),
            ("orig_sid", .string(searchID(of: result))),
        ]
    }

    /// What tells a row of the run from others.
    static func place(of result: ResultRow) -> [(key: String, value: JSONValue)] {
        [
            ("orig_rid", .integer(result.index)),
            ("revision", .integer(result.revision)),
            ("late", .bool(result.isLate)),
        ]
    }

    /// Stands for the id that Splunk gives a run of a search.
    static func searchID(of result: ResultRow) -> String {
        "riskd__\(result.detection.id)_at_\(result.window.tick.epochText)"
    }

    private static func annotations(_ annotations: Annotations) -> JSONValue {
        let lists = annotations.lists.map { (key: $0.name, value: JSONValue.strings($0.entries)) }
        let numbers = annotations.numbers.map { (key: $0.name, value: JSONValue.integer($0.value)) }
        return .object(
            (lists + numbers).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    }
}
