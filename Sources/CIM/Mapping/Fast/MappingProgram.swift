// Fast: same answers as Mapping.normalize; held by MappingProgramTests; saves 10,000 instructions of a record that is an event.

/// The rules of a mapping and the calculations of its data model, laid out in plain values: what a
/// rule holds by reference (texts, lists, functions) stands beside them, so that going through the
/// rules counts no references.
final class MappingProgram: Sendable {
    private enum Order {
        case copy(RawField)
        case first(start: Int32, end: Int32)
        case same(FieldID)
        case cut(FieldID, Int)
        case lowercase
        case produced(Text)
        /// What stands in ``translations`` for a value.
        case translated(RawField, start: Int32, end: Int32)
        /// A rule that is applied as it stands.
        case step(Int)
    }

    private enum Gate {
        case always
        case origin(WindowsOrigin, isNot: Bool)
        case text(RawField, Text, orAbsent: Bool, isNot: Bool)
        case condition(Int)
    }

    /// A place in ``texts``.
    private struct Text {
        var start: Int32
        var end: Int32

        var range: Range<Int> { Int(start)..<Int(end) }
    }

    private struct Instruction {
        var field: FieldID
        var order: Order
        var gate: Gate
    }

    private enum Calculation {
        case unknown
        case number(Text?)
        case lowercase
        case same(FieldID)
        case step(Int)
    }

    private let mapping: Mapping
    private let instructions: [Instruction]
    private let calculations: [(field: FieldID, calculation: Calculation)]
    private let conditions: [@Sendable (borrowing RawRecord) -> Bool]
    private let candidates: [Candidate]
    private let cuts: [@Sendable ([UInt8], Range<Int>) -> Range<Int>]
    private let translations: [(from: Text, to: Text)]
    private let texts: [UInt8]

    init(_ mapping: Mapping) {
        var layout = Layout()
        self.mapping = mapping
        instructions = mapping.steps.enumerated().map { number, step in
            Instruction(
                field: step.field, order: layout.order(step, number),
                gate: layout.gate(step.condition))
        }
        calculations = mapping.calculations.enumerated().map { number, step in
            (step.field, layout.calculation(step, number))
        }
        conditions = layout.conditions
        candidates = layout.candidates
        cuts = layout.cuts
        translations = layout.translations
        texts = layout.texts
    }

    /// What stands beside the instructions.
    private struct Layout {
        var conditions: [@Sendable (borrowing RawRecord) -> Bool] = []
        var candidates: [Candidate] = []
        var cuts: [@Sendable ([UInt8], Range<Int>) -> Range<Int>] = []
        var translations: [(from: Text, to: Text)] = []
        var texts: [UInt8] = []

        mutating func text(_ bytes: some Sequence<UInt8>) -> Text {
            let start = Int32(texts.count)
            texts += bytes
            return Text(start: start, end: Int32(texts.count))
        }

        mutating func gate(_ condition: MappingCondition?) -> Gate {
            guard let condition else { return .always }
            switch condition.test {
            case .origin(let origin, let isNot): return .origin(origin, isNot: isNot)
            case .text(let raw, let text, let orAbsent, let isNot):
                return .text(raw, self.text(text), orAbsent: orAbsent, isNot: isNot)
            case nil:
                conditions.append(condition.holds)
                return .condition(conditions.count - 1)
            }
        }

        mutating func order(_ step: MappingStep, _ number: Int) -> Order {
            switch step.value {
            case .copy(let raw): return .copy(raw)
            case .first(let list):
                let start = candidates.count
                candidates += list
                return .first(start: Int32(start), end: Int32(candidates.count))
            case .same(let other): return .same(other)
            case .cut(let other, let cut):
                cuts.append(cut.apply)
                return .cut(other, cuts.count - 1)
            case .lowercase: return .lowercase
            case .produced(let produced): return .produced(text(produced.rawValue.utf8))
            case .translated(let raw, let list):
                let start = translations.count
                for entry in list {
                    translations.append((text(entry.text), text(entry.value.rawValue.utf8)))
                }
                return .translated(raw, start: Int32(start), end: Int32(translations.count))
            case .computed: return .step(number)
            }
        }

        mutating func calculation(_ step: CalculationStep, _ number: Int) -> Calculation {
            switch step.value {
            case .unknown: .unknown
            case .number(let other): .number(other.map { text("\($0)".utf8) })
            case .lowercase: .lowercase
            case .same(let other): .same(other)
            case .firstWord, .lookup: .step(number)
            }
        }
    }

    // MARK: running

    /// Makes an event of a record.
    func normalize(_ record: borrowing RawRecord, time: Timestamp, into event: inout Event) {
        event.reset(dataSet: mapping.dataSet, time: time, record.arena)
        for instruction in instructions {
            switch instruction.gate {
            case .always: break
            case .origin(let origin, let isNot):
                if (record.origin == .known(origin)) == isNot { continue }
            case .text(let raw, let text, let orAbsent, let isNot):
                let isIt = orAbsent && record.range(raw) == nil || isText(raw, text, record)
                if isIt == isNot { continue }
            case .condition(let number): if !conditions[number](record) { continue }
            }
            run(instruction, record, &event)
        }
        calculate(&event)
    }

    @inline(__always)
    private func run(
        _ instruction: Instruction, _ record: borrowing RawRecord, _ event: inout Event
    ) {
        let field = instruction.field
        switch instruction.order {
        case .copy(let raw):
            if let range = record.range(raw) { event.set(field, range: range) }
        case .first(let start, let end):
            for place in start..<end where candidates[Int(place)].isPresent(in: record) {
                if let range = record.range(candidates[Int(place)].raw) {
                    event.set(field, range: range)
                }
                return
            }
        case .same(let other): event.set(field, sameAs: other)
        case .cut(let other, let cut):
            guard let whole = event.range(of: other) else { return }
            let part = cuts[cut](event.bytes, whole)
            if !part.isEmpty { event.set(field, range: part) }
        case .lowercase: event.lowercase(field)
        case .produced(let text): event.set(field, texts, text.range)
        case .translated(let raw, let start, let end):
            for place in start..<end where isText(raw, translations[Int(place)].from, record) {
                event.set(field, texts, translations[Int(place)].to.range)
                return
            }
        case .step(let number): mapping.steps[number].give(record, &event)
        }
    }

    @inline(__always)
    private func isText(
        _ raw: RawField, _ text: Text, _ record: borrowing RawRecord
    ) -> Bool {
        guard let range = record.range(raw) else { return false }
        return ASCII.equals(record.arena, range, texts, text.range)
    }

    private func calculate(_ event: inout Event) {
        var unknown = UnknownFill()
        for (field, calculation) in calculations {
            switch calculation {
            case .unknown: unknown.fill(field, of: &event)
            case .number(let other):
                guard !event.isNumber(field) else { continue }
                if let other {
                    event.set(field, texts, other.range)
                } else {
                    event.setNull(field)
                }
            case .lowercase: event.lowercase(field)
            case .same(let other):
                guard event.isMissing(field), !event.isMissing(other) else { continue }
                event.set(field, sameAs: other)
            case .step(let number): mapping.calculations[number].apply(&event, &unknown)
            }
        }
    }
}
