/// Where the value of a field of an event came from.
package struct FieldOrigin: Equatable, Sendable {
    /// Names of the raw fields that it follows from, in the order of their slots; empty where no
    /// field of the record decided it.
    package var rawFields: [String]
    /// Whether the value is one of those as it is.
    package var isVerbatim: Bool
    /// Whether the data model calculated it, or filled in `unknown`; the source gave none, or
    /// another one.
    package var isCalculated: Bool

    package init(rawFields: [String], isVerbatim: Bool, isCalculated: Bool) {
        self.rawFields = rawFields
        self.isVerbatim = isVerbatim
        self.isCalculated = isCalculated
    }
}

/// A record with what became of it.
package struct RecordInspection: Sendable {
    package var outcome: Normalization
    /// What the record is, such as `Sysmon event 1`; nil where no sourcetype reads it.
    package var sourceTitle: String?
    /// Nil unless the outcome is an event.
    package var event: Event?
    /// Of the fields that have a value; a field without one is not among them.
    package var origins: [FieldID: FieldOrigin]
    /// The raw field that holds the time.
    package var timeField: String?
}

extension Normalizer {
    /// Reads one record as ``normalize(_:as:into:)`` does, and finds out where each value is from.
    ///
    /// No mapping declares that. It is found by asking again: each raw field is taken away in turn,
    /// and what changes in the event followed from it. What follows from none is asked with another
    /// value in each raw field. So what is said here cannot differ from what the mappings do.
    /// Costs two mappings for each raw field of the record: for people, not for the hot path.
    package mutating func inspect(
        _ text: Span<UInt8>, as format: RecordFormat = .automatic, zone: Int = 0
    ) -> RecordInspection {
        var event = Event(dataSet: Processes.dataSet)
        let outcome = normalize(text, as: format, zone: zone, into: &event)
        var inspection = RecordInspection(
            outcome: outcome, sourceTitle: nil, event: nil, origins: [:], timeField: nil)
        guard let sourcetype = lastSourcetype else { return inspection }
        inspection.sourceTitle = title(of: sourcetype)
        guard outcome == .event else { return inspection }
        inspection.event = event
        inspection.timeField = sourcetype.times.field(of: record)
            .map { names.name(ofSlot: $0.index) }
        inspection.origins = FieldTracing(sourcetype, record, names, profile).origins(of: event)
        return inspection
    }

    private func title(of sourcetype: any Sourcetype) -> String? {
        let types = type(of: sourcetype).recordTypes
        let eventID = record.range(.eventID).map {
            String(decoding: record.arena[$0], as: UTF8.self)
        }
        return types.first { type in
            guard case .windows(let origin, let id) = type else { return true }
            return String(id) == eventID && WindowsOrigin.find(record) == .known(origin)
        }?.title
    }
}
