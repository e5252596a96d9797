import CIM

/// What the scans of an index look for in one field.
struct FieldIndex: Sendable {
    let field: FieldID
    private var whole: [[UInt8]: [Int32]] = [:]
    /// Parts, by the width of the runs they are known by.
    private var parts: [GramIndex] = []
    /// Scans that look at this field.
    private let owners: [Int32]
    /// Whether a whole value of a length is looked for.
    private var lengths: [Bool] = []
    private var memo = ValueMemo()

    /// Memory that is used again for each value.
    struct Memory: Sendable {
        /// The value, in lower case, with an edge on both sides.
        fileprivate var lowered: [UInt8] = []
        /// The scans that look for what it has, some of them several times.
        fileprivate var owners: [Int32] = []
    }

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

    /// Finds the scans that look for what a value has.
    mutating func look(
        at value: Span<UInt8>, _ candidates: inout ScanCandidates, _ memory: inout Memory
    ) {
        // Values repeat: what is found for one that has come before is remembered.
        let hash = ByteHash.of(value)
        if memo.take(value, hash, into: &candidates) { return }
        memory.owners.removeAll(keepingCapacity: true)
        search(value, &memory.lowered, &memory.owners)
        let owners = memory.owners.span
        for index in owners.indices { candidates.take(owners[index]) }
        memo.note(value, hash, owners: memory.owners)
    }

    private func search(
        _ value: Span<UInt8>, _ lowered: inout [UInt8], _ found: inout [Int32]
    ) {
        guard Self.lower(value, into: &lowered) else {
            // Beyond ASCII letters fold in more ways than one: all who look here are asked.
            found.append(contentsOf: owners)
            return
        }
        if value.count < lengths.count, lengths[value.count], let owners = whole[lowered] {
            found.append(contentsOf: owners)
        }
        // In a span: what is taken out of an array is copied.
        let parts = parts.span
        for width in parts.indices {
            parts[width].search(lowered.span) { found.append($0) }
        }
    }

    /// - Returns: Whether the value is ASCII.
    private static func lower(_ value: Span<UInt8>, into lowered: inout [UInt8]) -> Bool {
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
}
