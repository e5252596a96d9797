extension SavedState {
    private static let patternPrefix = "pattern "
    private static let savedAt = "saved at"
    /// The note that the state was lost and is being made again out of the files: until what was
    /// written before is known again.
    static let rebuilding = "rebuilding"
    private static let outputDevice = "output device"
    private static let outputInode = "output inode"
    private static let outputSize = "output size"
    /// How much earlier than it was a state counts as saved: clocks of files lag a little behind.
    private static let lagNanoseconds: Int64 = 2_000_000_000

    /// The name of the note that a pattern was followed.
    static func note(ofPattern pattern: String) -> String { patternPrefix + pattern }

    /// The note of when a checkpoint was made.
    static func note(savedAt nanoseconds: Int64) -> (key: String, value: Int64) {
        (savedAt, nanoseconds)
    }

    /// The patterns that were followed.
    var notedPatterns: [String] {
        notes.keys.filter { $0.hasPrefix(Self.patternPrefix) }
            .map { String($0.dropFirst(Self.patternPrefix.count)) }
    }

    /// When the last checkpoint was made, as clocks of files have it; nil where nobody noted it.
    var savedAt: Int64? { notes[Self.savedAt].map { max($0, 0) - Self.lagNanoseconds } }

    /// Whether the state was lost and what was written before is not all known again.
    var isRebuilding: Bool { notes[Self.rebuilding] == 1 }

    /// What a state says that takes the place of a lost one: every pattern was followed before.
    static func lost(patterns: [String]) -> [String: Int64] {
        var notes = [rebuilding: Int64(1)]
        for pattern in patterns { notes[note(ofPattern: pattern)] = 1 }
        return notes
    }

    /// Where the output ended when all that this state knows of was written; nil before the first
    /// delivery.
    var outputMark: OutputMark? {
        guard let device = notes[Self.outputDevice], let inode = notes[Self.outputInode],
            let size = notes[Self.outputSize]
        else { return nil }
        return OutputMark(
            key: InodeKey(device: UInt64(bitPattern: device), inode: UInt64(bitPattern: inode)),
            size: UInt64(bitPattern: size))
    }

    static func notes(of mark: OutputMark) -> [String: Int64] {
        [
            outputDevice: Int64(bitPattern: mark.key.device),
            outputInode: Int64(bitPattern: mark.key.inode),
            outputSize: Int64(bitPattern: mark.size),
        ]
    }
}

extension DeliveryPlan {
    /// What the state notes of it: where the output ends once it is carried out.
    var notes: [String: Int64] {
        SavedState.notes(
            of: OutputMark(
                key: InodeKey(device: device, inode: inode),
                size: startOffset + UInt64(bytes.count)))
    }
}
