/// Decides which files are read, where reading begins, and when it ends. Asks no clock and no file
/// system: observations come in, decisions go out, and ``FileFollower`` is the shell that makes the
/// first and carries out the second.
///
/// A file is what its device, inode and content say, not what it is called: after a rotation by
/// rename the old file is read to its end under its old number, and what appears under the path
/// is a new one; a copy goes on where its original ended. Two names of one file are read once.
///
/// A *look* is the unit of work:
/// 1. ``beginLook(at:)``, then ``see(_:_:)`` for each path that a pattern names.
/// 2. ``check(_:_:)`` for each followed file in ``unsettled()``.
/// 3. An ``Examination`` for each of ``candidates()``: first whether it still is what was read on
///    its inode, then what it is.
/// 4. The same for files beside those that went (``besides()``), and ``endLook()``.
struct Admission {
    /// One `sources` entry of the configuration.
    struct Settings: Sendable {
        var name: String
        var patterns: [String]
        var startsAtEnd: Bool
    }

    /// What the last run left.
    struct Known: Sendable {
        var positions: [FilePosition] = []
        /// Patterns that were followed before: what matches them and is new is read from its
        /// start, whatever `startsAtEnd` says.
        var patterns: Set<String> = []
        /// When it was saved, nanoseconds since the epoch.
        var savedAt: Int64?
    }

    let settings: [Settings]
    /// After how long without growth an unfinished last line is taken as it is; nil for never.
    let partialLineNanoseconds: UInt64?
    let numbers: StreamNumbers
    private let savedAt: Int64?

    var followed = FileTable()
    var past: PastFiles
    var waiting = WaitingFiles()
    /// Paths of which it was told that they cannot be read, and can still not.
    private(set) var problems: Set<[UInt8]> = []

    /// Of the last look, monotonic nanoseconds.
    private(set) var now: UInt64 = 0
    private(set) var isFirstLook = true
    /// Patterns that this run is the first to follow, until the first look is over.
    private(set) var newPatterns: Set<String>
    /// The number of the last look.
    private var round: UInt64 = 0
    /// What the patterns name in this look, by file; files at rest are left out.
    private var named: [InodeKey: FoundFile] = [:]

    init(
        _ settings: [Settings], known: Known, partialLineNanoseconds: UInt64?,
        numbers: StreamNumbers
    ) {
        self.settings = settings
        self.partialLineNanoseconds = partialLineNanoseconds
        self.numbers = numbers
        savedAt = known.savedAt
        past = PastFiles(known.positions)
        newPatterns = Set(settings.flatMap(\.patterns)).subtracting(known.patterns)
    }

    // MARK: - A look

    mutating func beginLook(at now: UInt64) {
        self.now = now
        round += 1
        named = [:]
        past.release()
    }

    /// Takes in a path that a pattern names. Of several names of a file the one that is known
    /// counts. A file at rest is only marked as seen: most are, and nothing is to be done about
    /// them.
    ///
    /// - Parameter progress: Of the file on the inode, where that is followed.
    mutating func see(_ found: FoundFile, _ progress: FileProgress?) {
        let key = found.status.key
        if let progress, isAtRest(found, progress) {
            named[key] = nil
        } else if let other = named[key], !isBetter(found, than: other) {
            return
        } else {
            named[key] = found
        }
    }

    /// Whether a file was read to its end, is called and looks as it did, and has nothing to be
    /// done about it; or the path is another name of such a file.
    private mutating func isAtRest(_ found: FoundFile, _ progress: FileProgress) -> Bool {
        guard let number = followed.number(on: found.status.key), let entry = followed[number]
        else { return false }
        if entry.seenIn == round { return true }
        guard progress.status == found.status, entry.path == found.path,
            followed.number(at: found.path) == number, entry.orphanedSince == nil,
            !progress.hasMore, !progress.hasPartialLine, !followed.isDoubted(number),
            !followed.isUnnamed(number)
        else { return false }
        followed.rest(number, in: round)
        return true
    }

