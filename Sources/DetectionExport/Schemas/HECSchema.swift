import CIM
package import RiskDetection

/// An event for Splunk's HTTP Event Collector (`/services/collector/event`) that arrives as if
/// Enterprise Security had written it: index `risk` or `notable`, sourcetype `stash`, the saved
/// search as source, and the line of ``SplunkStashSchema``.
///
/// Source: Splunk Enterprise, "Format events for HTTP Event Collector".
package enum HECSchema {
    package static func line(_ record: OutputRecord) -> [UInt8] { HECEnvelope().line(record) }
}

/// The envelope of an event for the HTTP Event Collector.
package struct HECEnvelope: Equatable, Sendable {
    /// What the event is: the line of ``SplunkStashSchema`` as text, or the object of another
    /// schema.
    package var schema: OutputSchema
    /// Over what the schema would say; nil leaves that.
    package var index: String?
    package var source: String?
    package var sourcetype: String?
    /// Nil leaves it to the token.
    package var host: String?

    package init(
        schema: OutputSchema = .hec, index: String? = nil, source: String? = nil,
        sourcetype: String? = nil, host: String? = nil
    ) {
        self.schema = schema
        self.index = index
        self.source = source
        self.sourcetype = sourcetype
        self.host = host
    }

    package func line(_ record: OutputRecord) -> [UInt8] {
        let result = record.result
        let isStash = schema == .hec || schema == .splunkStash
        var head: [(key: String, value: JSONValue)] = [("time", .number(result.time.epochText))]
        if let host { head.append(("host", .string(host))) }
        // Only what Enterprise Security would have written belongs into its indexes by itself.
        if let index = index ?? (isStash ? record.kind : nil) {
            head.append(("index", .string(index)))
        }
        head += [
            ("source", .string(source ?? result.detection.searchName)),
            ("sourcetype", .string(sourcetype ?? (isStash ? "stash" : "riskd:\(schema.rawValue)"))),
        ]
        let fields = JSONValue.object([
            ("orig_action_name", .string(record.kind)),
            ("orig_rid", .string(String(result.index))),
            ("orig_sid", .string(SplunkSchema.searchID(of: result))),
        ])
        var line: [UInt8] = []
        if isStash {
            let event = String(decoding: SplunkStashSchema.line(record), as: UTF8.self)
            JSONValue.object(head + [("event", .string(event)), ("fields", fields)])
                .write(to: &line)
            return line
        }
        JSONValue.object(head).write(to: &line)
        // The event is an object on one line already.
        line.removeLast()
        line += Array(",\"event\":".utf8) + schema.line(record)
        line += Array(",\"fields\":\(fields.text)}".utf8)
        return line
    }
}
