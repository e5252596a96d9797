/// A path that a pattern of the configuration names.
struct FoundFile {
    var path: [UInt8]
    /// Index into the sources of the configuration.
    var source: Int
    var status: FileStatus
    /// Whether a pattern that names it is followed for the first time.
    var isPatternNew = false
    /// Whether a wildcard found it, so that a link in it is nobody's word.
    var isFromWildcard = false
}

extension FileSource {
    /// How long a file is kept open after its last byte when it has no name any more, and when its
    /// name is one that is not followed: writers may still hold it.
    private static let unlinkedNanoseconds: UInt64 = 5_000_000_000
    private static let renamedNanoseconds: UInt64 = 60_000_000_000
    /// How long copies of a generation are looked for beside it.
    static let soughtNanoseconds: UInt64 = 60_000_000_000

    /// Looks which files there are, which are what they were, and what new ones are.
    func scan() {
        roots = nil
        beside = [:]
        reserved = []
        round += 1
        namesLookedAt = 0
        var named = findNamed()
        let others = live.values.filter { $0.seenIn != round }
        for file in others.sorted(by: { $0.number < $1.number }) {
            // A file that was truncated stays among the named: it begins anew.
            if let found = named[file.status.key] {
                if note(file, found) { named[found.status.key] = nil }
            } else {
                noteOrphan(file)
            }
        }
        waiting = waiting.filter { named[$0.key] != nil || $0.value.isSibling }
        // The older first, so that what is read comes in its order.
        let candidates = named.values.filter(isNews).sorted {
            if $0.status.modified != $1.status.modified {
                return $0.status.modified < $1.status.modified
            }
            return $0.path.lexicographicallyPrecedes($1.path)
        }
        let unknown = candidates.filter { !resume($0) }
        for candidate in unknown { consider(candidate) }
        if isFirstScan {
            for number in gone.positions.keys { sought[number] = now &+ Self.soughtNanoseconds }
        }
        lookBeside()
        tellBroken()
        tellMissing()
        isFirstScan = false
        newPatterns = []
    }

    /// What the patterns name, by file: of several names the one that is known. Files at rest are
    /// only marked as seen: they are most of them, and nothing is to be done about them.
    private func findNamed() -> [InodeKey: FoundFile] {
        var named: [InodeKey: FoundFile] = [:]
        for (index, setting) in settings.enumerated() {
            for pattern in setting.patterns {
                let isPatternNew = newPatterns.contains(pattern)
                let isFromWildcard = pattern.contains { "*?[".contains($0) }
                let paths = environment.fileSystem.expand([pattern])
                namesLookedAt += paths.count
                for path in paths {
                    guard let status = look(path), status.isRegular else { continue }
                    if isAtRest(path, status) {
                        named[status.key] = nil
                        continue
                    }
                    let found = FoundFile(
                        path: path, source: index, status: status, isPatternNew: isPatternNew,
                        isFromWildcard: isFromWildcard)
                    if let other = named[status.key], !isBetter(found, than: other) { continue }
                    named[status.key] = found
                }
            }
        }
        return named
    }

    /// Whether it is a file that was read to its end, is called and looks as it did, and has
    /// nothing to be done about it; or another name of such a file.
    private func isAtRest(_ path: [UInt8], _ status: FileStatus) -> Bool {
        guard let number = byInode[status.key], let file = live[number] else { return false }
        if file.seenIn == round { return true }
        guard file.status == status, file.path == path, byPath[path] == number,
            file.orphanedSince == nil, !file.hasMore, !file.hasPartialLine,
            !doubted.contains(number), !unnamed.contains(number)
        else { return false }
        file.seenIn = round
        return true
    }

    /// Of two names of a file the one that it is known by, then the one that was written out.
    private func isBetter(_ found: FoundFile, than other: FoundFile) -> Bool {
        if let number = byInode[found.status.key] {
            return byPath[found.path] == number && byPath[other.path] != number
        }
        return other.isFromWildcard && !found.isFromWildcard
    }

    private func look(_ path: [UInt8]) -> FileStatus? {
        do throws(SystemError) {
            return try environment.fileSystem.status(of: path)
        } catch {
            report(path, error)
            return nil
        }
    }

    // MARK: - Files that are read

    /// - Returns: Whether the file still is the generation that it was.
    private func note(_ file: TailedFile, _ found: FoundFile) -> Bool {
        if file.path != found.path { rename(file, to: found.path) }
        file.orphanedSince = nil
        unnamed.remove(file.number)
        if file.status != found.status { doubted.insert(file.number, family: file.family) }
        file.status = found.status
        guard doubted.contains(file.number) || file.hasMore else {
            takePartialLine(file)
            return true
        }
        do throws(SystemError) {
            if !file.isArchive, found.status.size < file.readOffset {
                retire(file, .truncated)
                return false
            }
            guard try isUnchanged(file) else {
                retire(file, .replaced)
                return false
            }
        } catch {
            report(file.path, error)
            return true
        }
        if file.hasMore { enqueue(file) }
        return true
    }

    private func isUnchanged(_ file: TailedFile) throws(SystemError) -> Bool {
        if file.isArchive {
            // Its inode may be another archive's by now, and nothing else of it is looked at.
            let head = try openFile(file.path).bytes(0..<UInt64(FileIdentity.headBytesMax))
            doubted.remove(file.number)
            return file.identity.matches(head: head[...])
        }
        guard file.isOpen else {
            // It is looked at when it is opened.
            enqueue(file)
            return true
        }
        let isUnchanged = try file.isUnchanged()
        doubted.remove(file.number)
        return isUnchanged
    }

