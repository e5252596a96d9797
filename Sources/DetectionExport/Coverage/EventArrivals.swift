package import CIM
import SPL

/// Counts the events that detections need, and which of the fields they need have values.
package struct EventArrivals: Sendable {
    package struct Seen: Equatable, Sendable {
        package var events = 0
        /// Needed fields that had a value in one event at least; what is not known is no value.
        package var fields: Set<String> = []
    }

    package private(set) var seen: [CoverageNeeds.Subject: Seen] = [:]
    private let wanted: [CoverageNeeds.Subject: [String]]
    /// Places of the fields of the data set that came last: of raw records it grows.
    private var known: (dataSet: DataSet, places: [String: Int])?

    package init(_ needs: CoverageNeeds) {
        wanted = Dictionary(
            needs.subjects.map { ($0.subject, $0.fields) }, uniquingKeysWith: { first, _ in first })
    }

    package mutating func note(_ event: borrowing Event) {
        if known?.dataSet !== event.dataSet {
            let places = Dictionary(
                event.dataSet.fields.enumerated().map { ($0.element, $0.offset) },
                uniquingKeysWith: { first, _ in first })
            known = (event.dataSet, places)
        }
        guard event.dataSet.isRaw else {
            return note(event, as: .model(event.dataSet.qualifiedName))
        }
        note(event, as: .everyRecord)
        let text = text("EventCode", event) ?? text("EventID", event)
        if let id = text.flatMap({ Int($0) }) { note(event, as: .eventID(id)) }
    }

    private mutating func note(_ event: borrowing Event, as subject: CoverageNeeds.Subject) {
        guard let fields = wanted[subject] else { return }
        var entry = seen[subject] ?? Seen()
        entry.events += 1
        for field in fields where !entry.fields.contains(field) {
            guard let text = text(field, event), text != "unknown", !text.isEmpty else { continue }
            entry.fields.insert(field)
        }
        seen[subject] = entry
    }

    private func text(_ field: String, _ event: borrowing Event) -> String? {
        guard let place = known?.places[field] else { return nil }
        return event.string(FieldID(index: place))
    }
}
