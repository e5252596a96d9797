/// A file that is not read yet: a copy that is still being made, or an archive still being
/// written.
struct WaitingFile {
    var path: [UInt8]
    var status: FileStatus
    /// The generation that it holds the beginning of; nil where its own change is waited for.
    var original: UInt32?
    /// Whether it is looked at once it did not change between two looks.
    var isSettling = false
    /// Whether no pattern names it.
    var isSibling = false
    /// Since when it is an archive that is not whole and does not change (monotonic nanoseconds);
    /// nil for all others, and once that was told.
    var brokenSince: UInt64?
}

/// A file that is looked into to decide what it is.
private struct Candidate {
    var found: FoundFile
    let opened: any OpenedFile
    /// Its first bytes, at most ``FileIdentity/headBytesMax``.
    let head: [UInt8]

    var isArchive: Bool { ArchiveFile.isArchive(head) }
}

extension FileSource {
    /// Whether a file that is not read yet is other than when it was last looked into.
    func isNews(_ found: FoundFile) -> Bool {
        guard let known = waiting[found.status.key], known.status == found.status,
            !known.isSettling
        else { return true }
        return known.original.map { live[$0] == nil } ?? false
    }

    /// Goes on with a generation that still lies on its inode, before a copy of it could be taken
    /// for it.
    ///
    /// - Returns: Whether there is nothing left to decide about the file.
    func resume(_ found: FoundFile) -> Bool {
        let known = gone.onInode(found.status.key).filter { !$0.isUnread }
        guard !known.isEmpty else { return false }
        do throws(SystemError) {
            guard let candidate = try look(into: found) else { return true }
            return try resume(candidate, among: known)
        } catch {
            // Until it can be read nobody can tell whether a copy of it is one.
            reserved.formUnion(known.map(\.number))
            report(found.path, error)
            return true
        }
    }

    private func resume(
        _ candidate: Candidate, among known: [FilePosition]
    ) throws(SystemError) -> Bool {
        let size = candidate.found.status.size
        for old in known where old.isArchive == candidate.isArchive {
            let isSame =
                old.isArchive
                ? old.identity.matches(head: candidate.head[...])
                : try old.isContinued(head: candidate.head, size: size) {
                    (range) throws(SystemError) in try candidate.opened.bytes(range)
                }
            guard isSame else { continue }
            try adopt(old, candidate, size: old.isArchive ? .max : size)
            return true
        }
        return false
    }

    /// Decides what a file is that is not read yet.
    func consider(_ found: FoundFile) {
        do throws(SystemError) {
            try admit(found, isSibling: false)
        } catch {
            if error.code != 2 { report(found.path, error) }
        }
    }

    /// Opens a file; nil where it is none to be read, or is another by now.
    private func look(into found: FoundFile) throws(SystemError) -> Candidate? {
        let opened = try openFile(found.path)
        var found = found
        let key = found.status.key
        found.status = try opened.status()
        // Replaced between looking and opening: the next look sees what it is now.
        guard found.status.key == key, found.status.isRegular else { return nil }
        if found.isFromWildcard, let target = strayTarget(of: opened) {
            refuse(found, "it is a link to \(target), outside the directories of \"sources\"")
            return nil
        }
        let head = try opened.bytes(0..<UInt64(FileIdentity.headBytesMax))
        return Candidate(found: found, opened: opened, head: head)
    }

    /// - Parameter isSibling: Whether no pattern names it, and it counts only as a copy of what
    ///   was followed, or as what was rotated while nobody looked.
    private func admit(_ found: FoundFile, isSibling: Bool) throws(SystemError) {
        guard let candidate = try look(into: found) else { return }
        let isRotated = RotationFamily.isRotated(found.path)
        if candidate.isArchive || isRotated {
            guard settleDoubts(about: found) else { return }
        }
        if candidate.isArchive { return try admitArchive(candidate, isSibling: isSibling) }
        let found = candidate.found
        let size = found.status.size
        let read = { (range: Range<UInt64>) throws(SystemError) in
            try candidate.opened.bytes(range)
        }
        let past = try continued(found, candidate.head, size: size, read: read)
        switch past {
        case .undecided: return
        case .generation(let old) where !old.isUnread:
            return try adopt(old, candidate, size: size)
        default: break
        }
        if isRotated {
            if size == 0 { return wait(found, original: nil, isSibling: isSibling) }
            if let original = try original(of: found, candidate.head, size: size, read: read) {
                return wait(found, original: original, isSibling: isSibling)
            }
        }
        if case .generation(let old) = past { return try adopt(old, candidate, size: size) }
        guard !isSibling || isNewSibling(found) else {
            return wait(found, original: nil, isSibling: true)
        }
        try begin(candidate)
    }

