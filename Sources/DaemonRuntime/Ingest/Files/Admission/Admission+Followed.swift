/// Files that are followed: whether they still are what they were, and when they end.
extension Admission {
    /// How long a file is kept open after its last byte when it has no name any more, and when its
    /// name is one that is not followed: writers may still hold it.
    private static let unlinkedNanoseconds: UInt64 = 5_000_000_000
    private static let renamedNanoseconds: UInt64 = 60_000_000_000

    enum RetireReason { case truncated, replaced }

    /// What came of comparing a file with what was read of it.
    enum Verification: Equatable {
        case same, changed
        /// Its name is another's by now, or nobody's.
        case elsewhere
        case unreadable(SystemError)
    }

    /// What is to be done about a followed file that a look did not find at rest.
    mutating func check(_ number: UInt32, _ progress: FileProgress) -> [FileDecision] {
        guard let entry = followed[number] else { return [] }
        guard let found = sighting(of: entry) else {
            followed.unname(number)
            return [.lookUnnamed(number)]
        }
        var decisions = entry.path == found.path ? [] : rename(entry, to: found.path)
        followed.name(number)
        if progress.status != found.status {
            followed.doubt(number)
            decisions.append(.see(number, found.status))
        }
        var progress = progress
        progress.status = found.status
        guard followed.isDoubted(number) || progress.hasMore else {
            settle(entry.key)
            return decisions + unfinishedLine(number, progress)
        }
        // A file that was truncated stays among the named: it begins anew.
        if !entry.isArchive, found.status.size < progress.readOffset {
            return decisions + retire(number, .truncated, progress)
        }
        guard entry.isArchive || progress.isOpen else {
            // It is compared when it is opened.
            settle(entry.key)
            return decisions + [.read(number)]
        }
        return decisions + [.verify(number)]
    }

    /// The answer to ``FileDecision/verify(_:)``.
    mutating func verified(
        _ number: UInt32, _ verification: Verification, _ progress: FileProgress
    ) -> [FileDecision] {
        guard let entry = followed[number] else { return [] }
        switch verification {
        case .same:
            followed.trust(number)
            settle(entry.key)
            return progress.hasMore ? [.read(number)] : []
        case .changed: return retire(number, .replaced, progress)
        case .elsewhere:
            settle(entry.key)
            return [.lookSoon]
        case .unreadable(let error):
            settle(entry.key)
            return report(entry.path, error)
        }
    }

    /// An unfinished last line is taken as it is after a while.
    private func unfinishedLine(_ number: UInt32, _ progress: FileProgress) -> [FileDecision] {
        guard let partialLineNanoseconds, progress.hasPartialLine,
            now &- progress.grewAt >= partialLineNanoseconds
        else { return [] }
        return [.takePartialLine(number), .read(number)]
    }

    private mutating func rename(
        _ entry: FileTable.Entry, to path: [UInt8]
    ) -> [FileDecision] {
        followed.rename(entry.number, to: path)
        return [
            .tell(.renamed(path: String(decoding: path, as: UTF8.self), from: entry.displayPath)),
            .announce(entry.number), .read(entry.number),
        ]
    }

    // MARK: - Without a name

    /// The answer to ``FileDecision/lookUnnamed(_:)``.
    ///
    /// - Parameter isThere: False where the file could not be opened or looked at: it is gone for
    ///   good.
    mutating func looked(
        _ number: UInt32, isThere: Bool, _ progress: FileProgress
    ) -> [FileDecision] {
        guard let entry = followed[number] else { return [] }
        let isUnread = entry.isArchive && !progress.isOpen && !progress.isFinished
        guard isThere, !isUnread else { return lose(number, progress) }
        var decisions: [FileDecision] = []
        var progress = progress
        // The file ends soon, with the unfinished line that it may have.
        if progress.readOffset < progress.seenOffset {
            progress.seenOffset = progress.readOffset
            decisions.append(.readAgain(number))
        }
        if progress.hasMore {
            followed.orphan(number, since: nil)
            return decisions + [.read(number)]
        }
        guard let since = entry.orphanedSince else {
            followed.orphan(number, since: now)
            return decisions
        }
        let patience =
            entry.isArchive
            ? 0
            : progress.status.linkCount == 0 ? Self.unlinkedNanoseconds : Self.renamedNanoseconds
        guard now &- since >= patience else { return decisions }
        return decisions
            + (entry.isArchive ? close(number, progress) : [.end(number), .read(number)])
    }

    /// A file without a name lies under one that no pattern names.
    mutating func find(_ number: UInt32, under path: [UInt8]) -> [FileDecision] {
        followed.find(number, under: path)
        return [.announce(number)]
    }

    // MARK: - Read

    /// A file was read to its end for good: an archive, or one without a name.
    mutating func finished(_ number: UInt32, _ progress: FileProgress) -> [FileDecision] {
        guard let entry = followed[number] else { return [] }
        // The position of an archive stays, so that it is not read again.
        if entry.isArchive { return [.closeDescriptor(number)] }
        return entry.orphanedSince == nil ? [] : close(number, progress)
    }

    /// The first bytes of a file came only now, and are those of an archive: the file is decided
    /// about anew. Nothing was handed out of it, so nothing of it is kept.
    mutating func reconsider(_ number: UInt32, _ progress: FileProgress) -> [FileDecision] {
        guard let entry = followed[number] else { return [] }
        followed.remove(number)
        let found = FoundFile(path: entry.path, source: entry.source, status: progress.status)
        waiting.insert(found, .settling)
        return [.drop(number)] + forget(number) + [.lookSoon]
    }

    // MARK: - The end

    /// Ends a generation whose file holds something else now.
    mutating func retire(
        _ number: UInt32, _ reason: RetireReason, _ progress: FileProgress
    ) -> [FileDecision] {
        guard let entry = followed[number] else { return [] }
        let (path, read) = (entry.displayPath, progress.readOffset)
        seek(number)
        return [
            .tell(
                reason == .truncated
                    ? .truncated(path: path, read: read) : .replaced(path: path, read: read))
        ] + drop(entry, progress)
    }

    private mutating func lose(_ number: UInt32, _ progress: FileProgress) -> [FileDecision] {
        guard let entry = followed[number] else { return [] }
        let isLoss = progress.hasMore || progress.readOffset < progress.seenOffset
        seek(number)
        let event = IngestEvent.lost(
            path: entry.displayPath, read: progress.readOffset, size: progress.status.size)
        return (isLoss ? [.tell(event)] : []) + drop(entry, progress, isLoss: isLoss)
    }

    private mutating func close(_ number: UInt32, _ progress: FileProgress) -> [FileDecision] {
        guard let entry = followed[number] else { return [] }
        return [.tell(.closed(path: entry.displayPath))] + drop(entry, progress)
    }

    /// Has copies of a generation looked for, also among files that were none of another's.
    private mutating func seek(_ number: UInt32) {
        past.seek(number, at: now)
        waiting.dropSiblings()
    }

    private mutating func drop(
        _ entry: FileTable.Entry, _ progress: FileProgress, isLoss: Bool = false
    ) -> [FileDecision] {
        followed.remove(entry.number)
        let position = FilePosition(
            number: entry.number, identity: progress.identity, path: entry.path,
            offset: progress.offset, marks: progress.marks, isArchive: entry.isArchive,
            isFinished: entry.isArchive && progress.isFinished, isFollowed: false)
        past.insert(position)
        return [
            .drop(entry.number),
            .depart(FileDeparture(position: position, source: entry.source, isLoss: isLoss)),
        ]
    }
}
