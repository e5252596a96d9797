/// Files that the last run followed and that are not there any more.
extension FileSource {
    /// Tells of them once the first look has not found them under any name: what was written to one
    /// while riskd was down, and moved away with it, nobody reads.
    ///
    /// Under a name of a rotation nothing is written any more, so such a file is not missed.
    func tellMissing() {
        for number in missing.sorted() {
            guard let old = gone.positions[number], let source = sourceNaming(old.path),
                !RotationFamily.isRotated(old.path)
            else {
                missing.remove(number)
                continue
            }
            guard !problems.contains(old.path), !mayTurnUp(old) else { continue }
            missing.remove(number)
            var position = old
            position.isFollowed = false
            gone.insert(position)
            note(Departure(position: position, source: source, isLoss: true))
        }
    }

    /// Whether a file is still looked into that may be it, or a copy of it.
    private func mayTurnUp(_ old: FilePosition) -> Bool {
        if reserved.contains(old.number) { return true }
        let family = RotationFamily.base(of: old.path)
        return sought[old.number] != nil
            && waiting.values.contains {
                ($0.isSettling || $0.brokenSince != nil)
                    && RotationFamily.base(of: $0.path) == family
            }
    }

    /// The source that has a pattern for a path.
    private func sourceNaming(_ path: [UInt8]) -> Int? {
        settings.firstIndex { setting in
            setting.patterns.contains { FilePatterns.matches(path, $0) }
        }
    }
}
