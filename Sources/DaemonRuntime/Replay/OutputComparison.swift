import Foundation

/// The findings of two runs, record by record: those that a change of a rule added, removed and
/// changed.
///
/// Reads records of the schema `splunk`. A record is the same when it has the same `event_id` and
/// says the same; changed when it is about the same detection, run and risk object; otherwise it is
/// added or removed.
package struct OutputComparison {
    /// A record of one side.
    package struct Entry: Sendable {
        package var detection: String
        package var kind: String
        /// `user mira`; empty for a notable.
        package var object: String
        /// The scheduled time of the run.
        package var run: String
        package var message: String
        fileprivate var eventID: String
        fileprivate var fields: [String: String]

        fileprivate var subject: [String] { [detection, kind, object, run] }
    }

    /// A record that both sides have and that differs.
    package struct Change: Sendable {
        package var after: Entry
        /// Names of fields that differ, sorted.
        package var fields: [String]
    }

    package private(set) var added: [Entry] = []
    package private(set) var removed: [Entry] = []
    package private(set) var changed: [Change] = []
    package private(set) var same = 0

    package var isEqual: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

    /// - Throws: ``Failure`` where a line is no record, or a file cannot be read.
    package init(before: String, after: String) throws {
        var old = try Self.entries(before)
        let new = try Self.entries(after)
        var oldByID: [String: Int] = [:]
        for (index, entry) in old.enumerated() { oldByID[entry.eventID] = index }
        var isTaken = Array(repeating: false, count: old.count)
        var rest: [Entry] = []
        for entry in new {
            guard let index = oldByID[entry.eventID], !isTaken[index] else {
                rest.append(entry)
                continue
            }
            isTaken[index] = true
            note(old[index], entry)
        }
        old = zip(old, isTaken).filter { !$0.1 }.map(\.0)
        var bySubject: [[String]: [Entry]] = [:]
        for entry in old.reversed() { bySubject[entry.subject, default: []].append(entry) }
        for entry in rest {
            if let other = bySubject[entry.subject]?.popLast() {
                note(other, entry)
            } else {
                added.append(entry)
            }
        }
        removed = bySubject.values.flatMap { $0 }
        sort()
    }

    private mutating func note(_ before: Entry, _ after: Entry) {
        let names = Set(before.fields.keys).union(after.fields.keys)
        let differing = names.filter { before.fields[$0] != after.fields[$0] }.sorted()
        if differing.isEmpty {
            same += 1
        } else {
            changed.append(Change(after: after, fields: differing))
        }
    }

    private mutating func sort() {
        func precedes(_ a: Entry, _ b: Entry) -> Bool {
            (a.subject + [a.eventID]).lexicographicallyPrecedes(b.subject + [b.eventID])
        }
        added.sort(by: precedes)
        removed.sort(by: precedes)
        changed.sort { precedes($0.after, $1.after) }
    }

    /// A file that is not what was expected, and where.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    // MARK: - Reading

    /// Fields that tell which run of riskd wrote a record, not what it says.
    private static let identities: Set<String> = ["event_id", "orig_rid", "revision", "late"]

    private static func entries(_ path: String) throws -> [Entry] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(description: "\(path): \(SystemError("open").description)")
        }
        var entries: [Entry] = []
        for (number, line) in data.split(separator: 0x0A).enumerated() {
            guard let object = try? JSONSerialization.jsonObject(with: Data(line)),
                let record = object as? [String: Any],
                let eventID = record["event_id"] as? String,
                let kind = record["event_type"] as? String
            else {
                throw Failure(
                    description: "\(path):\(number + 1): no record of the schema \"splunk\": "
                        + "compare what \"riskd replay --output ndjson\" wrote")
            }
            entries.append(entry(record, eventID, kind))
        }
        return entries
    }

    private static func entry(
        _ record: [String: Any], _ eventID: String, _ kind: String
    ) -> Entry {
        func text(_ key: String) -> String { record[key] as? String ?? "" }
        var fields: [String: String] = [:]
        for (key, value) in record where !identities.contains(key) {
            // Objects within have no order of their own.
            let data = try? JSONSerialization.data(withJSONObject: [value], options: .sortedKeys)
            fields[key] = data.map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        let name = text("search_name")
        return Entry(
            detection: name.isEmpty ? text("detection_id") : name, kind: kind,
            object: "\(text("risk_object_type")) \(text("risk_object"))"
                .trimmingCharacters(in: .whitespaces),
            run: text("scheduled_time"), message: text("risk_message"), eventID: eventID,
            fields: fields)
    }
}
