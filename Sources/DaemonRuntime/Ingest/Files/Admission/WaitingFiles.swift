/// A file that is not read yet, and what for.
struct WaitingFile: Equatable {
    enum Reason: Equatable {
        /// The file holds the beginning of a generation that is read now: a copy still being made.
        case copy(of: UInt32)
        /// An archive that may still be written: looked into once it did not change between two
        /// looks.
        case settling
        /// An archive that is not whole, and since when (monotonic nanoseconds).
        case broken(since: UInt64)
        /// Nothing is to be done until the file changes: an empty rotated file, a refused one, a
        /// broken archive that was reported, a file beside others that is no copy.
        case change
    }

    var path: [UInt8]
    var status: FileStatus
    var reason: Reason
    /// Whether no pattern names the file.
    var isSibling = false

    /// Whether the file is an archive that may become readable.
    var mayBecomeWhole: Bool {
        switch reason {
        case .settling, .broken: true
        case .copy, .change: false
        }
    }
}

/// Files that are looked into again when they change.
struct WaitingFiles {
    /// How long an archive may stay as it is without being whole before that is told.
    static let brokenNanoseconds: UInt64 = 60_000_000_000

    private(set) var files: [InodeKey: WaitingFile] = [:]

    subscript(_ key: InodeKey) -> WaitingFile? { files[key] }

    var hasSettling: Bool { files.values.contains { $0.reason == .settling } }

    mutating func insert(
        _ found: FoundFile, _ reason: WaitingFile.Reason, isSibling: Bool = false
    ) {
        files[found.status.key] = WaitingFile(
            path: found.path, status: found.status, reason: reason, isSibling: isSibling)
    }

    /// Forgets files that are named no longer.
    mutating func keepNamed(_ isNamed: (InodeKey) -> Bool) {
        files = files.filter { isNamed($0.key) || $0.value.isSibling }
    }

    mutating func dropSiblings() { files = files.filter { !$0.value.isSibling } }

    /// Whether a file that is not read yet is other than when it was last looked into.
    func isNews(_ found: FoundFile, isFollowed: (UInt32) -> Bool) -> Bool {
        guard let known = files[found.status.key], known.status == found.status else { return true }
        switch known.reason {
        case .settling: return true
        case .copy(let original): return !isFollowed(original)
        case .broken, .change: return false
        }
    }

    /// Whether a file beside followed ones is to be looked into.
    func isNewsBeside(_ status: FileStatus) -> Bool {
        guard let known = files[status.key] else { return true }
        return known.isSibling && (known.status != status || known.reason == .settling)
    }

    /// Archives that nobody goes on writing, each once, in the order of their inodes.
    mutating func takeBroken(at now: UInt64) -> [WaitingFile] {
        let keys = files.filter { _, file in
            if case .broken(let since) = file.reason {
                now &- since >= Self.brokenNanoseconds
            } else {
                false
            }
        }.keys.sorted()
        for key in keys { files[key]?.reason = .change }
        return keys.compactMap { files[$0] }
    }

    /// Whether an archive of a family may become readable.
    func mayBecomeWhole(inFamily family: [UInt8]) -> Bool {
        files.values.contains { $0.mayBecomeWhole && RotationFamily.base(of: $0.path) == family }
    }
}
