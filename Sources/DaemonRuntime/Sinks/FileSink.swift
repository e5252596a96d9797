/// The output file: append-only NDJSON that forwarders tail.
///
/// It never shrinks and no byte of it ever changes. A line that a crash or a full disk left half
/// written is completed, never cut off: forwarders that meet a file shorter than they remember
/// read it again from the start.
package struct FileSink: ~Copyable {
    package let path: String
    let fileSystem: any FileSystem
    private let access: FileAccess
    private(set) var file: any OpenedFile
    private(set) var key: InodeKey

    /// Opens the file, or makes it with `mode`, whatever the umask is.
    ///
    /// - Parameter group: Name of the group that owns a new file; nil for the process's own.
    package init(
        path: String, mode: UInt32, group: String? = nil,
        fileSystem: any FileSystem = DiskFileSystem()
    ) throws(SystemError) {
        let number = try group.map { name throws(SystemError) in try SystemGroup.number(of: name) }
        let access = FileAccess.appending(mode: mode, group: number)
        let opened = try Self.open(path, access, fileSystem)
        self.path = path
        self.fileSystem = fileSystem
        self.access = access
        file = opened.file
        key = opened.key
    }

    private static func open(
        _ path: String, _ access: FileAccess, _ fileSystem: any FileSystem
    ) throws(SystemError) -> (file: any OpenedFile, key: InodeKey) {
        let file = try fileSystem.open(Array(path.utf8), for: access)
        let status = try file.status()
        guard status.isRegular else {
            throw SystemError("\(path) is not a regular file: open", code: SystemError.invalid)
        }
        return (file, status.key)
    }

    /// Whether the path names another file than the open one, or none: it was rotated or removed.
    func isReplaced() throws(SystemError) -> Bool {
        try fileSystem.status(of: Array(path.utf8))?.key != key
    }

    /// Opens the path anew when it no longer names the open file.
    ///
    /// - Returns: Whether it did.
    mutating func reopenIfReplaced() throws(SystemError) -> Bool {
        guard try isReplaced() else { return false }
        let opened = try Self.open(path, access, fileSystem)
        file = opened.file
        key = opened.key
        return true
    }

    /// Where lines would go, for the checkpoint that is committed before they are written.
    ///
    /// A last line that somebody else left unfinished gets its end first.
    func plan(_ lines: [[UInt8]]) throws(SystemError) -> DeliveryPlan {
        let size = try file.status().size
        var bytes: [UInt8] = []
        if size > 0, try file.bytes((size - 1)..<size) != [OutputLines.feed] {
            bytes.append(OutputLines.feed)
        }
        for line in lines {
            bytes += line
            bytes.append(OutputLines.feed)
        }
        return DeliveryPlan(
            device: key.device, inode: key.inode, startOffset: size, bytes: bytes)
    }

    /// Files beside the output that a rotation may have made of it, the newest first; the output
    /// itself is not among them.
    func rotated() -> [[UInt8]] {
        let own = Array(path.utf8)
        let directory = RotationFamily.directory(of: own)
        var found: [(path: [UInt8], modified: Int64)] = []
        for name in fileSystem.names(in: directory) {
            let candidate = directory + [UInt8(ascii: "/")] + name
            guard candidate != own,
                RotationFamily.base(of: candidate) == RotationFamily.base(of: own),
                // What cannot be looked at is not taken for a part of the output.
                let status = try? fileSystem.status(of: candidate), status.isRegular
            else { continue }
            found.append((candidate, status.modified))
        }
        return found.sorted { $0.modified > $1.modified }.map(\.path)
    }

    /// The file of a plan where it lies now, for completing it; nil when it is not there.
    func planned(_ plan: DeliveryPlan) throws(SystemError) -> (any OpenedFile)? {
        let wanted = InodeKey(device: plan.device, inode: plan.inode)
        if wanted == key { return file }
        let directory = RotationFamily.directory(of: Array(path.utf8))
        for name in fileSystem.names(in: directory) {
            let candidate = directory + [UInt8(ascii: "/")] + name
            guard try fileSystem.status(of: candidate)?.key == wanted else { continue }
            let file = try fileSystem.open(candidate, for: access)
            return try file.status().key == wanted ? file : nil
        }
        return nil
    }
}
