/// The file system as sources and the output use it: the disk, or memory in the simulation.
///
/// Paths are bytes: names of files need not be UTF-8.
package protocol FileSystem: AnyObject, Sendable {
    func open(_ path: [UInt8], for access: FileAccess) throws(SystemError) -> any OpenedFile

    /// What a path names, links followed; nil where there is nothing.
    func status(of path: [UInt8]) throws(SystemError) -> FileStatus?

    /// Existing paths that match, sorted, each once.
    func expand(_ patterns: [String]) -> [[UInt8]]

    /// Names in a directory, sorted; none where it cannot be read.
    func names(in directory: [UInt8]) -> [[UInt8]]

    /// Where directories lie, links resolved; those that are not there are left out.
    func resolve(_ directories: [String]) -> [[UInt8]]
}

/// What a file is opened for.
package enum FileAccess: Sendable {
    case reading
    /// Appending, and reading what is there. A file that is missing is made, with these permission
    /// bits and this group, whatever the umask is; a symbolic link is refused.
    case appending(mode: UInt32, group: UInt32?)
}

/// An open file.
package protocol OpenedFile: AnyObject, Sendable {
    func status() throws(SystemError) -> FileStatus

    /// Reads from a place on, at most as much as the buffer holds.
    ///
    /// - Returns: How many bytes; fewer than the buffer holds at the end of the file only.
    func read(at offset: UInt64, into buffer: inout [UInt8]) throws(SystemError) -> Int

    /// Appends, with one `write` unless the disk takes less.
    ///
    /// - Returns: How many bytes were written; fewer than given with the error that stopped it.
    func append(_ bytes: ArraySlice<UInt8>) -> (written: Int, error: SystemError?)

    /// Waits until what was appended would survive a power cut.
    func synchronize() throws(SystemError)

    /// The first place from `offset` on that is no hole.
    func nextData(from offset: UInt64) -> UInt64

    /// Where the file lies, links resolved; nil where that cannot be told.
    var resolvedPath: [UInt8]? { get }
}

extension OpenedFile {
    /// The bytes of a range, fewer where the file ends before.
    func bytes(_ range: Range<UInt64>) throws(SystemError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: Int(range.upperBound - range.lowerBound))
        let count = buffer.isEmpty ? 0 : try read(at: range.lowerBound, into: &buffer)
        return Array(buffer[..<count])
    }
}

/// What the file system says of a file.
package struct FileStatus: Equatable, Sendable {
    package var key: InodeKey
    /// Bytes.
    package var size: UInt64
    package var isRegular: Bool
    /// How many names it has.
    package var linkCount: UInt64
    /// When its content and its inode changed last, nanoseconds since the epoch.
    package var modified: Int64
    package var changed: Int64

    package init(
        key: InodeKey, size: UInt64, isRegular: Bool = true, linkCount: UInt64 = 1,
        modified: Int64 = 0, changed: Int64 = 0
    ) {
        self.key = key
        self.size = size
        self.isRegular = isRegular
        self.linkCount = linkCount
        self.modified = modified
        self.changed = changed
    }
}

/// Where a file lies on its disk. File systems give a freed inode to the next file at once.
package struct InodeKey: Hashable, Comparable, Sendable {
    package let device: UInt64
    package let inode: UInt64

    package init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }

    package static func < (a: InodeKey, b: InodeKey) -> Bool {
        (a.device, a.inode) < (b.device, b.inode)
    }
}
