import CIM
import SPL

/// What raw searches ask for of each record, all of them together.
enum RawDemand {
    /// The detections with their raw searches over one data set: the fields of all of them.
    ///
    /// So an event is extracted once for all. Panes hold names and no numbers of fields, so that a
    /// detection that comes or goes leaves the panes of the others as they are.
    static func united(_ detections: [Detection]) -> [Detection] {
        guard detections.contains(where: { $0.plan.scans.contains(where: \.dataSet.isRaw) }) else {
            return detections
        }
        let names = detections.reduce(into: Set<String>()) { $0.formUnion($1.plan.rawFields) }
        let dataSet = DataSet(rawWindows: names.sorted())
        return detections.map { detection in
            guard detection.plan.scans.contains(where: \.dataSet.isRaw) else { return detection }
            var detection = detection
            detection.plan = detection.plan.rebased(onto: dataSet)
            return detection
        }
    }

    /// The event ids of all records that raw searches can match; nil where some search needs every
    /// record, and empty without raw searches.
    static func eventIDs(of detections: [Detection]) -> Set<Int>? {
        var all: Set<Int> = []
        for scan in detections.flatMap(\.plan.scans) where scan.dataSet.isRaw {
            guard let ids = scan.eventIDs else { return nil }
            all.formUnion(ids)
        }
        return all
    }

    /// The records that raw searches can match; nil where some search needs every record.
    ///
    /// - Parameter namesSources: Whether the source of an event is its channel, and not what somebody
    ///   calls it.
    static func records(
        of detections: [Detection], namesSources: Bool
    ) -> Set<WantedRecords>? {
        var all: Set<WantedRecords> = []
        for scan in detections.flatMap(\.plan.scans) where scan.dataSet.isRaw {
            if let ids = scan.eventIDs {
                all.formUnion(ids.map { WantedRecords(eventID: $0) })
            } else if namesSources, let channels = scan.channels {
                all.formUnion(channels.map { WantedRecords(channel: $0, eventID: nil) })
            } else {
                return nil
            }
        }
        return all
    }
}

extension Scan {
    /// The channels of all raw records that the scan can match, by the sources that its condition
    /// names, a `*` at the end standing for any rest; nil where it does not say.
    ///
    /// Example: `source="XmlWinEventLog:Microsoft-Windows-AppLocker/*"`.
    var channels: Set<String>? {
        dataSet.isRaw ? dataSet.field("source").flatMap { channels(of: predicate, $0) } : nil
    }

    /// What stands before a channel in the name of a source.
    static let sourcePrefixes = ["XmlWinEventLog:", "Syslog:"]

    private func channels(
        of predicate: Predicate<ScanField>, _ source: FieldID
    ) -> Set<String>? {
        switch predicate {
        case .and(let parts):
            return parts.compactMap { channels(of: $0, source) }.min { $0.count < $1.count }
        case .or(let parts):
            var all: Set<String> = []
            for part in parts {
                guard let channels = channels(of: part, source) else { return nil }
                all.formUnion(channels)
            }
            return all
        case .matches(.field(source), let patterns):
            var all: Set<String> = []
            for pattern in patterns {
                guard let channels = Self.channels(of: pattern) else { return nil }
                all.formUnion(channels)
            }
            return all
        case .matches(.absent, _): return []
        case .matches, .all, .not, .differs, .ordered, .passes, .compares, .term: return nil
        }
    }

    /// The channels whose sources match a pattern, nil for any; a `*` at either end stands for any text.
    ///
    /// Example: `*WinEventLog:Setup` is the source of `Setup`, behind `XmlWinEventLog:`.
    private static func channels(of pattern: TextPattern) -> Set<String>? {
        var pieces = pattern.pieces.map { String(decoding: $0, as: UTF8.self) }
        let endsOpen = pieces.count > 1 && pieces[pieces.count - 1].isEmpty
        if endsOpen { pieces.removeLast() }
        let beginsOpen = pieces.count > 1 && pieces[0].isEmpty
        if beginsOpen { pieces.removeFirst() }
        guard pieces.count == 1, pattern.network == nil, !pieces[0].isEmpty else { return nil }
        let text = pieces[0].lowercased()
        let end = endsOpen ? "*" : ""
        var channels: Set<String> = []
        for prefix in sourcePrefixes.map({ $0.lowercased() }) {
            if beginsOpen {
                if endsOpen, TextPattern("*\(text)*").matches(prefix) { return nil }
                for count in 1...min(prefix.utf8.count, text.utf8.count)
                where prefix.hasSuffix(text.prefix(count)) {
                    channels.insert(text.dropFirst(count) + end)
                }
                channels.insert("*" + text + end)
            } else if text.hasPrefix(prefix) {
                channels.insert(text.dropFirst(prefix.count) + end)
            } else if endsOpen, prefix.hasPrefix(text) {
                return nil
            }
        }
        return channels.contains("*") ? nil : channels
    }

    /// The event ids of all raw records that the scan can match; nil where the condition does not say.
    ///
    /// Example: `EventCode IN (4624, 4625) Logon_Type=3` needs 4624 or 4625.
    package var eventIDs: Set<Int>? { dataSet.isRaw ? eventIDs(of: predicate) : nil }

    /// Fields that hold the event id.
    static let eventIDNames = ["EventCode", "EventID", "signature_id"]

    private func eventIDs(of predicate: Predicate<ScanField>) -> Set<Int>? {
        switch predicate {
        case .and(let parts):
            return parts.compactMap(eventIDs).min { $0.count < $1.count }
        case .or(let parts):
            var all: Set<Int> = []
            for part in parts {
                guard let ids = eventIDs(of: part) else { return nil }
                all.formUnion(ids)
            }
            return all
        case .matches(.field(let id), let patterns)
        where Self.eventIDNames.contains(dataSet.fields[id.index]):
            var all: Set<Int> = []
            for pattern in patterns {
                guard pattern.isLiteral else { return nil }
                // What is no number is no event id.
                if let number = UInt16(pattern.text) { all.insert(Int(number)) }
            }
            return all
        case .matches(.absent, _): return []
        case .matches, .all, .not, .differs, .ordered, .passes, .compares, .term: return nil
        }
    }
}
