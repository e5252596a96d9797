/// How the records of a sourcetype become events: its rules in order, then what the data model
/// calculates. The plain definition; ``MappingProgram`` does the same, faster.
struct Mapping: Sendable {
    let dataSet: DataSet
    let steps: [MappingStep]
    let calculations: [CalculationStep]

    init<Target: NormalizedDataSet>(_: Target.Type, _ rules: [MappingRule<Target.Field>]) {
        dataSet = Target.dataSet
        steps = rules.map(\.step)
        calculations = Target.calculations.map(\.step)
    }

    /// Makes an event of a record.
    func normalize(_ record: borrowing RawRecord, time: Timestamp, into event: inout Event) {
        event.reset(dataSet: dataSet, time: time, record.arena)
        for step in steps { step.apply(record, &event) }
        calculate(&event)
    }

    /// Sets the fields that the data model calculates from the others.
    func calculate(_ event: inout Event) {
        var unknown = UnknownFill()
        for calculation in calculations { calculation.apply(&event, &unknown) }
    }
}

extension MappingStep {
    /// Gives the field its value, of an event whose bytes begin as the record's arena does.
    ///
    /// - Returns: Whether the field was given one, or null.
    @discardableResult
    func apply(_ record: borrowing RawRecord, _ event: inout Event) -> Bool {
        if let condition, !condition.holds(record) { return false }
        return give(record, &event)
    }

    /// The same where the condition is known to hold.
    @discardableResult
    func give(_ record: borrowing RawRecord, _ event: inout Event) -> Bool {
        switch value {
        case .copy(let raw):
            guard let range = record.range(raw) else { return false }
            event.set(field, range: range)
        case .first(let candidates):
            guard let raw = Self.first(candidates, record), let range = record.range(raw) else {
                return false
            }
            event.set(field, range: range)
        case .same(let other): event.set(field, sameAs: other)
        case .cut(let other, let cut):
            guard let whole = event.range(of: other) else { return false }
            let part = cut.apply(event.bytes, whole)
            if part.isEmpty { return false }
            event.set(field, range: part)
        case .lowercase: event.lowercase(field)
        case .produced(let text): event.set(field, text.rawValue)
        case .translated(let raw, let list):
            guard let found = list.first(where: { record.matches(raw, $0.text) }) else {
                return false
            }
            event.set(field, found.value.rawValue)
        case .computed(let computation):
            return event.set(field, to: computation.value(record))
        }
        return true
    }

    static func first(
        _ candidates: [Candidate], _ record: borrowing RawRecord
    ) -> RawField? {
        for candidate in candidates where candidate.isPresent(in: record) { return candidate.raw }
        return nil
    }

    /// The field of the event that the value is taken from: its own, where that is changed.
    var source: FieldID? {
        switch value {
        case .same(let other), .cut(let other, _): other
        case .lowercase: field
        case .copy, .first, .produced, .translated, .computed: nil
        }
    }

    /// The raw fields that the value follows from, without those of other fields of the event.
    var reads: [RawField] {
        switch value {
        case .copy(let raw), .translated(let raw, _): [raw]
        case .first(let candidates): candidates.map(\.raw)
        case .computed(let computation): computation.reads
        case .same, .cut, .lowercase, .produced: []
        }
    }
}
