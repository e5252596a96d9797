/// The generations that are followed: under which name, on which inode, in which state.
///
/// A followed file is *at rest*, *doubted* (it changed and was not looked into since) or *unnamed*
/// (no pattern names it any more: it was removed, or renamed out of sight).
struct FileTable {
    struct Entry: Equatable {
        let number: UInt32
        /// Index into the sources of the configuration.
        let source: Int
        let key: InodeKey
        let isArchive: Bool
        /// As the file was found, or as it was last called.
        fileprivate(set) var path: [UInt8] { didSet { family = RotationFamily.base(of: path) } }
        fileprivate(set) var family: [UInt8]
        /// When the file was first seen without a name and with nothing more to read (monotonic
        /// nanoseconds); nil while it has a name.
        fileprivate(set) var orphanedSince: UInt64?
        /// The last look that found nothing to be done about the file.
        fileprivate(set) var seenIn: UInt64 = 0

        var displayPath: String { String(decoding: path, as: UTF8.self) }
    }

    private var entries: [UInt32: Entry] = [:]
    private var byInode: [InodeKey: UInt32] = [:]
    private var byPath: [[UInt8]: UInt32] = [:] { didSet { knownDirectories = nil } }
    /// Those that have no name that is followed; mostly none.
    private var unnamed = FamilyIndex()
    /// Those that changed and were not looked into since, as they are closed or could not be read:
    /// they may have been replaced.
    private var doubted = FamilyIndex()
    /// Nil where the directories are to be found out anew.
    private var knownDirectories: [[UInt8]]?

    subscript(_ number: UInt32) -> Entry? { entries[number] }

    /// In the order of their numbers.
    var numbers: [UInt32] { entries.keys.sorted() }

    /// Those that a look did not find at rest, in the order of their numbers.
    func numbers(unseenIn round: UInt64) -> [UInt32] {
        entries.values.filter { $0.seenIn != round }.map(\.number).sorted()
    }

    func number(on key: InodeKey) -> UInt32? { byInode[key] }

    func number(at path: [UInt8]) -> UInt32? { byPath[path] }

    func isDoubted(_ number: UInt32) -> Bool { doubted.contains(number) }

    func isUnnamed(_ number: UInt32) -> Bool { unnamed.contains(number) }

    /// In the order of their numbers.
    func doubted(ofFamily family: [UInt8]) -> [UInt32] { doubted.ofFamily(family) }

    /// The files that a rotated one may be a copy of: that of the plain name, and those without a
    /// name, which may still be read. Archives are none.
    func relatives(of path: [UInt8]) -> [UInt32] {
        let base = RotationFamily.base(of: path)
        let named = [base, RotationFamily.uncompressed(path)].compactMap { byPath[$0] }
        return (named + unnamed.ofFamily(base)).filter {
            entries[$0].map { !$0.isArchive } ?? false
        }
    }

    /// Whether a file could be opened again, so that its descriptor may be given back.
    func mayClose(_ number: UInt32) -> Bool {
        guard let entry = entries[number] else { return true }
        return entry.orphanedSince == nil && byPath[entry.path] == number
    }

    /// Where the named files lie, sorted.
    mutating func directories() -> [[UInt8]] {
        if let knownDirectories { return knownDirectories }
        let directories = Set(byPath.keys.map(RotationFamily.directory(of:)))
            .sorted { $0.lexicographicallyPrecedes($1) }
        knownDirectories = directories
        return directories
    }

    // MARK: - Transitions

    mutating func follow(_ position: FilePosition, source: Int, key: InodeKey) {
        let number = position.number
        entries[number] = Entry(
            number: number, source: source, key: key, isArchive: position.isArchive,
            path: position.path, family: RotationFamily.base(of: position.path))
        byInode[key] = number
        byPath[position.path] = number
    }

    /// Marks a file as having nothing to be done about it in a look.
    mutating func rest(_ number: UInt32, in round: UInt64) { entries[number]?.seenIn = round }

    mutating func rename(_ number: UInt32, to path: [UInt8]) {
        guard let entry = entries[number] else { return }
        if byPath[entry.path] == number { byPath[entry.path] = nil }
        entries[number]?.path = path
        byPath[path] = number
    }

    /// A pattern names the file.
    mutating func name(_ number: UInt32) {
        entries[number]?.orphanedSince = nil
        unnamed.remove(number)
    }

    /// No pattern names the file any more.
    mutating func unname(_ number: UInt32) {
        guard let entry = entries[number] else { return }
        if byPath[entry.path] == number { byPath[entry.path] = nil }
        unnamed.insert(number, family: entry.family)
    }

    /// The file lies under a name that no pattern names.
    mutating func find(_ number: UInt32, under path: [UInt8]) {
        entries[number]?.path = path
        if let family = entries[number]?.family { unnamed.insert(number, family: family) }
    }

    /// - Parameter since: Nil while there is more to read.
    mutating func orphan(_ number: UInt32, since: UInt64?) {
        entries[number]?.orphanedSince = since
    }

    mutating func doubt(_ number: UInt32) {
        if let family = entries[number]?.family { doubted.insert(number, family: family) }
    }

    mutating func trust(_ number: UInt32) { doubted.remove(number) }

    mutating func remove(_ number: UInt32) {
        guard let entry = entries.removeValue(forKey: number) else { return }
        unnamed.remove(number)
        doubted.remove(number)
        if byInode[entry.key] == number { byInode[entry.key] = nil }
        if byPath[entry.path] == number { byPath[entry.path] = nil }
    }
}
