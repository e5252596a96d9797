/// What a reader says of its file: how far the file was read, and what shows that it is this content.
///
/// An observation for ``Admission``, which reads no file itself.
struct FileProgress: Equatable {
    /// As the file was last looked at.
    var status: FileStatus
    var identity: FileIdentity
    var marks: [ContentMark] = []
    /// Where the first record begins that was not handed out.
    var offset: UInt64 = 0
    /// Where the next read begins.
    var readOffset: UInt64 = 0
    /// How far the file was read, also where an unfinished line is to be read again.
    var seenOffset: UInt64 = 0
    var isArchive = false
    /// Whether the reader holds a descriptor.
    var isOpen = true
    /// Whether no more will come.
    var hasEnded = false
    /// Whether the file was read to its end for good.
    var isFinished = false
    /// When something was last read of it (monotonic nanoseconds).
    var grewAt: UInt64 = 0

    /// Whether there is something to read, as far as the last look told.
    var hasMore: Bool {
        isArchive ? !isFinished : status.size != seenOffset || hasEnded && !isFinished
    }

    /// Whether the last line is not finished yet.
    var hasPartialLine: Bool { offset < seenOffset }

    var lagBytes: UInt64 { status.size > seenOffset ? status.size - seenOffset : 0 }
}
