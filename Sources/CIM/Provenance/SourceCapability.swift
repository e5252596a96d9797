/// What a source can give a data set: which fields it fills, and from what, by its mapping.
package struct SourceCapability: Sendable {
    /// What people call the source, such as `Sysmon event 1`.
    package let title: String
    package let dataSet: DataSet
    /// Field → the raw fields that it follows from, those that count first in front; none where the
    /// mapping itself sets it.
    package let fields: [FieldID: [String]]

    /// Every kind of record that becomes an event of a data set, in the order of the registry.
    package static func all(
        of dataSet: DataSet, profile: Profile
    ) -> [SourceCapability] {
        let tables = NormalizerTables.all
        let mappings = tables.mappings(profile)
        return tables.sourcetypes.indices.filter { mappings[$0].dataSet == dataSet }
            .flatMap { index in
                type(of: tables.sourcetypes[index]).sourceEvents.map {
                    SourceCapability($0, mappings[index], tables.names)
                }
            }
    }

    private init(_ event: SourceEvent, _ mapping: Mapping, _ names: RawFieldNames) {
        var found: [FieldID: [Int]] = [:]
        for step in mapping.steps where step.condition?.admits(event) ?? true {
            let field = step.field
            // The event id of this source is one number.
            let decided = (step.condition?.reads ?? []).filter { $0 != SystemField.eventID.field }
            var slots = step.reads.map(\.index)
            if let source = step.source {
                guard let earlier = found[source] else { continue }
                slots += earlier
            }
            // A later rule counts over an earlier one.
            for slot in found[field] ?? [] where !slots.contains(slot) { slots.append(slot) }
            for raw in decided where !slots.contains(raw.index) { slots.append(raw.index) }
            found[field] = slots
        }
        title = event.title
        dataSet = mapping.dataSet
        fields = found.mapValues { slots in
            var shown: [String] = []
            for name in slots.map({ names.name(ofSlot: $0) }) where !shown.contains(name) {
                shown.append(name)
            }
            return shown
        }
    }
}