    /// Of two names of a file the one that it is known by, then the one that was written out.
    private func isBetter(_ found: FoundFile, than other: FoundFile) -> Bool {
        if let number = followed.number(on: found.status.key) {
            return followed.number(at: found.path) == number
                && followed.number(at: other.path) != number
        }
        return other.isFromWildcard && !found.isFromWildcard
    }

    /// Followed files that are not at rest, by their numbers.
    func unsettled() -> [UInt32] { followed.numbers(unseenIn: round) }

    /// What the look found of a followed file that is not at rest.
    func sighting(of entry: FileTable.Entry) -> FoundFile? { named[entry.key] }

    /// A file is what it was: nothing is left to decide about its path.
    mutating func settle(_ key: InodeKey) { named[key] = nil }

    /// Files that are not read yet and changed, the older first, so that what is read comes in its
    /// order.
    mutating func candidates() -> [FoundFile] {
        waiting.keepNamed { named[$0] != nil }
        return named.values.filter { waiting.isNews($0) { followed[$0] != nil } }.sorted {
            if $0.status.modified != $1.status.modified {
                return $0.status.modified < $1.status.modified
            }
            return $0.path.lexicographicallyPrecedes($1.path)
        }
    }

    mutating func endLook() -> [FileDecision] {
        let broken = waiting.takeBroken(at: now).map { file in
            FileDecision.tell(
                .refused(
                    path: String(decoding: file.path, as: UTF8.self),
                    reason: "its compressed data is damaged or breaks off; it is looked at again "
                        + "when it changes"))
        }
        let departed = missingFiles()
        isFirstLook = false
        newPatterns = []
        return broken + departed + past.takeExcess().flatMap { forget($0) }
    }

    // MARK: - What is told

    /// A path cannot be read: that is told once.
    mutating func report(_ path: [UInt8], _ error: SystemError) -> [FileDecision] {
        guard problems.insert(path).inserted else { return [] }
        return [
            .tell(
                .unreadable(
                    path: String(decoding: path, as: UTF8.self), reason: error.description))
        ]
    }

    /// A file is not read until it changes: why is told once.
    mutating func refuse(_ found: FoundFile, _ reason: String) -> [FileDecision] {
        waiting.insert(found, .change)
        guard problems.insert(found.path).inserted else { return [] }
        return [.tell(.refused(path: found.displayPath, reason: reason))]
    }

    /// A path can be read again.
    mutating func solve(_ path: [UInt8]) { problems.remove(path) }

    // MARK: - Beginning and forgetting

    /// Follows a file.
    ///
    /// - Parameter former: The generation that it goes on with; nil for a new one.
    mutating func follow(
        _ position: FilePosition, _ found: FoundFile, former: FilePosition?,
        _ progress: FileProgress
    ) -> [FileDecision] {
        followed.follow(position, source: found.source, key: found.status.key)
        let decisions =
            (progress.isFinished ? finished(position.number, progress) : [])
            + [.read(position.number)]
        let path = position.displayPath
        guard let former else {
            return decisions + [.tell(.found(path: path, offset: position.offset))]
        }
        past.resume(former.number)
        return decisions + [
            .tell(
                former.key == found.status.key
                    ? .resumed(path: path, offset: position.offset)
                    : .continued(path: path, from: former.displayPath, offset: position.offset))
        ]
    }

    /// Where a new file is read from.
    func beginning(
        _ found: FoundFile, identity: FileIdentity, isArchive: Bool
    ) -> FilePosition {
        let startsAtEnd =
            isFirstLook && found.isPatternNew && settings[found.source].startsAtEnd
        return FilePosition(
            number: numbers.next(), identity: identity, path: found.path,
            offset: startsAtEnd && !isArchive ? found.status.size : 0,
            isArchive: isArchive, isFinished: startsAtEnd && isArchive)
    }

    /// A rotated file beside a followed one that was written since the last run saved its state:
    /// it is a generation that came and went meanwhile.
    func isNewSibling(_ found: FoundFile) -> Bool {
        guard isFirstLook, let savedAt else { return false }
        return found.status.modified >= savedAt
    }

    /// Has the state keep nothing of a generation.
    mutating func forget(_ number: UInt32) -> [FileDecision] {
        past.stopMissing(number)
        return [.forget(number)]
    }
}
