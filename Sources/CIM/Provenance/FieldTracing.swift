/// Which raw fields of one record the fields of its event follow from, by the rules that made it.
struct FieldTracing {
    private let mapping: Mapping
    private let record: RawRecord
    private let names: RawFieldNames
    /// Slots that each field follows from; none for one that riskd sets.
    private var slots: [FieldID: Set<Int>] = [:]
    /// What the source gives, before the data model calculates.
    private var event: Event

    init(_ mapping: Mapping, _ record: RawRecord, _ names: RawFieldNames) {
        self.mapping = mapping
        self.record = record
        self.names = names
        event = Event(dataSet: mapping.dataSet)
        event.reset(dataSet: mapping.dataSet, time: Timestamp(nanoseconds: 0), record.arena)
        for step in mapping.steps { trace(step) }
    }

    /// For each field of the event that has a value.
    ///
    /// - Parameter whole: What became of the record.
    func origins(of whole: Event) -> [FieldID: FieldOrigin] {
        let slots = calculated(whole)
        var origins: [FieldID: FieldOrigin] = [:]
        for index in whole.dataSet.fields.indices {
            let field = FieldID(index: index)
            guard let value = whole.string(field) else { continue }
            let found = (slots[field] ?? []).sorted()
            origins[field] = FieldOrigin(
                rawFields: found.map { names.name(ofSlot: $0) },
                isVerbatim: found.contains { text(ofSlot: $0) == value },
                isCalculated: event.string(field) != value)
        }
        return origins
    }

    private mutating func trace(_ step: MappingStep) {
        guard step.apply(record, &event) else { return }
        var found = Set((step.condition?.reads ?? []).filter(isPresent).map(\.index))
        if case .first(let candidates) = step.value {
            // Of several only the one that was taken.
            if let raw = MappingStep.first(candidates, record) { found.insert(raw.index) }
        } else {
            found.formUnion(step.reads.filter(isPresent).map(\.index))
        }
        if let source = step.source { found.formUnion(slots[source] ?? []) }
        slots[step.field] = found
    }

    /// With what the data model took from other fields.
    private func calculated(_ whole: Event) -> [FieldID: Set<Int>] {
        var slots = slots
        for step in mapping.calculations {
            guard let source = step.source, event.string(step.field) != whole.string(step.field)
            else { continue }
            slots[step.field] = slots[source] ?? []
        }
        return slots
    }

    private func isPresent(_ field: RawField) -> Bool { record.range(field) != nil }

    private func text(ofSlot slot: Int) -> String? {
        record.range(RawField(index: slot)).map {
            String(decoding: record.arena[$0], as: UTF8.self)
        }
    }
}