    func wait(
        _ found: FoundFile, original: UInt32?, isSettling: Bool = false, isSibling: Bool
    ) {
        waiting[found.status.key] = WaitingFile(
            path: found.path, status: found.status, original: original, isSettling: isSettling,
            isSibling: isSibling)
    }

    private func waitForWhole(_ found: FoundFile, isSibling: Bool) {
        wait(found, original: nil, isSibling: isSibling)
        waiting[found.status.key]?.brokenSince = now
    }

    /// How long an archive may stay as it is without being whole before that is told.
    private static let brokenNanoseconds: UInt64 = 60_000_000_000

    /// Tells of archives that nobody goes on writing.
    func tellBroken() {
        let broken = waiting.filter { _, file in
            file.brokenSince.map { now &- $0 >= Self.brokenNanoseconds } ?? false
        }
        for (key, file) in broken.sorted(by: { $0.key < $1.key }) {
            waiting[key]?.brokenSince = nil
            events.append(
                .refused(
                    path: String(decoding: file.path, as: UTF8.self),
                    reason: "its compressed data is damaged or breaks off; it is looked at again "
                        + "when it changes"))
        }
    }

    private func refuse(_ found: FoundFile, _ reason: String) {
        if problems.insert(found.path).inserted {
            events.append(
                .refused(path: String(decoding: found.path, as: UTF8.self), reason: reason))
        }
        wait(found, original: nil, isSibling: false)
    }

    /// A rotated file beside a followed one that was written since the last run saved its state:
    /// it is a generation that came and went meanwhile.
    private func isNewSibling(_ found: FoundFile) -> Bool {
        guard isFirstScan, let savedAt else { return false }
        return found.status.modified >= savedAt
    }

    // MARK: - Archives

    private func admitArchive(
        _ candidate: Candidate, isSibling: Bool
    ) throws(SystemError) {
        let found = candidate.found
        // Of one that no pattern names nobody has looked yet whether it is known.
        let known = gone.onInode(found.status.key)
        if isSibling, try resume(candidate, among: known) { return }
        // It is visible while it is being written: looked at when it has come to rest.
        let settled = waiting[found.status.key]?.status == found.status
        guard settled || isFirstScan else {
            return wait(found, original: nil, isSettling: true, isSibling: isSibling)
        }
        guard let content = try ArchiveContent(ArchiveFile(candidate.opened)) else {
            return waitForWhole(found, isSibling: isSibling)
        }
        let family = gone.ofFamily(
            RotationFamily.base(of: found.path), beginningLike: content.head)
        let asked = Set(family.flatMap(\.marks).map(\.range))
        guard let size = try content.survey(asked) else {
            return waitForWhole(found, isSibling: isSibling)
        }
        for old in family
        where try old.isCopied(
            head: content.head, size: size, read: { range in content.bytes(range) })
        {
            guard try isTelling(old, found, size: size) else { continue }
            return reserved.contains(old.number) ? () : try adopt(old, candidate, size: size)
        }
        let last = (size - min(size, UInt64(ContentMark.bytesMax)))..<size
        let original = try original(
            of: found, content.head, size: size,
            read: { range in range == last ? content.end : content.bytes(range) })
        if let original { return wait(found, original: original, isSibling: isSibling) }
        guard !isSibling || isNewSibling(found) else {
            return wait(found, original: nil, isSibling: true)
        }
        try begin(candidate)
    }

    // MARK: - Beginning

    private func adopt(
        _ old: FilePosition, _ candidate: Candidate, size: UInt64
    ) throws(SystemError) {
        let found = candidate.found
        var position = old
        position.identity = FileIdentity(
            device: found.status.key.device, inode: found.status.key.inode,
            head: candidate.head[...])
        position.path = found.path
        position.isArchive = candidate.isArchive
        position.isFinished = candidate.isArchive && old.isFinished
        position.offset = min(old.offset, size)
        position.marks = old.marks.filter { $0.end <= size }
        // The identity of an archive is that of its compressed bytes.
        if candidate.isArchive, !old.isArchive, let head = old.identity.mark {
            position.addHead(head)
        }
        let file = try read(found, position, candidate.opened)
        gone.remove(old.number)
        missing.remove(old.number)
        sought[old.number] = nil
        let path = file.displayPath
        events.append(
            old.key == found.status.key
                ? .resumed(path: path, offset: position.offset)
                : .continued(path: path, from: old.displayPath, offset: position.offset))
    }

