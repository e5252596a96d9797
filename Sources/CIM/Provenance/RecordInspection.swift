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
    /// Reads one record as ``normalize(_:as:zone:into:)`` does, and says where each value is from, by
    /// the rules of the mapping that made the event.
    package mutating func inspect(
        _ text: Span<UInt8>, as format: RecordFormat = .automatic, zone: Int = 0
    ) -> RecordInspection {
        var event = Event(dataSet: Processes.dataSet)
        let outcome = normalize(text, as: format, zone: zone, into: &event)
        var inspection = RecordInspection(
            outcome: outcome, sourceTitle: nil, event: nil, origins: [:], timeField: nil)
        guard let last else { return inspection }
        inspection.sourceTitle = last.event.title
        guard outcome == .event else { return inspection }
        inspection.event = event
        inspection.timeField = tables.sourcetypes[last.sourcetype].times.field(of: record)
            .map { names.name(ofSlot: $0.index) }
        let mapping = tables.mappings(profile)[last.sourcetype]
        inspection.origins = FieldTracing(mapping, record, names).origins(of: event)
        return inspection
    }
}
