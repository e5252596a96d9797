/// Every field that the add-ons for Windows and Sysmon give an event beside those of the record,
/// and that ESCU's searches or their like ask for.
///
/// Source: Splunk_TA_windows 8.1.2 and Splunk_TA_microsoft_sysmon 4.0, stanzas by stanzas as said.
enum RawRules {
    static let all: [RawRule] = common + security + system + sysmon

    /// Stanza `XmlWinEventLog`.
    private static let common: [RawRule] =
        [
            ("EventCode", "EventID"), ("RecordNumber", "EventRecordID"),
            ("event_id", "EventRecordID"), ("id", "EventRecordID"), ("Sub_Status", "SubStatus"),
            ("dvc", "Computer"), ("dvc_nt_host", "host"), ("service", "ServiceName"),
            ("service_name", "ServiceName"), ("service_id", "ServiceSid"), ("user_id", "UserID"),
            ("parent_process", "ParentProcessName"), ("signature_id", "EventID"),
        ].map { RawRule(field: $0.0, stage: .alias, value: .copy($0.1)) }
        + [
            // Where the configuration does not name one.
            RawRule(field: "host", stage: .extract, value: .copy("Computer")),
            RawRule(field: "vendor_product", value: .text("Microsoft Windows")),
            RawRule(field: "dest", value: .first([.init(name: "Computer")])),
        ]
        + ["signature", "name", "subject"].map {
            RawRule(field: $0, channels: .windows, stage: .lookup, value: .title(RawTitles.windows))
        }

    static func alias(
        _ channels: RawChannels, _ pairs: KeyValuePairs<String, String>,
        _ events: RawRule.Events = .all
    ) -> [RawRule] {
        pairs.map {
            RawRule(
                field: $0.key, channels: channels, events: events, stage: .alias,
                value: .copy($0.value))
        }
    }

    static func eval(
        _ channels: RawChannels, _ field: String, _ candidates: [RawRule.Candidate],
        _ events: RawRule.Events = .all
    ) -> RawRule {
        RawRule(field: field, channels: channels, events: events, value: .first(candidates))
    }

    static func text(
        _ channels: RawChannels, _ field: String, _ text: String, _ events: RawRule.Events = .all
    ) -> RawRule {
        RawRule(field: field, channels: channels, events: events, value: .text(text))
    }
}

// MARK: - System and Application

extension RawRules {
    private static let logs: RawChannels = [.system, .application]

    /// Stanzas of the channels System and Application.
    private static let system: [RawRule] = [
        RawRule(
            field: "ServiceName", channels: .system, events: .only([7_036, 7_040]),
            stage: .extract, value: .copy("param1")),
        eval(logs, "user", [.init(name: "User", cut: .afterBackslash)]),
        RawRule(
            field: "Error_Code", channels: logs,
            value: .computed(reads: ["Status"], note: "Status, else `-`") { event, reads, field in
                if event.range(of: reads[0]) == nil {
                    event.set(field, "-")
                } else {
                    event.set(field, sameAs: reads[0])
                }
            }),
        startMode(of: "param3", 7_040), startMode(of: "StartType", 7_045),
        eval(.system, "status", [.init(name: "param2")], .only([7_036])),
    ]

    private static func startMode(of name: String, _ eventID: Int) -> RawRule {
        RawRule(
            field: "start_mode", channels: .system, events: .only([eventID]),
            value: .computed(
                reads: [name], note: "`auto`, `manual` or `disabled` by \(name)"
            ) { event, reads, field in
                guard let range = event.range(of: reads[0]) else { return event.setNull(field) }
                let mode = startModes.first {
                    ASCII.equals(event.bytes, range, Array($0.type.utf8))
                }
                if let mode { event.set(field, mode.mode) } else { event.setNull(field) }
            })
    }

    /// Source: winnt.h, SERVICE_BOOT_START to SERVICE_DISABLED, and what the event's text calls them.
    private static let startModes: [(type: String, mode: String)] = [
        ("boot start", "auto"), ("system start", "auto"), ("auto start", "auto"), ("0", "auto"),
        ("1", "auto"), ("2", "auto"), ("demand start", "manual"), ("3", "manual"),
        ("disabled", "disabled"), ("4", "disabled"),
    ]
}
