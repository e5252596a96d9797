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
    /// The value that is looked at, in lower case, with an edge on both sides.
    private var lowered: [UInt8] = []

    /// What is looked for in one field.
    private struct FieldIndex: Sendable {
        let field: FieldID
        var whole: [[UInt8]: [Int32]] = [:]
        /// Parts, by the width of the runs they are known by.
        var parts: [GramIndex] = []
        /// Scans that look at this field.
        var owners: [Int32]
        /// Whether a whole value of a length is looked for.
        var lengths: [Bool] = []

        init(_ field: FieldID, _ clues: [(clue: ScanClue, owner: Int32)]) {
            self.field = field
            owners = Set(clues.map(\.owner)).sorted()
            var parts: [(word: [UInt8], owner: Int32)] = []
            for (clue, owner) in clues where clue.isASCII {
                let edge = [GramIndex.edge]
                switch clue.position {
                case .whole:
                    whole[edge + clue.word + edge, default: []].append(owner)
                    while lengths.count <= clue.word.count { lengths.append(false) }
                    lengths[clue.word.count] = true
                case .start: parts.append((edge + clue.word, owner))
                case .end: parts.append((clue.word + edge, owner))
                case .anywhere: parts.append((clue.word, owner))
                }
            }
            let byWidth = Dictionary(grouping: parts) { min($0.word.count, GramIndex.gramBytesMax) }
            self.parts = byWidth.sorted { $0.key > $1.key }.map {
                GramIndex($0.value, gramBytes: $0.key)
            }
        }
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
            fields.append(FieldIndex(field, entries.sorted { $0.owner < $1.owner }))
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
            look(at: bytes.extracting(range), in: index)
        }
        if found.count > 1 { found.sort() }
    }

    private mutating func look(at value: Span<UInt8>, in index: Int) {
        guard lower(value) else {
            // Beyond ASCII letters fold in more ways than one: all who look here are asked.
            for owner in fields[index].owners { take(owner) }
            return
        }
        let count = value.count
        if count < fields[index].lengths.count, fields[index].lengths[count],
            let owners = fields[index].whole[lowered]
        {
            for owner in owners { take(owner) }
        }
        for width in fields[index].parts.indices {
            let (parts, text) = (fields[index].parts[width], lowered)
            parts.search(text.span) { take($0) }
        }
    }

    /// Puts a value into ``lowered``.
    ///
    /// - Returns: Whether it is ASCII.
    private mutating func lower(_ value: Span<UInt8>) -> Bool {
        var union: UInt8 = 0
        lowered.removeAll(keepingCapacity: true)
        lowered.append(addingCapacity: value.count + 2) { (out: inout OutputSpan<UInt8>) in
            out.append(GramIndex.edge)
            for place in value.indices {
                let byte = value[place]
                union |= byte
                out.append(ASCIIFold.lowered(byte))
            }
            out.append(GramIndex.edge)
        }
        return union < 0x80
    }

    private mutating func take(_ owner: Int32) {
        guard stamps[Int(owner)] != stamp else { return }
        stamps[Int(owner)] = stamp
        found.append(owner)
    }
}
