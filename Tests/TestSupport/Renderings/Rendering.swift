/// A way in which records of process creations are kept.
package struct Rendering: Sendable, CustomStringConvertible {
    package enum Kind: Sendable { case sysmon, security, falcon }

    package let name: String
    package let kind: Kind
    /// Where the event stands within the record; nil where it is the record.
    package let envelope: String?
    package let render: @Sendable (ProcessStart) -> String

    package var description: String { name }

    init(
        _ name: String, _ kind: Kind, within envelope: String? = nil,
        _ render: @escaping @Sendable (ProcessStart) -> String
    ) {
        self.name = name
        self.kind = kind
        self.envelope = envelope
        self.render = render
    }

    package static let all = plain + moved + named + falcon + envelopes

    /// As logs have them.
    static let plain: [Rendering] = [
        Rendering("Sysmon XML", .sysmon) { $0.sysmonXML },
        Rendering("4688 XML", .security) { $0.securityXML },
        Rendering("winlogbeat", .sysmon) { $0.winlogbeat.text() },
        Rendering("NXLog", .sysmon) { JSONValue.object($0.flat($0.sysmonData)).text() },
        Rendering("FDR", .falcon) { JSONValue.object($0.falcon()).text() },
    ]

    /// A document within others: what leads to it, and how it is put there.
    private struct Wrapping: Sendable {
        let path: String
        /// Whether the document is there as a text.
        let isText: Bool
        let wrap: @Sendable (JSONValue) -> JSONValue
    }

    private static let wrappings: [Wrapping] = [
        Wrapping(path: "event", isText: true) {
            [
                "time": .number("1704999999.5"), "host": "collector", "source": "udp:514",
                "sourcetype": "XmlWinEventLog", "event": $0, "fields": ["site": "b"],
            ]
        },
        Wrapping(path: "event", isText: false) {
            ["time": .number("1704999999"), "sourcetype": "_json", "event": $0]
        },
        Wrapping(path: "result._raw", isText: true) {
            [
                "preview": .number("false"),
                "result": ["_time": "2024-01-11T00:00:00.000+01:00", "host": "x", "_raw": $0],
            ]
        },
        Wrapping(path: "_source", isText: false) { ["_index": "w", "_id": "7", "_source": $0] },
        Wrapping(path: "hits.hits._source", isText: false) {
            ["took": 3, "hits": ["total": 1, "hits": [["_index": "w", "_source": $0]]]]
        },
        Wrapping(path: "message", isText: true) {
            ["@timestamp": "2024-01-11T00:00:00.000Z", "host": ["name": "c"], "message": $0]
        },
        Wrapping(path: "message", isText: true) {
            ["__REALTIME_TIMESTAMP": "1704999999000000", "_HOSTNAME": "j", "MESSAGE": $0]
        },
        Wrapping(path: "log", isText: true) {
            ["date": .number("1704999999.1"), "stream": "stdout", "log": $0]
        },
        Wrapping(path: "data", isText: true) { ["meta": ["Node": "main"], "data": $0] },
        Wrapping(path: "body", isText: false) { ["severityText": "INFO", "body": $0] },
        Wrapping(path: "event.original", isText: true) {
            ["@timestamp": "2024-01-11T00:00:00.000Z", "event": ["kind": "event", "original": $0]]
        },
        Wrapping(path: "records", isText: false) { ["records": [$0]] },
        Wrapping(path: "records", isText: true) { ["Records": [$0]] },
        Wrapping(path: "logEvents.message", isText: true) {
            [
                "logGroup": "g",
                "logEvents": [["id": "1", "timestamp": 1_704_999_999, "message": $0]],
            ]
        },
        Wrapping(path: "rawstring", isText: true) { ["#repo": "base", "@rawstring": $0] },
        Wrapping(path: "_source.event.original", isText: true) {
            ["_source": ["event": ["original": $0]]]
        },
        Wrapping(path: "message.log", isText: true) { inner in
            ["message": .string(JSONValue.object([("log", inner)]).text())]
        },
        Wrapping(path: "event.message.log", isText: true) { inner in
            let log = JSONValue.object([("log", inner)]).text()
            return ["event": .string(JSONValue.object([("message", .string(log))]).text())]
        },
    ]

    /// The plain renderings within every envelope.
    static let envelopes: [Rendering] =
        wrappings.flatMap { wrapping in
            let documents: [(String, Kind, Bool, @Sendable (ProcessStart) -> JSONValue)] = [
                ("Sysmon XML", .sysmon, true, { .string($0.sysmonXML) }),
                ("4688 XML", .security, true, { .string("<13>Jan 10 h app: " + $0.securityXML) }),
                ("winlogbeat", .sysmon, false, { $0.winlogbeat }),
                ("NXLog", .security, false, { .object($0.flat($0.securityData, sysmon: false)) }),
                ("FDR", .falcon, false, { .object($0.falcon()) }),
            ]
            return documents.filter { wrapping.isText || !$0.2 }.flatMap {
                name, kind, isText, document in
                [false, true].map { escapesMarkup in
                    Rendering(
                        "\(name) within \(wrapping.path)\(escapesMarkup ? ", markup escaped" : "")",
                        kind, within: wrapping.path
                    ) { start in
                        let value = document(start)
                        let inner: JSONValue =
                            wrapping.isText && !isText ? .string(value.text()) : value
                        return wrapping.wrap(inner).text(escapesMarkup: escapesMarkup)
                    }
                }
            }
        } + [
            Rendering("Splunk's stream", .sysmon, within: "data") {
                "<event><host>h</host><data>\(ProcessStart.xmlEscaped($0.sysmonXML))</data></event>"
            }
        ]
}
