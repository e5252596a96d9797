import TestSupport
import Testing

@testable import CIM

/// The rules of a mapping, by their definition and as they are run.
struct MappingProgramTests {
    /// A record as the mappings get it.
    private func read(_ line: String, _ profile: Profile) -> (RawRecord, Int)? {
        var normalizer = Normalizer(profile: profile)
        var event = Event(dataSet: Processes.dataSet)
        let bytes = Array(line.utf8)
        guard normalizer.normalize(bytes.span, into: &event) == .event, let last = normalizer.last
        else { return nil }
        return (normalizer.record, last.sourcetype)
    }

    private func values(_ event: Event) -> [String?] {
        event.dataSet.fields.indices.map { event.string(FieldID(index: $0)) }
    }

    @Test(
        "what is run gives the same events as the rules in order",
        arguments: MadeUpLog.all, Profile.allCases)
    func same(log: MadeUpLog, profile: Profile) throws {
        let tables = NormalizerTables.all
        var compared = 0
        for line in log.lines {
            guard let (whole, index) = read(line, profile) else { continue }
            let mapping = tables.mappings(profile)[index]
            // Also with each of its values missing, or empty of meaning.
            for slot in -1..<tables.names.slotCount {
                var record = whole
                if slot >= 0 {
                    guard record.range(RawField(index: slot)) != nil else { continue }
                    if slot % 2 == 0 {
                        record.remove(slot)
                    } else {
                        record.put(RawField(index: slot), "-".utf8)
                    }
                }
                var (plain, fast) = (
                    Event(dataSet: Processes.dataSet), Event(dataSet: Processes.dataSet)
                )
                let time = Timestamp(nanoseconds: 0)
                mapping.normalize(record, time: time, into: &plain)
                tables.programs(profile)[index].normalize(record, time: time, into: &fast)
                #expect(values(plain) == values(fast), "\(log) without slot \(slot)")
                compared += 1
            }
        }
        #expect(compared > 50)
    }

    @Test(
        "a value follows from what its rules say they read, and from nothing else",
        arguments: MadeUpLog.all, Profile.allCases)
    func reads(log: MadeUpLog, profile: Profile) throws {
        let tables = NormalizerTables.all
        for line in log.lines {
            guard let (record, index) = read(line, profile) else { continue }
            let mapping = tables.mappings(profile)[index]
            let said = said(mapping)
            var whole = Event(dataSet: Processes.dataSet)
            let time = Timestamp(nanoseconds: 0)
            mapping.normalize(record, time: time, into: &whole)
            for slot in 0..<tables.names.slotCount
            where record.range(RawField(index: slot)) != nil {
                for change in ["", "-", "riskd marker", "7"] {
                    var changed = record
                    if change.isEmpty {
                        changed.remove(slot)
                    } else {
                        changed.put(RawField(index: slot), change.utf8)
                    }
                    var event = Event(dataSet: Processes.dataSet)
                    mapping.normalize(changed, time: time, into: &event)
                    for place in whole.dataSet.fields.indices {
                        let field = FieldID(index: place)
                        guard event.string(field) != whole.string(field) else { continue }
                        #expect(
                            said[field]?.contains(slot) ?? false,
                            "\(log): \(whole.dataSet.fields[place]) by \(tables.names.name(ofSlot: slot))"
                        )
                    }
                }
            }
        }
    }

    /// The slots that each field may follow from, by the rules.
    private func said(_ mapping: Mapping) -> [FieldID: Set<Int>] {
        var found: [FieldID: Set<Int>] = [:]
        for step in mapping.steps {
            var slots = Set((step.reads + (step.condition?.reads ?? [])).map(\.index))
            switch step.value {
            case .same(let other), .cut(let other, _): slots.formUnion(found[other] ?? [])
            default: break
            }
            found[step.field, default: []].formUnion(slots)
        }
        for step in mapping.calculations {
            guard let source = step.source else { continue }
            found[step.field, default: []].formUnion(found[source] ?? [])
        }
        return found
    }

    @Test("names that no record holds reach the fields that the rules give them to")
    func lookedUp() {
        #expect(Identities.fields == ["dest", "host", "user"])
    }
}
