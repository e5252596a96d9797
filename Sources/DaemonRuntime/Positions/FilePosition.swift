/// How far a file has been taken in, and what shows that it is still the same content.
///
/// Each position belongs to one *generation*: a file that is truncated and written anew is another
/// generation.
package struct FilePosition: Equatable, Sendable {
    /// Names the generation in the state and in the ring.
    package var number: UInt32
    package var identity: FileIdentity
    /// As bytes: names of files need not be UTF-8.
    package var path: [UInt8]
    /// Where the first record begins that has not been taken in.
    package var offset: UInt64
    /// Ascending by their ends, all within what was read; at most ``marksMax``.
    package var marks: [ContentMark]
    /// Whether the file is compressed: offset and marks count what it holds decompressed.
    package var isArchive: Bool
    /// Whether an archive was read to its end: it is not opened again.
    package var isFinished: Bool
    /// Whether the file was being followed, so that it may have grown since; not where it had gone.
    package var isFollowed: Bool

    package static let marksMax = 12

    package init(
        number: UInt32, identity: FileIdentity, path: [UInt8], offset: UInt64,
        marks: [ContentMark] = [], isArchive: Bool = false, isFinished: Bool = false,
        isFollowed: Bool = false
    ) {
        self.number = number
        self.identity = identity
        self.path = path
        self.offset = offset
        self.marks = marks
        self.isArchive = isArchive
        self.isFinished = isFinished
        self.isFollowed = isFollowed
    }

    /// Whether nothing was read of it, so that any content fits it.
    package var isUnread: Bool {
        offset == 0 && marks.isEmpty && identity.fingerprintLength == 0
    }

    /// The path for messages.
    package var displayPath: String { String(decoding: path, as: UTF8.self) }

    /// Adds a mark. The newest stay, and of the older ones fewer the older they are, so that a
    /// copy that was cut anywhere is recognised.
    package mutating func add(_ mark: ContentMark) {
        if let last = marks.last, last.end >= mark.end { return }
        marks.append(mark)
        thin()
    }

    /// Adds a mark of the first bytes; the longest of them stays.
    mutating func addHead(_ mark: ContentMark) {
        if let known = marks.last(where: \.isHead), known.end >= mark.end { return }
        marks.insert(mark, at: marks.firstIndex { $0.end > mark.end } ?? marks.endIndex)
        thin()
    }

    private mutating func thin() {
        guard marks.count > Self.marksMax, let last = marks.last else { return }
        // The one whose neighbours are closest to each other, but for the newest two.
        var place = 0
        var least = UInt64.max
        let head = marks.lastIndex(where: \.isHead)
        for index in 0..<(marks.count - 2) where index != head {
            let before = index == 0 ? 0 : marks[index - 1].end
            // Distances count by how far back they lie.
            let gap = (marks[index + 1].end - before) / (last.end - marks[index].end + 1)
            if gap < least {
                least = gap
                place = index
            }
        }
        marks.remove(at: place)
    }
}

/// A hash of the bytes before a place in a file: tells whether the file still holds what was read.
package struct ContentMark: Equatable, Sendable {
    /// The place, in bytes from the start of the data.
    package var end: UInt64
    /// How many bytes before it were hashed: 1 to ``bytesMax``.
    package var length: Int
    package var hash: UInt64

    package static let bytesMax = 1_024

    package init(end: UInt64, length: Int, hash: UInt64) {
        self.end = end
        self.length = length
        self.hash = hash
    }

    /// - Parameter bytes: What stands before the place; the last ``bytesMax`` of them count.
    package init(end: UInt64, bytes: ArraySlice<UInt8>) {
        let counted = bytes.suffix(Self.bytesMax)
        self.init(end: end, length: counted.count, hash: FileIdentity.hash(counted))
    }

    /// Whether it is of all that stands before the place.
    var isHead: Bool { end == UInt64(length) }

    var range: Range<UInt64> { (end - UInt64(length))..<end }

    func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count == length && FileIdentity.hash(bytes) == hash
    }
}
