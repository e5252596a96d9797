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
    /// The scans that may match the event last looked at, ascending.
    private(set) var found: [Int32] = []
    private var lowered: [UInt8] = []

    /// What is looked for in one field.
    private struct FieldIndex: Sendable {
        let field: FieldID
        var whole: [[UInt8]: [Int32]] = [:]
        var parts: GramIndex
        /// Words of three bytes.
        var shortParts: GramIndex
        /// Scans that look at this field.
        var owners: [Int32]
        /// Whether a whole value of a length is looked for.
        var lengths: [Bool] = []
    }

    /// - Parameter predicates: Of the scans, which go by their number in it.
    init(_ predicates: [Predicate<ScanField>], weak: Set<FieldID>) {
        stamps = Array(repeating: 0, count: predicates.count)
        var clues: [FieldID: [(clue: ScanClue, owner: Int32)]] = [:]
        for (number, predicate) in predicates.enumerated() {
            guard let needed = ScanClue.clues(of: predicate, weak: weak) else {
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
            let parts = entries.filter { $0.clue.kind == .part }.map { ($0.clue.word, $0.owner) }
            var index = FieldIndex(
                field: field,
                parts: GramIndex(parts.filter { $0.0.count >= 4 }, gramBytes: 4),
                shortParts: GramIndex(parts.filter { $0.0.count < 4 }, gramBytes: 3),
                owners: Set(entries.map(\.owner)).sorted())
            for (clue, owner) in entries where clue.kind == .whole {
                index.whole[clue.word, default: []].append(owner)
                while index.lengths.count <= clue.word.count { index.lengths.append(false) }
                index.lengths[clue.word.count] = true
            }
            fields.append(index)
        }
    }

    /// Leaves in ``found`` the scans that may match an event.
    mutating func findCandidates(for event: borrowing Event) {
        stamp &+= 1
        if stamp == 0 {
            stamps = Array(repeating: 0, count: stamps.count)
            stamp = 1
        }
        found.removeAll(keepingCapacity: true)
        found.append(contentsOf: unconditional)
        let bytes = event.bytes.span
        for index in fields.indices {
            guard let range = event.range(of: fields[index].field) else { continue }
            look(at: bytes, range, in: index)
        }
        if found.count > 1 { found.sort() }
    }

    private mutating func look(at bytes: Span<UInt8>, _ range: Range<Int>, in index: Int) {
        var union: UInt8 = 0
        for place in range { union |= bytes[place] }
        guard union < 0x80 else {
            // Beyond ASCII letters fold in more ways than one: all who look here are asked.
            for owner in fields[index].owners { take(owner) }
            return
        }
        if range.count < fields[index].lengths.count, fields[index].lengths[range.count] {
            lowered.removeAll(keepingCapacity: true)
            for place in range { lowered.append(ASCIIFold.lowered(bytes[place])) }
            if let owners = fields[index].whole[lowered] {
                for owner in owners { take(owner) }
            }
        }
        if !fields[index].parts.isEmpty {
            let parts = fields[index].parts
            parts.search(bytes, range) { take($0) }
        }
        if !fields[index].shortParts.isEmpty {
            let parts = fields[index].shortParts
            parts.search(bytes, range) { take($0) }
        }
    }

    private mutating func take(_ owner: Int32) {
        guard stamps[Int(owner)] != stamp else { return }
        stamps[Int(owner)] = stamp
        found.append(owner)
    }
}
