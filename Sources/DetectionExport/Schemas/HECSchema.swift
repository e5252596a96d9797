import CIM
package import RiskDetection

/// An event for Splunk's HTTP Event Collector (`/services/collector/event`) that arrives as if
/// Enterprise Security had written it: index `risk` or `notable`, sourcetype `stash`, the saved
/// search as source, and the line of ``SplunkStashSchema``.
///
/// Source: Splunk Enterprise, "Format events for HTTP Event Collector".
package enum HECSchema {
    package static func line(_ record: OutputRecord) -> [UInt8] {
        let result = record.result
        let action = record.kind
        var line: [UInt8] = []
        JSONValue.object([
            ("time", .number(result.time.epochText)),
            ("index", .string(action)),
            ("source", .string(result.detection.searchName)),
            ("sourcetype", .string("stash")),
            (
                "event",
                .string(String(decoding: SplunkStashSchema.line(record), as: UTF8.self))
            ),
            (
                "fields",
                .object([
                    ("orig_action_name", .string(action)),
                    ("orig_rid", .string(String(result.index))),
                    ("orig_sid", .string(SplunkSchema.searchID(of: result))),
                ])
            ),
        ]).write(to: &line)
        return line
    }
}
