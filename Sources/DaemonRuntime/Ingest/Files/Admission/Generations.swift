/// Generations of files that are not read now: the last run's that were not found again, and
/// those whose file was truncated, removed or renamed out of sight. A copy of one of them, or its
/// file under a new name, goes on where it ended.
struct Generations {
    /// The oldest are forgotten beyond this.
    static let countMax = 10_000

    private(set) var positions: [UInt32: FilePosition] = [:]
    private var byInode: [InodeKey: [UInt32]] = [:]
    private var byFamily: [[UInt8]: HeadIndex] = [:]

    mutating func insert(_ position: FilePosition) {
        remove(position.number)
        positions[position.number] = position
        byInode[position.key, default: []].append(position.number)
        byFamily[RotationFamily.base(of: position.path), default: HeadIndex()].insert(position)
    }

    mutating func remove(_ number: UInt32) {
        guard let position = positions.removeValue(forKey: number) else { return }
        byInode[position.key]?.removeAll { $0 == number }
        if byInode[position.key]?.isEmpty ?? false { byInode[position.key] = nil }
        let family = RotationFamily.base(of: position.path)
        byFamily[family]?.remove(position)
        if byFamily[family]?.isEmpty ?? false { byFamily[family] = nil }
    }

    /// Those that were on an inode, the newest first.
    func onInode(_ key: InodeKey) -> [FilePosition] {
        (byInode[key] ?? []).sorted(by: >).compactMap { positions[$0] }
    }

    /// Those of a family that a content with this head may be a copy of, the one read furthest
    /// first: of several that a content fits, it says most.
    func ofFamily(_ family: [UInt8], beginningLike head: [UInt8]) -> [FilePosition] {
        (byFamily[family]?.candidates(head) ?? []).compactMap { positions[$0] }
            .sorted { ($0.offset, $0.number) > ($1.offset, $1.number) }
    }

    /// Numbers to forget so that the bound holds.
    mutating func takeExcess() -> [UInt32] {
        guard positions.count > Self.countMax else { return [] }
        let excess = positions.keys.sorted().prefix(positions.count - Self.countMax)
        for number in excess { remove(number) }
        return Array(excess)
    }
}

extension FilePosition {
    var key: InodeKey { InodeKey(device: identity.device, inode: identity.inode) }

    /// What a file on the same inode, or one that was copied with its name, has to hold so that it
    /// still is this generation, with all that was read of it; nil where it cannot be.
    func continuation(head: [UInt8], size: UInt64) -> [ContentMark]? {
        guard offset <= size, identity.matches(head: head[...]) else { return nil }
        guard let mark = marks.last else { return [] }
        return mark.end <= size ? [mark] : nil
    }

    /// What a content has to hold so that it is a copy of this generation: the whole, more of it
    /// than was read, or, when it was copied before the last lines came, less. Nil where it cannot
    /// be one.
    func copy(head: [UInt8], size: UInt64) -> [ContentMark]? {
        let hasHead = !isArchive && identity.fingerprintLength > 0
        // A head longer than the content, or of compressed bytes, says nothing: marks must.
        let headCounts = hasHead && head.count >= identity.fingerprintLength
        if headCounts, !identity.matches(head: head[...]) { return nil }
        let told = marks.filter { $0.end <= size }
        return !told.isEmpty || headCounts && offset <= size ? told : nil
    }

    /// The same generation in another file, or under another name, where reading goes on.
    ///
    /// - Parameter size: Of the content there.
    func moved(
        to path: [UInt8], identity: FileIdentity, size: UInt64, isArchive: Bool
    ) -> FilePosition {
        var position = self
        position.identity = identity
        position.path = path
        position.isArchive = isArchive
        position.isFinished = isArchive && isFinished
        position.offset = min(offset, size)
        position.marks = marks.filter { $0.end <= size }
        // The identity of an archive is that of its compressed bytes.
        if isArchive, !self.isArchive, let head = self.identity.mark { position.addHead(head) }
        return position
    }
}
