import Glibc

/// The output file: append-only NDJSON that forwarders tail.
///
/// It never shrinks and no byte of it ever changes. A line that a crash or a full disk left half
/// written is completed, never cut off: forwarders that meet a file shorter than they remember
/// read it again from the start.
package struct FileSink: ~Copyable {
    package let path: String
    private let mode: UInt32
    private let group: gid_t?
    private var open: OpenFile

    private struct OpenFile: ~Copyable {
        let file: FileDescriptor
        let device: UInt64
        let inode: UInt64
    }

    /// Opens the file, or makes it with `mode`, whatever the umask is.
    ///
    /// - Parameter group: Name of the group that owns a new file; nil for the process's own.
    package init(path: String, mode: UInt32, group: String? = nil) throws(SystemError) {
        let number = try group.map { name throws(SystemError) in try SystemGroup.number(of: name) }
        open = try Self.open(path, mode, number)
        self.path = path
        self.mode = mode
        self.group = number
    }

    private static func open(
        _ path: String, _ mode: UInt32, _ group: gid_t?
    ) throws(SystemError) -> OpenFile {
        let isNew = unsafe access(path, F_OK) != 0
        let file = try FileDescriptor.open(
            path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, mode: mode)
        if isNew {
            if let group, fchown(file.number, .max, group) != 0 {
                throw SystemError("give the group to \(path)")
            }
            if fchmod(file.number, mode) != 0 { throw SystemError("fchmod \(path)") }
        }
        let status = try file.status()
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SystemError("\(path) is not a regular file: open", code: EINVAL)
        }
        return OpenFile(
            file: file, device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    /// Opens the path anew when it no longer names the open file: it was rotated or removed.
    ///
    /// - Returns: Whether it did.
    package mutating func reopenIfReplaced() throws(SystemError) -> Bool {
        var status = stat()
        if unsafe stat(path, &status) == 0, UInt64(status.st_dev) == open.device,
            UInt64(status.st_ino) == open.inode
        {
            return false
        }
        open = try Self.open(path, mode, group)
        return true
    }

    /// Where a batch would go, for the checkpoint that is committed before it is written.
    package func plan(_ bytes: [UInt8]) throws(SystemError) -> DeliveryPlan {
        let status = try open.file.status()
        return DeliveryPlan(
            device: open.device, inode: open.inode, startOffset: UInt64(status.st_size),
            bytes: bytes)
    }

    /// Appends bytes, with one `write` unless the disk takes less.
    ///
    /// - Returns: How many were written; fewer than given with the error that stopped it.
    package func append(_ bytes: ArraySlice<UInt8>) -> (written: Int, error: SystemError?) {
        var rest = bytes
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes {
                unsafe write(open.file.number, $0.baseAddress, $0.count)
            }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                return (bytes.count - rest.count, SystemError("write \(path)"))
            }
        }
        return (bytes.count, nil)
    }

    /// Waits until what was appended would survive a power cut.
    package func synchronize() throws(SystemError) {
        guard fdatasync(open.file.number) == 0 else { throw SystemError("fdatasync \(path)") }
    }

    /// What of a planned delivery is still to be appended after a start.
    ///
    /// - Returns: The bytes to append now. When the planned file was rotated away and holds a part
    ///   of the batch up to a line end, the rest goes here; a line that it broke off is repeated
    ///   whole here, under the same `event_id`.
    package func missing(of plan: DeliveryPlan) throws(SystemError) -> [UInt8] {
        guard plan.device == open.device, plan.inode == open.inode else {
            return plan.bytes
        }
        let size = Int(try open.file.status().st_size)
        let start = Int(plan.startOffset)
        guard size >= start else { return plan.bytes }
        let present = try read(from: start, count: min(size - start, plan.bytes.count))
        if plan.bytes.starts(with: present) { return Array(plan.bytes[present.count...]) }
        // Somebody else wrote behind the plan: begin on a line of our own.
        return [UInt8(ascii: "\n")] + plan.bytes
    }

    private func read(from start: Int, count: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = unsafe bytes.withUnsafeMutableBytes {
                unsafe pread(
                    open.file.number, $0.baseAddress! + filled, count - filled,
                    off_t(start + filled))
            }
            if got > 0 {
                filled += got
            } else if got == 0 {
                break
            } else if errno != EINTR {
                throw SystemError("read \(path)")
            }
        }
        return Array(bytes[..<filled])
    }
}
