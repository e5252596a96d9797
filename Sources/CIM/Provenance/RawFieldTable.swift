/// The fields that raw events have beside those of their records, as a document: written from the
/// rules that make them.
enum RawFieldTable {
    static let markdown: String = {
        var lines = [
            "## `Raw.Windows`", "",
            "Searches over whole records see the fields of the record, and these. Rules of one field"
                + " that hold for an event: the lowest in this table counts.",
            "", "| field | channels | event ids | value |", "|---|---|---|---|",
        ]
        for rule in RawRules.all.enumerated().sorted(by: {
            ($0.element.field, $0.offset) < ($1.element.field, $1.offset)
        }).map(\.element) {
            lines.append(
                "| \(rule.field) | \(channels(rule.channels)) | \(events(rule.events)) | "
                    + "\(value(rule)) |")
        }
        lines += ["", "Titles of events:", "", "| channels | event id | title |", "|---|---|---|"]
        for (channels, titles) in [
            ("all but Sysmon", RawTitles.windows), ("Sysmon", RawTitles.sysmon),
        ] {
            for (eventID, title) in titles.sorted(by: { $0.key < $1.key }) {
                lines.append("| \(channels) | \(eventID) | \(title) |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }()

    private static func channels(_ channels: RawChannels) -> String {
        if channels == .all { return "all" }
        if channels == .windows { return "all but Sysmon" }
        let names: [(RawChannels, String)] = [
            (.security, "Security"), (.system, "System"), (.application, "Application"),
            (.sysmon, "Sysmon"), (.sysmonForLinux, "Sysmon for Linux"), (.others, "others"),
        ]
        return names.filter { channels.contains($0.0) }.map(\.1).joined(separator: ", ")
    }

    private static func events(_ events: RawRule.Events) -> String {
        switch events {
        case .all: "all"
        case .only(let ids): ranges(ids)
        case .except(let ids): "not \(ranges(ids))"
        }
    }

    /// `12–14, 22`
    private static func ranges(_ ids: Set<Int>) -> String {
        var ranges: [ClosedRange<Int>] = []
        for id in ids.sorted() {
            if let last = ranges.last, last.upperBound + 1 == id {
                ranges[ranges.count - 1] = last.lowerBound...id
            } else {
                ranges.append(id...id)
            }
        }
        return ranges.map {
            $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)"
        }.joined(separator: ", ")
    }

    private static func value(_ rule: RawRule) -> String {
        let text: String
        switch rule.value {
        case .copy(let name): text = name
        case .first(let candidates):
            text = candidates.map { candidate in
                candidate.name + (candidate.unlessDash ? " unless `-`" : "")
                    + (candidate.cut.map { ", \($0.note)" } ?? "")
            }.joined(separator: "; else ")
        case .text(let value): text = "\"\(value)\""
        case .title: text = "the title of the event"
        case .computed(_, let note, _): text = note
        }
        let shown = text.isEmpty ? "null" : text
        let isFill = rule.stage == .extract || rule.stage == .lookup
        return isFill ? "\(shown), where it has no value" : shown
    }
}
