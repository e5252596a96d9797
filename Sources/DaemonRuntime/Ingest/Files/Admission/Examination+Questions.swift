/// What an examination asks, what it is answered, what it ends with, and where it stands between.
extension Examination {
    enum Purpose: Equatable {
        /// Whether the file still is a generation that lay on its inode: asked of all files before
        /// any other is taken for a copy of one.
        case resumption
        /// What the file is.
        case admission
        /// The same of a file that no pattern names: it counts only as a copy of what was
        /// followed, or as what was rotated while nobody looked.
        case sibling
    }

    enum Question: Equatable {
        /// Opens the file. Answer: ``Answer/looked(_:)``.
        case look
        /// Opens a followed file and compares it with what was read of it. Answer:
        /// ``Answer/verified(_:_:)``.
        case verify(UInt32)
        /// Decompresses the beginning. Answer: ``Answer/unpacked(_:)``.
        case unpack
        /// Decompresses all, and keeps these ranges. Answer: ``Answer/surveyed(_:)``.
        case survey(Set<Range<UInt64>>)
        /// Whether the content holds what marks were made of. Answer: ``Answer/held(_:)``.
        case holds([ContentMark])
        /// Whether another file than this one lies at a path and holds what a mark was made of.
        /// Answer: ``Answer/held(_:)``.
        case otherHolds(path: [UInt8], ContentMark)
        /// Opens a followed file. Answer: ``Answer/acquired(_:)``.
        case acquire(UInt32)
        /// Whether a followed file has this content's first bytes, and its bytes of a range.
        /// Answer: ``Answer/held(_:)``.
        case shares(UInt32, Range<UInt64>)
        /// Begins to read. Answer: ``Answer/opened(_:)``.
        case open(Opening)
    }

    /// How reading begins.
    struct Opening: Equatable {
        var position: FilePosition
        /// The name that the file had when it was last read.
        var formerPath: [UInt8]
        /// As the file was looked at.
        var status: FileStatus
    }

    enum Answer {
        case begun
        /// Nil where there is no regular file any more, or another than was found.
        case looked(Look?)
        case verified(Admission.Verification, FileProgress)
        /// The first bytes; nil where not even they can be decompressed yet.
        case unpacked([UInt8]?)
        /// How many bytes the archive holds; nil while it does not end with a whole member.
        case surveyed(UInt64?)
        case held(Bool)
        /// Nil where the file's name is another's by now, or the file holds something else.
        case acquired(FileProgress?)
        case opened(FileProgress)
        case failed(SystemError)
    }

    /// What opening a file showed.
    struct Look: Equatable {
        var status: FileStatus
        /// At most ``FileIdentity/headBytesMax`` bytes.
        var head: [UInt8]
        /// Where a link leads that a wildcard found, when that is outside of all followed
        /// directories.
        var strayTarget: String?

        var isArchive: Bool { ArchiveFile.isArchive(head) }
    }

    enum Step: Equatable {
        case ask(Question)
        case done([FileDecision])
        /// The file is none of the generations that lay on its inode: an examination for
        /// ``Purpose/admission`` finds out what it is.
        case unknown
    }

    // MARK: - Where it stands

    /// What the file may be, in the order in which that is asked.
    enum Hypothesis {
        /// The generation itself, on its inode.
        case continues(FilePosition)
        /// A copy of a generation that is not read.
        case copies(FilePosition)
        /// The beginning of one that is read now.
        case begins(UInt32)
    }

    /// What the last question was about.
    enum Stage {
        case start, looking
        /// Those that are still to be compared; the first was asked for.
        case settling([UInt32])
        case unpacking, surveying
        /// The first hypothesis was asked for.
        case testing
        /// Whether what a generation has in common with the file is a header of all of its family.
        case telling(FilePosition)
        /// Whether the file is the beginning of a followed one.
        case comparing(UInt32)
        case opening(FilePosition, former: FilePosition?)
    }
}
