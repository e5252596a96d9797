/// A file that an ``Examination`` is about, opened: answers what is asked of its content.
struct FileInquiry {
    let opened: any OpenedFile
    /// Its first bytes, at most ``FileIdentity/headBytesMax``.
    let head: [UInt8]
    /// What the file holds, where it is an archive that was looked into.
    private var archive: ArchiveContent?

    init(_ opened: any OpenedFile) throws(SystemError) {
        self.opened = opened
        head = try opened.bytes(0..<UInt64(FileIdentity.headBytesMax))
    }

    /// Decompresses the beginning of an archive.
    ///
    /// - Returns: The first bytes; nil where not even they can be decompressed yet.
    mutating func unpack() throws(SystemError) -> [UInt8]? {
        archive = try ArchiveContent(ArchiveFile(opened))
        return archive?.head
    }

    /// - Returns: How many bytes the archive holds; nil while it does not end with a whole member.
    func survey(_ ranges: Set<Range<UInt64>>) throws(SystemError) -> UInt64? {
        try archive?.survey(ranges)
    }

    /// Whether the content holds what marks were made of.
    func holds(_ marks: [ContentMark]) throws(SystemError) -> Bool {
        for mark in marks {
            guard mark.matches(try bytes(mark.range)[...]) else { return false }
        }
        return true
    }

    /// Whether a followed file has the content's first bytes, and its last ones.
    ///
    /// - Parameter last: The range of the last bytes.
    func shares(_ reader: TailedFile, _ last: Range<UInt64>) throws(SystemError) -> Bool {
        guard try reader.holds(archive?.head ?? head, at: 0) else { return false }
        if let archive { return try reader.holds(archive.end, at: last.lowerBound) }
        return try reader.holds(try bytes(last), at: last.lowerBound)
    }

    /// Of an archive ranges that the survey kept.
    private func bytes(_ range: Range<UInt64>) throws(SystemError) -> [UInt8] {
        if let archive { return archive.bytes(range) }
        return try opened.bytes(range)
    }
}
