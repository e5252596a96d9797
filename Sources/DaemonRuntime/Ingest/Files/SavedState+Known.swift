extension SavedState {
    /// What the last run left of files.
    ///
    /// - Parameter patterns: Those of the configuration now.
    func files(patterns: [String]) -> FileSource.Known {
        let noted = notedPatterns
        // A state of version 1 has positions and does not say of which patterns.
        let isOld = noted.isEmpty && !positions.isEmpty
        return FileSource.Known(
            positions: positions, patterns: Set(isOld ? patterns : noted), savedAt: savedAt)
    }
}
