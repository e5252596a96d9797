/// Finds out which raw fields of one record the fields of its event follow from.
struct FieldTracing {
    private let sourcetype: any Sourcetype
    private let record: RawRecord
    private let names: RawFieldNames
    private let profile: Profile
    /// A value that no log has.
    private static let marker = "riskd marker"

    init(
        _ sourcetype: any Sourcetype, _ record: RawRecord, _ names: RawFieldNames,
        _ profile: Profile
    ) {
        self.sourcetype = sourcetype
        self.record = record
        self.names = names
        self.profile = profile
    }

    /// For each field of the event that has a value.
    func origins(of event: Event) -> [FieldID: FieldOrigin] {
        let dependencies = dependencies(of: event)
        let mapped = mapped()
        var origins: [FieldID: FieldOrigin] = [:]
        for index in event.dataSet.fields.indices {
            let field = FieldID(index: index)
            guard let value = event.string(field) else { continue }
            let slots = dependencies[field] ?? []
            origins[field] = FieldOrigin(
                rawFields: slots.map { names.name(ofSlot: $0) },
                isVerbatim: slots.contains { text(ofSlot: $0) == value },
                isCalculated: mapped.string(field) != value)
        }
        return origins
    }

    /// The slots that each field follows from, ascending.
    func dependencies(of event: Event) -> [FieldID: [Int]] {
        var found: [FieldID: [Int]] = [:]
        for slot in presentSlots {
            var changed = record
            changed.remove(slot)
            for field in differences(event, normalized(changed)) {
                found[field, default: []].append(slot)
            }
        }
        var marked: [FieldID: [Int]] = [:]
        for slot in presentSlots {
            var changed = record
            changed.replace(RawField(index: slot), by: Self.marker)
            for field in differences(event, normalized(changed)) where found[field] == nil {
                marked[field, default: []].append(slot)
            }
        }
        return found.merging(marked) { first, _ in first }
    }

    private var presentSlots: [Int] {
        (0..<names.slotCount).filter { record.range(RawField(index: $0)) != nil }
    }

    private func normalized(_ record: RawRecord) -> Event {
        var event = Event(dataSet: Processes.dataSet)
        sourcetype.normalize(
            record, time: Timestamp(nanoseconds: 0), profile: profile, into: &event)
        return event
    }

    /// What the source gives, before the data model calculates.
    private func mapped() -> Event { sourcetype.mapped(record, profile: profile) }

    private func differences(_ a: Event, _ b: Event) -> [FieldID] {
        a.dataSet.fields.indices.map(FieldID.init(index:)).filter {
            a.differs(from: b, in: $0)
        }
    }

    private func text(ofSlot slot: Int) -> String? {
        record.range(RawField(index: slot)).map {
            String(decoding: record.arena[$0], as: UTF8.self)
        }
    }
}

extension Event {
    /// Whether a field has another value in another event of the same data set.
    func differs(from other: Event, in field: FieldID) -> Bool {
        switch (range(of: field), other.range(of: field)) {
        case (nil, nil): false
        case (let mine?, let theirs?): bytes[mine] != other.bytes[theirs]
        default: true
        }
    }
}
