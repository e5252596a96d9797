/// One statement of a mapping: which field gets which value of a record, and when.
///
/// What it reads is part of it, so that an explanation of an event, or a page about a source, asks
/// the same rules that made the event.
struct MappingRule<Field: DataSetField>: Sendable {
    let step: MappingStep

    private init(
        _ field: Field, _ value: MappingStep.Value, _ condition: MappingCondition? = nil
    ) {
        step = MappingStep(field: field.id, value: value, condition: condition)
    }

    /// A value as it is; a missing one leaves the field alone.
    static func copy(_ raw: RawField, _ field: Field) -> Self { Self(field, .copy(raw)) }

    /// The first of several that is there.
    static func first(_ raws: [RawField], _ field: Field) -> Self {
        Self(field, .first(raws.map { Candidate($0) }))
    }

    static func first(of candidates: [Candidate], _ field: Field) -> Self {
        Self(field, .first(candidates))
    }

    /// The value of another field of the event, null included.
    static func same(_ field: Field, as other: Field) -> Self { Self(field, .same(other.id)) }

    /// A part of the value of another field, or of its own; where that is null or the part is
    /// empty, the field stays as it is.
    static func cut(_ field: Field, from other: Field, _ cut: ValueCut) -> Self {
        Self(field, .cut(other.id, cut))
    }

    static func lowercase(_ field: Field) -> Self { Self(field, .lowercase) }

    static func produced(_ field: Field, _ text: Produced) -> Self {
        Self(field, .produced(text))
    }

    /// What stands in a list for a value; a value that is not listed leaves the field alone.
    static func translated(
        _ raw: RawField, _ field: Field, _ list: KeyValuePairs<String, Produced>
    ) -> Self {
        Self(field, .translated(raw, list.map { (Array($0.key.utf8), $0.value) }))
    }

    /// - Parameters:
    ///   - reads: All that `value` looks at.
    ///   - note: What the documents say.
    static func computed(
        _ field: Field, from reads: [RawField], _ note: String,
        _ value: @escaping @Sendable (borrowing RawRecord) -> MappedValue
    ) -> Self {
        Self(field, .computed(MappingStep.Computation(reads: reads, note: note, value: value)))
    }

    /// The same for records of which something is so.
    func when(_ condition: MappingCondition) -> Self {
        let both = step.condition.map { $0.and(condition) } ?? condition
        return Self(step: MappingStep(field: step.field, value: step.value, condition: both))
    }

    private init(step: MappingStep) { self.step = step }
}

/// A rule of whatever data set.
struct MappingStep: Sendable {
    let field: FieldID
    let value: Value
    let condition: MappingCondition?

    enum Value: Sendable {
        case copy(RawField)
        case first([Candidate])
        case same(FieldID)
        case cut(FieldID, ValueCut)
        case lowercase
        case produced(Produced)
        case translated(RawField, [(text: [UInt8], value: Produced)])
        case computed(Computation)
    }

    struct Computation: Sendable {
        let reads: [RawField]
        let note: String
        let value: @Sendable (borrowing RawRecord) -> MappedValue
    }
}

/// A raw field that counts unless it has no value, of one of these kinds.
struct Candidate: Sendable {
    enum Absence: Sendable {
        case missing
        /// Also the dash that Windows writes in place of none.
        case none
        /// Also the SID that stands for nobody.
        case nobody
    }

    let raw: RawField
    let absence: Absence

    init(_ raw: RawField, unless absence: Absence = .missing) {
        self.raw = raw
        self.absence = absence
    }

    func isPresent(in record: borrowing RawRecord) -> Bool {
        switch absence {
        case .missing: record.range(raw) != nil
        case .none: !record.isNone(raw)
        case .nobody: Identification.isIdentifier(raw, of: record)
        }
    }
}
