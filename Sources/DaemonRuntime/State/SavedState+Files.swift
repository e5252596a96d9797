extension SavedState {
    private static let patternPrefix = "pattern "
    private static let savedAt = "saved at"
    /// How much earlier than it was a state counts as saved: clocks of files lag a little behind.
    private static let lagNanoseconds: Int64 = 2_000_000_000

    /// The name of the note that a pattern was followed.
    static func note(ofPattern pattern: String) -> String { patternPrefix + pattern }

    /// The note of when a checkpoint was made.
    static func note(savedAt nanoseconds: Int64) -> (key: String, value: Int64) {
        (savedAt, nanoseconds)
    }

    /// What the last run left of files.
    ///
    /// - Parameter patterns: Those of the configuration now.
    func files(patterns: [String]) -> FileSource.Known {
        let noted = notes.keys.filter { $0.hasPrefix(Self.patternPrefix) }
            .map { String($0.dropFirst(Self.patternPrefix.count)) }
        // A state of version 1 has positions and does not say of which patterns.
        let isOld = noted.isEmpty && !positions.isEmpty
        return FileSource.Known(
            positions: positions, patterns: Set(isOld ? patterns : noted),
            savedAt: notes[Self.savedAt].map { $0 - Self.lagNanoseconds })
    }
}
