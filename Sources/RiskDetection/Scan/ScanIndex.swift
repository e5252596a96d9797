import CIM
import SPL

/// The scans over one data set, by what their events must have, so that an event meets only those
/// that may match it.
struct ScanIndex: Sendable {
    /// Scans whose predicate says nothing that could be looked for.
    private var unconditional: [Int32] = []
    private var fields: [FieldIndex] = []
    /// For each scan the event that it was last a candidate for.
    private var stamps: [UInt32]
    private var stamp: UInt32 = 0
    private var found: [Int32] = []

    /// What is looked for in one field.
    private struct FieldIndex: Sendable {
        let field: FieldID
        var whole: [[UInt8]: [Int32]] = [:]
        var parts: GramIndex
        /// Scans that look at this field.
        var owners: [Int32]
        /// Lengths of the whole values that are looked for.
        var lengths: Set<Int>
    }

    /// - Parameter predicates: Of the scans, which go by their number in it.
    init(_ predicates: [Predicate<ScanField>]) {
        stamps = Array(repeating: 0, count: predicates.count)
        var clues: [FieldID: [(clue: ScanClue, owner: Int32)]] = [:]
        for (number, predicate) in predicates.enumerated() {
            guard let needed = ScanClue.clues(of: predicate) else {
                unconditional.append(Int32(number))
                continue
            }
            for clue in Set(needed) {
                clues[clue.field, default: []].append((clue, Int32(number)))
            }
        }
        for (field, entries) in clues.sorted(by: { $0.key.index < $1.key.index }) {
            let entries = entries.sorted {
                ($0.owner, $0.clue.word.count) < ($1.owner, $1.clue.word.count)
            }
            var index = FieldIndex(
                field: field,
                parts: GramIndex(
                    entries.filter { $0.clue.kind == .part }.map { ($0.clue.word, $0.owner) }),
                owners: Set(entries.map(\.owner)).sorted(), lengths: [])
            for (clue, owner) in entries where clue.kind == .whole {
                index.whole[clue.word, default: []].append(owner)
                index.lengths.insert(clue.word.count)
            }
            fields.append(index)
        }
    }

    /// The scans that may match an event, ascending.
    mutating func candidates(for event: borrowing Event) -> [Int32] {
        stamp &+= 1
        if stamp == 0 {
            stamps = Array(repeating: 0, count: stamps.count)
            stamp = 1
        }
        found.removeAll(keepingCapacity: true)
        found.append(contentsOf: unconditional)
        for index in fields.indices {
            guard let range = event.range(of: fields[index].field) else { continue }
            look(at: event.bytes[range], in: index)
        }
        found.sort()
        return found
    }

    private mutating func look(at value: ArraySlice<UInt8>, in index: Int) {
        var union: UInt8 = 0
        for byte in value { union |= byte }
        guard union < 0x80 else {
            // Beyond ASCII letters fold in more ways than one: all who look here are asked.
            for owner in fields[index].owners { take(owner) }
            return
        }
        if fields[index].lengths.contains(value.count),
            let owners = fields[index].whole[value.map(ASCIIFold.lowered)]
        {
            for owner in owners { take(owner) }
        }
        guard !fields[index].parts.isEmpty else { return }
        let parts = fields[index].parts
        parts.search(value) { take($0) }
    }

    private mutating func take(_ owner: Int32) {
        guard stamps[Int(owner)] != stamp else { return }
        stamps[Int(owner)] = stamp
        found.append(owner)
    }
}
