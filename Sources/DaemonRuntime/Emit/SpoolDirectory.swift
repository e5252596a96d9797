import Foundation
import Glibc

/// The files of a spool. Other programs may take closed segments away at any time.
struct SpoolDirectory: Sendable {
    let path: String

    /// A segment that lies there.
    struct Entry: Equatable, Sendable {
        let name: SegmentName
        let isOpen: Bool
        let bytes: UInt64
    }

    /// Makes the directory where it is not there: the group may take segments away.
    func prepare(group: String?) throws(SystemError) {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        let parent = URL(filePath: path).deletingLastPathComponent().path
        // What this cannot make the next call cannot either, and that says why.
        try? FileManager.default.createDirectory(
            atPath: parent, withIntermediateDirectories: true)
        guard unsafe mkdir(path, 0o750) == 0 || errno == EEXIST else { throw failed("make", path) }
        if let group {
            let number = try SystemGroup.number(of: group)
            guard unsafe chown(path, .max, number) == 0 else { throw failed("give", path) }
        }
        // Whatever the umask is; new files get the directory's group.
        guard unsafe chmod(path, 0o770) == 0 else { throw failed("chmod", path) }
        try FileDescriptor.synchronizeDirectory(parent)
    }

    /// Keeps a second riskd from writing segments here.
    func lock() throws -> StateLock {
        do {
            return try StateLock(directory: path)
        } catch StateError.locked(let holder) {
            throw SystemError(
                "the spool \(path) belongs to another riskd (process \(holder)): lock",
                code: EWOULDBLOCK)
        }
    }

    /// The segments, sorted by age; other files are left out.
    func entries() -> [Entry] {
        DiskFileSystem().names(in: Array(path.utf8)).compactMap { name in
            guard let (segment, isOpen) = SegmentName.parse(String(decoding: name, as: UTF8.self))
            else { return nil }
            var status = stat()
            let full = place(isOpen ? segment.open : segment.closed)
            guard unsafe stat(full, &status) == 0 else { return nil }
            return Entry(name: segment, isOpen: isOpen, bytes: UInt64(max(0, status.st_size)))
        }.sorted { ($0.name, $0.isOpen ? 1 : 0) < ($1.name, $1.isOpen ? 1 : 0) }
    }

    func place(_ name: String) -> String { path + "/" + name }

    /// Cuts an open segment; nobody reads it before it is closed.
    func cut(_ name: SegmentName, to bytes: UInt64) throws(SystemError) {
        let file = place(name.open)
        guard unsafe truncate(file, off_t(bytes)) == 0 else { throw failed("cut", file) }
    }

    /// Makes an open segment one that may be taken.
    func close(_ name: SegmentName) throws(SystemError) {
        let file = place(name.open)
        guard unsafe rename(file, place(name.closed)) == 0 else { throw failed("close", file) }
    }

    func remove(_ entry: Entry) throws(SystemError) {
        let file = place(entry.isOpen ? entry.name.open : entry.name.closed)
        guard unsafe unlink(file) == 0 || errno == ENOENT else { throw failed("remove", file) }
    }

    /// Waits until the names in the directory would survive a power cut.
    func synchronize() throws(SystemError) {
        try FileDescriptor.synchronizeDirectory(path)
    }

    private func failed(_ operation: String, _ file: String) -> SystemError {
        SystemError("\(operation) \(file)")
    }
}