    private func begin(_ candidate: Candidate) throws(SystemError) {
        let found = candidate.found
        let isArchive = candidate.isArchive
        let startsAtEnd =
            isFirstScan && found.isPatternNew && settings[found.source].startsAtEnd
        let position = FilePosition(
            number: numbers.next(),
            identity: FileIdentity(
                device: found.status.key.device, inode: found.status.key.inode,
                head: candidate.head[...]),
            path: found.path, offset: startsAtEnd && !isArchive ? found.status.size : 0,
            isArchive: isArchive, isFinished: startsAtEnd && isArchive)
        let file = try read(found, position, candidate.opened)
        events.append(.found(path: file.displayPath, offset: position.offset))
    }

    private func read(
        _ found: FoundFile, _ position: FilePosition, _ opened: any OpenedFile
    ) throws(SystemError) -> TailedFile {
        let content = position.isArchive ? ArchiveFile(opened) : opened
        let file = try TailedFile(
            position, source: found.source, status: found.status, file: content,
            recordBytesMax: environment.recordBytesMax, prefilter: prefilter)
        file.grewAt = now
        // Its name may be another than the one it had when the process died.
        file.suspects =
            environment.fatal.within(position.path)
            + (found.path == position.path ? [] : environment.fatal.within(found.path))
        // What a file holds when it is found counts for the barrier that is asked for next to it.
        file.barrierOffset = position.isArchive ? .max : found.status.size
        waiting[found.status.key] = nil
        live[position.number] = file
        byInode[found.status.key] = position.number
        byPath[found.path] = position.number
        holdsDescriptor(file)
        if file.isFinished { finished(file) }
        enqueue(file)
        return file
    }

    // MARK: - Beside

    /// Looks beside the generations whose file is not to be seen for copies of them, and for the
    /// file itself under a name that is not followed.
    func lookBeside() {
        sought = sought.filter { $0.value > now && gone.positions[$0.key] != nil }
        guard !sought.isEmpty else {
            waiting = waiting.filter { !$0.value.isSibling }
            return
        }
        let lost = sought.keys.sorted().compactMap { gone.positions[$0] }
        let families = Set(lost.map { RotationFamily.base(of: $0.path) })
        let inodes = Set(lost.map(\.key))
        let directories = Set(lost.map { RotationFamily.directory(of: $0.path) })
        var sources: [[UInt8]: Int] = [:]
        for directory in directories.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            var siblings: [FoundFile] = []
            for name in environment.fileSystem.names(in: directory) {
                let path = directory + [UInt8(ascii: "/")] + name
                namesLookedAt += 1
                // What is read under this name is no copy.
                guard byPath[path] == nil else { continue }
                let family = RotationFamily.base(of: path)
                // A status that cannot be told is as good as none here.
                guard let status = try? environment.fileSystem.status(of: path), status.isRegular,
                    byInode[status.key] == nil,
                    families.contains(family) && family != path || inodes.contains(status.key)
                else { continue }
                if let known = waiting[status.key] {
                    guard known.isSibling, known.status != status || known.isSettling
                    else { continue }
                }
                let source = sources[family] ?? self.source(ofFamily: family, lost) ?? 0
                sources[family] = source
                siblings.append(FoundFile(path: path, source: source, status: status))
            }
            siblings.sort { $0.status.modified < $1.status.modified }
            for sibling in siblings {
                // What cannot be read here was not asked for by name.
                try? admit(sibling, isSibling: true)
            }
        }
    }

    /// Which source of the configuration a file beside others belongs to.
    private func source(ofFamily family: [UInt8], _ lost: [FilePosition]) -> Int? {
        if let number = byPath[family], let file = live[number] { return file.source }
        let names = lost.map(\.path).filter { RotationFamily.base(of: $0) == family } + [family]
        return settings.firstIndex { setting in
            setting.patterns.contains { pattern in
                names.contains { FilePatterns.matches($0, pattern) }
            }
        }
    }

    /// Where a file lies that a link in a followed directory names, when that is outside of all
    /// followed directories.
    private func strayTarget(of opened: any OpenedFile) -> String? {
        guard let target = opened.resolvedPath else { return nil }
        let roots =
            roots
            ?? environment.fileSystem.resolve(
                FilePatterns.directories(settings.flatMap(\.patterns)))
        self.roots = roots
        let isInside = roots.contains { root in
            root == [UInt8(ascii: "/")] || target.starts(with: root + [UInt8(ascii: "/")])
        }
        return isInside ? nil : String(decoding: target, as: UTF8.self)
    }
}
