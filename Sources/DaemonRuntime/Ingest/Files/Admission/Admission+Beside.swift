/// Files that went: copies beside them, and those that nobody finds again.
extension Admission {
    /// Generations whose file is not to be seen, and where copies of them may lie.
    struct Besides {
        fileprivate let lost: [FilePosition]
        fileprivate let families: Set<[UInt8]>
        fileprivate let inodes: Set<InodeKey>
        /// Sorted.
        let directories: [[UInt8]]
    }

    /// Where copies of generations are looked for, and the files themselves under names that are
    /// not followed; nil where nothing is looked for.
    mutating func besides() -> Besides? {
        if isFirstLook { past.seekAll(at: now) }
        let lost = past.sought(at: now)
        guard !lost.isEmpty else {
            waiting.dropSiblings()
            return nil
        }
        let directories = Set(lost.map { RotationFamily.directory(of: $0.path) })
        return Besides(
            lost: lost, families: Set(lost.map { RotationFamily.base(of: $0.path) }),
            inodes: Set(lost.map(\.key)),
            directories: directories.sorted { $0.lexicographicallyPrecedes($1) })
    }

    /// Whether the status of a path is asked for: a file that is read under this name is no copy.
    func isFree(_ path: [UInt8]) -> Bool { followed.number(at: path) == nil }

    /// Those of the files in a directory that are looked into, the older first.
    ///
    /// - Parameter files: Paths that are free, and what they name.
    func siblings(
        _ besides: Besides, among files: [(path: [UInt8], status: FileStatus)]
    ) -> [FoundFile] {
        var sources: [[UInt8]: Int] = [:]
        var siblings: [FoundFile] = []
        for (path, status) in files {
            let family = RotationFamily.base(of: path)
            guard status.isRegular, followed.number(on: status.key) == nil,
                besides.families.contains(family) && family != path
                    || besides.inodes.contains(status.key),
                waiting.isNewsBeside(status)
            else { continue }
            let source = sources[family] ?? source(ofFamily: family, besides.lost) ?? 0
            sources[family] = source
            siblings.append(FoundFile(path: path, source: source, status: status))
        }
        return siblings.sorted { $0.status.modified < $1.status.modified }
    }

    /// Which source of the configuration a file beside others belongs to.
    private func source(ofFamily family: [UInt8], _ lost: [FilePosition]) -> Int? {
        if let number = followed.number(at: family) { return followed[number]?.source }
        let names = lost.map(\.path).filter { RotationFamily.base(of: $0) == family } + [family]
        return sourceNaming(names)
    }

    // MARK: - Missing

    /// The files that the last run followed and that the first look has not found under any name:
    /// what was written to one while riskd was down, and moved away with it, nobody reads.
    ///
    /// Under a name of a rotation nothing is written any more, so such a file is not missed.
    mutating func missingFiles() -> [FileDecision] {
        var decisions: [FileDecision] = []
        for number in past.allMissing {
            guard let old = past[number], let source = sourceNaming([old.path]),
                !RotationFamily.isRotated(old.path)
            else {
                past.stopMissing(number)
                continue
            }
            guard !problems.contains(old.path), !mayTurnUp(old) else { continue }
            past.stopMissing(number)
            var position = old
            position.isFollowed = false
            past.insert(position)
            decisions.append(
                .depart(FileDeparture(position: position, source: source, isLoss: true)))
        }
        return decisions
    }

    /// Whether a file is still looked into that may be this one, or a copy of it.
    private func mayTurnUp(_ old: FilePosition) -> Bool {
        past.isReserved(old.number)
            || past.isSought(old.number)
                && waiting.mayBecomeWhole(inFamily: RotationFamily.base(of: old.path))
    }

    /// The first source that has a pattern for one of some paths.
    private func sourceNaming(_ paths: [[UInt8]]) -> Int? {
        settings.firstIndex { setting in
            setting.patterns.contains { pattern in
                paths.contains { FilePatterns.matches($0, pattern) }
            }
        }
    }
}