    private func takePartialLine(_ file: TailedFile) {
        guard let patience = environment.partialLineNanoseconds, file.hasPartialLine,
            now &- file.grewAt >= patience
        else { return }
        file.takePartialLine()
        enqueue(file)
    }

    private func rename(_ file: TailedFile, to path: [UInt8]) {
        events.append(
            .renamed(path: String(decoding: path, as: UTF8.self), from: file.displayPath))
        if byPath[file.path] == file.number { byPath[file.path] = nil }
        file.path = path
        byPath[path] = file.number
        enqueue(file)
    }

    /// A file that no pattern names any more: it was removed, or renamed to a name that is not
    /// followed.
    private func noteOrphan(_ file: TailedFile) {
        if byPath[file.path] == file.number { byPath[file.path] = nil }
        unnamed.insert(file.number, family: file.family)
        do throws(SystemError) {
            if !file.isOpen, !file.isArchive { try reopenBeside(file) }
            try file.look()
            if file.isArchive, !file.isOpen, !file.isFinished { return lose(file) }
        } catch {
            // It is gone for good: what was not read of it is told of.
            return lose(file)
        }
        // It ends soon, with the unfinished line that it may have.
        if file.readOffset < file.seenOffset { file.readAgain() }
        if file.hasMore {
            file.orphanedSince = nil
            return enqueue(file)
        }
        guard let since = file.orphanedSince else {
            file.orphanedSince = now
            return
        }
        let patience =
            file.isArchive
            ? 0 : file.status.linkCount == 0 ? Self.unlinkedNanoseconds : Self.renamedNanoseconds
        guard now &- since >= patience else { return }
        if file.isArchive { return close(file) }
        file.end()
        enqueue(file)
    }

    /// Opens a file that lost its name while it was closed under the name that it has now.
    private func reopenBeside(_ file: TailedFile) throws(SystemError) {
        guard let path = names(in: RotationFamily.directory(of: file.path))[file.status.key],
            hasDescriptorLeft()
        else { throw SystemError("find", code: 2) }
        let opened = try openFile(path)
        guard try opened.status().key == file.status.key else {
            throw SystemError("find", code: 2)
        }
        file.path = path
        unnamed.insert(file.number, family: file.family)
        guard try file.reopen(opened) else { throw SystemError("find", code: 2) }
        holdsDescriptor(file)
    }

    /// The names in a directory by what they name, the first of several. Listed once a look: files
    /// mostly lose their names in numbers.
    private func names(in directory: [UInt8]) -> [InodeKey: [UInt8]] {
        if let known = beside[directory] { return known }
        var paths: [InodeKey: [UInt8]] = [:]
        for name in environment.fileSystem.names(in: directory) {
            let path = directory + [UInt8(ascii: "/")] + name
            namesLookedAt += 1
            // What has no status is not the file that is looked for.
            guard let status = try? environment.fileSystem.status(of: path),
                paths[status.key] == nil
            else { continue }
            paths[status.key] = path
        }
        beside[directory] = paths
        return paths
    }

    private func lose(_ file: TailedFile) {
        let isLoss = file.hasMore || file.readOffset < file.seenOffset
        if isLoss {
            events.append(
                .lost(path: file.displayPath, read: file.readOffset, size: file.status.size))
        }
        seek(file)
        drop(file, isLoss: isLoss)
    }

    /// Has copies of a generation looked for, also among files that were none of another's.
    private func seek(_ file: TailedFile) {
        sought[file.number] = now &+ Self.soughtNanoseconds
        waiting = waiting.filter { !$0.value.isSibling }
    }

    /// Ends a generation whose file holds something else now.
    func retire(_ file: TailedFile, _ reason: RetireReason) {
        let path = file.displayPath
        events.append(
            reason == .truncated
                ? .truncated(path: path, read: file.readOffset)
                : .replaced(path: path, read: file.readOffset))
        seek(file)
        drop(file)
    }

    enum RetireReason { case truncated, replaced }

    /// An archive, or a file without a name, was read to its end.
    func finished(_ file: TailedFile) {
        if file.isArchive {
            // Its position stays, so that it is not read again.
            file.closeDescriptor()
            released(file)
        } else if file.orphanedSince != nil {
            close(file)
        }
    }

    private func close(_ file: TailedFile) {
        events.append(.closed(path: file.displayPath))
        drop(file)
    }

    /// A file whose first bytes came only now, and are those of an archive: it is decided anew.
    /// Nothing was handed out of it, so nothing of it is kept.
    func reconsider(_ file: TailedFile) {
        remove(file)
        forget(file.number)
        let found = FoundFile(path: file.path, source: file.source, status: file.status)
        wait(found, original: nil, isSettling: true, isSibling: false)
        wantsPoll = true
    }

    private func drop(_ file: TailedFile, isLoss: Bool = false) {
        remove(file)
        var position = file.position
        position.isFollowed = false
        gone.insert(position)
        note(Departure(position: position, source: file.source, isLoss: isLoss))
    }

    private func remove(_ file: TailedFile) {
        live[file.number] = nil
        unnamed.remove(file.number)
        doubted.remove(file.number)
        if byInode[file.status.key] == file.number { byInode[file.status.key] = nil }
        if byPath[file.path] == file.number { byPath[file.path] = nil }
        released(file)
    }
}
