/// Which files are copies of what was read, or of what is being read.
extension FileSource {
    /// The files, read now, that a rotated one may be a copy of: that of the plain name, and those
    /// without a name, which may still be read.
    private func relatives(of found: FoundFile) -> [TailedFile] {
        let base = RotationFamily.base(of: found.path)
        let named = [base, RotationFamily.uncompressed(found.path)].compactMap { byPath[$0] }
        let orphans = unnamed.ofFamily(base)
        return (named + orphans).compactMap { live[$0] }.filter { !$0.isArchive }
    }

    /// Looks into the files that a rotated one may be a copy of, and those of its family that
    /// changed: one that was replaced is a generation that the copy goes on with.
    ///
    /// - Returns: Whether all of them are known again. Where one cannot be read a copy of it could
    ///   not be told from a new file.
    func settleDoubts(about found: FoundFile) -> Bool {
        let family = RotationFamily.base(of: found.path)
        let doubted = doubted.ofFamily(family).compactMap { live[$0] }.filter { !$0.isArchive }
        for file in doubted + relatives(of: found) where live[file.number] === file {
            do throws(SystemError) {
                switch try acquire(file) {
                case .ready: if try !file.isUnchanged() { retire(file, .replaced) }
                case .replaced: retire(file, .replaced)
                case .elsewhere:
                    wantsPoll = true
                    return false
                }
            } catch {
                report(file.path, error)
                return false
            }
            self.doubted.remove(file.number)
        }
        return true
    }

    /// What of the generations that are not read a content goes on with.
    enum Past {
        case none
        case generation(FilePosition)
        /// It may be a copy of one whose own file cannot be read now.
        case undecided
    }

    func continued(
        _ found: FoundFile, _ head: [UInt8], size: UInt64,
        read: (Range<UInt64>) throws(SystemError) -> [UInt8]
    ) throws(SystemError) -> Past {
        let onInode = gone.onInode(found.status.key).filter { !$0.isArchive }
        for old in onInode where !old.isUnread {
            if try old.isContinued(head: head, size: size, read: read) { return .generation(old) }
        }
        let isRotated = RotationFamily.isRotated(found.path)
        for old in gone.ofFamily(RotationFamily.base(of: found.path), beginningLike: head) {
            // What stands under the plain name is a new file, unless it is the very same.
            guard isRotated || old.path == found.path && old.offset <= size && !old.marks.isEmpty
            else { continue }
            if try old.isCopied(head: head, size: size, read: read),
                try isTelling(old, found, size: size)
            {
                return reserved.contains(old.number) ? .undecided : .generation(old)
            }
        }
        return onInode.first(where: \.isUnread).map { .generation($0) } ?? .none
    }

    /// Whether what a content that is shorter than what was read has in common with it is more than
    /// how all files of the family begin: a header.
    func isTelling(
        _ old: FilePosition, _ found: FoundFile, size: UInt64
    ) throws(SystemError) -> Bool {
        let base = RotationFamily.base(of: found.path)
        guard size < old.offset, base != found.path,
            let mark = old.marks.last(where: { $0.end <= size }),
            let status = try environment.fileSystem.status(of: base), status.isRegular,
            status.key != found.status.key
        else { return true }
        return !mark.matches(try openFile(base).bytes(mark.range)[...])
    }

    /// The generation that is read now and that a content is the beginning of.
    func original(
        of found: FoundFile, _ head: [UInt8], size: UInt64,
        read: (Range<UInt64>) throws(SystemError) -> [UInt8]
    ) throws(SystemError) -> UInt32? {
        for file in relatives(of: found) where file.status.key != found.status.key {
            guard try acquire(file) == .ready else { continue }
            guard size <= file.status.size || size <= file.readOffset else { continue }
            guard try file.holds(head, at: 0) else { continue }
            let end = (size - min(size, UInt64(ContentMark.bytesMax)))..<size
            guard try file.holds(try read(end), at: end.lowerBound) else { continue }
            return file.number
        }
        return nil
    }
}
