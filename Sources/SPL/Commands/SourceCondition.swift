import CIM

/// What a raw search says of the sources that it reads.
///
/// riskd reads Windows event logs whole. Their records have the source `XmlWinEventLog:<Channel>` and
/// the sourcetype `XmlWinEventLog`, as Splunk's add-on gives them.
enum SourceCondition {
    /// Event types of Splunk's add-on for Windows, and the channel that each stands for.
    ///
    /// Source: Splunk_TA_windows `eventtypes.conf`.
    private static let eventTypes = [
        "wineventlog_windows": "*WinEventLog:*",
        "wineventlog_security": "*WinEventLog:Security",
        "wineventlog_system": "*WinEventLog:System",
        "wineventlog_application": "*WinEventLog:Application",
    ]

    /// Names that set the time range of a search instead of comparing a field.
    private static let timeModifiers: Set = [
        "earliest", "latest", "_index_earliest", "_index_latest", "starttime", "endtime",
    ]

    private static let sourceNames: Set = ["source", "sourcetype", "eventtype", "tag"]

    // MARK: - Other names of the same sources

    /// The condition with the sources of the classic format, which ESCU names in places, taken for
    /// those of the XML: a collector has one of them. `eventtype` becomes its search.
    ///
    /// Example: `source="WinEventLog:Microsoft-Windows-Windows Defender/Operational"` becomes
    /// `source="*WinEventLog:…"`.
    static func rewritten(
        _ condition: SearchExpression, _ diagnostics: inout Diagnostics
    ) -> SearchExpression {
        switch condition {
        case .all, .term, .subsearch: return condition
        case .and(let parts): return .and(parts.map { rewritten($0, &diagnostics) })
        case .or(let parts): return .or(parts.map { rewritten($0, &diagnostics) })
        case .not(let part): return .not(rewritten(part, &diagnostics))
        case .comparison(let field, .equal, let value):
            return rewritten(field, [value], &diagnostics)
        case .membership(let field, let values):
            return rewritten(field, values, &diagnostics)
        case .comparison(let field, _, let value):
            refuse(field, value, isEqual: false, &diagnostics)
            return condition
        }
    }

    private static func rewritten(
        _ field: SearchField, _ values: [SearchValue], _ diagnostics: inout Diagnostics
    ) -> SearchExpression {
        let source = SearchField(name: "source", range: field.range)
        switch field.name {
        case "source":
            return .membership(field, values.map { classic($0) ?? $0 })
        case "sourcetype":
            let sources = values.compactMap(classic)
            let plain = SearchExpression.membership(field, values.flatMap(renamed))
            return sources.isEmpty ? plain : .or([plain, .membership(source, sources)])
        case "eventtype":
            let sources = values.compactMap { value in
                eventTypes[value.text.lowercased()].map {
                    SearchValue(text: $0, isCaseSensitive: false, range: value.range)
                }
            }
            if sources.count == values.count { return .membership(source, sources) }
            fallthrough
        default:
            refuse(field, values[0], isEqual: true, &diagnostics)
            return .membership(field, values)
        }
    }

    /// `WinEventLog:<Channel>` for both formats; nil for other names.
    private static func classic(_ value: SearchValue) -> SearchValue? {
        guard value.text.lowercased().hasPrefix("wineventlog:") else { return nil }
        return SearchValue(
            text: "*" + value.text, isCaseSensitive: value.isCaseSensitive, range: value.range)
    }

    /// The sourcetype of the classic format beside that of the XML.
    private static func renamed(_ value: SearchValue) -> [SearchValue] {
        guard value.text.lowercased() == "wineventlog" else { return [value] }
        return [
            value,
            SearchValue(text: "XmlWinEventLog", isCaseSensitive: false, range: value.range),
        ]
    }

    /// Reports names that mean something else than a field of the event.
    private static func refuse(
        _ field: SearchField, _ value: SearchValue, isEqual: Bool,
        _ diagnostics: inout Diagnostics
    ) {
        let range = field.range.lowerBound..<value.range.upperBound
        if timeModifiers.contains(field.name) {
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`\(field.name)` is not supported in a search; the time range of a detection "
                        + "is part of its schedule.", at: range))
        } else if field.name == "eventtype", isEqual {
            let known = eventTypes.keys.sorted().joined(separator: ", ")
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "the event type `\(value.text)` is not known; there are \(known). Write the "
                        + "search that the event type stands for.", at: range))
        } else if field.name == "eventtype" || field.name == "tag" {
            diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`\(field.name)` is a knowledge object of Splunk, and no field of an event; "
                        + "write the condition that it stands for.", at: range))
        }
    }

    // MARK: - Sources that are not read

    /// What is wrong with a condition that no record of a Windows event log fulfils.
    static func problem(with condition: SearchExpression, at range: Range<Int>) -> Problem? {
        if mayHold(condition) {
            guard !condition.fieldNames.contains(where: isTelling) else { return nil }
            return Problem(
                .unsupportedCommand,
                "the search does not say which log it reads; write `source=XmlWinEventLog:<Channel>` "
                    + "or `EventCode=<number>`. riskd reads Windows event logs whole, and no others.",
                at: range)
        }
        let named = sources(in: condition).map { "`\($0)`" }.joined(separator: ", ")
        return Problem(
            .unsupportedCommand,
            "riskd reads Windows event logs whole (`source=XmlWinEventLog:<Channel>`), and no other "
                + "source for raw searches; here \(named) is asked for.", at: range)
    }

    /// Whether a field says what kind of record is meant.
    private static func isTelling(_ name: String) -> Bool {
        sourceNames.contains(name)
            || ["EventCode", "EventID", "Channel", "signature_id"].contains(name)
    }

    private static func sources(in condition: SearchExpression) -> [String] {
        switch condition {
        case .all, .term, .subsearch, .not: []
        case .and(let parts), .or(let parts): parts.flatMap(sources)
        case .comparison(let field, _, let value):
            sourceNames.contains(field.name) ? ["\(field.name)=\(value.text)"] : []
        case .membership(let field, let values):
            sourceNames.contains(field.name) ? values.map { "\(field.name)=\($0.text)" } : []
        }
    }

    /// Whether some record of a Windows event log may fulfil a condition, as far as its sources say.
    private static func mayHold(_ condition: SearchExpression) -> Bool {
        switch condition {
        case .all, .term, .subsearch, .not: true
        case .and(let parts): parts.allSatisfy(mayHold)
        case .or(let parts): parts.contains(where: mayHold)
        case .comparison(let field, .equal, let value): mayHold(field, [value])
        case .comparison: true
        case .membership(let field, let values): mayHold(field, values)
        }
    }

    private static func mayHold(_ field: SearchField, _ values: [SearchValue]) -> Bool {
        switch field.name {
        case "source":
            values.contains { value in
                ["xmlwineventlog:", "wineventlog:", "syslog:linux-sysmon/"].contains {
                    isCompatible(value, with: $0)
                }
            }
        case "sourcetype":
            values.contains { value in
                ["xmlwineventlog", "wineventlog"].contains { isCompatible(value, with: $0) }
            }
        default: true
        }
    }

    /// Whether a value up to its first star and a beginning of a name can be of one text.
    private static func isCompatible(_ value: SearchValue, with start: String) -> Bool {
        let text = value.text.lowercased()
        let head = text.prefix { $0 != "*" }
        return start.hasPrefix(head) && (head != text || head == start) || head.hasPrefix(start)
    }
}
