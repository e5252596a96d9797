import CIM
import Foundation
import GRDB

/// The directory of the state: makes it, and opens the state in it, damaged or not.
enum StateDirectory {
    /// What opening gave.
    struct Opened {
        let store: SQLiteStateStore
        let saved: SavedState
        /// Where a damaged state was put, and what was wrong with it.
        let setAside: (path: String, reason: String)?
    }

    /// - Throws: ``StateError/networkFileSystem(directory:kind:)``; what keeps the directory from
    ///   being made.
    static func prepare(_ directory: String) throws {
        if !FileManager.default.fileExists(atPath: directory) {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            try FileDescriptor.synchronizeDirectory(parent(of: directory))
        }
        // Where the kernel does not tell, the lock and SQLite's own checks are what is left.
        let mounts = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
        let path = DiskFileSystem().resolve([directory]).first ?? Array(directory.utf8)
        if let kind = networkKind(of: String(decoding: path, as: UTF8.self), mounts ?? "") {
            throw StateError.networkFileSystem(directory: directory, kind: kind)
        }
    }

    private static func parent(of path: String) -> String {
        URL(filePath: path).deletingLastPathComponent().path
    }

    /// Locks do not reach other machines, and SQLite's write-ahead log needs memory that all its
    /// users share.
    private static let networkKinds: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "afs", "coda", "lustre", "gfs2", "ocfs2",
        "beegfs", "glusterfs", "fuse.glusterfs", "fuse.sshfs", "fuse.s3fs", "fuse.ceph",
    ]

    /// The kind of network file system that a path lies on; nil for a local one.
    ///
    /// - Parameter mounts: As `/proc/self/mountinfo` has it. Source: proc(5).
    static func networkKind(of path: String, _ mounts: String) -> String? {
        var best: (point: String, kind: String)?
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 6, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count
            else { continue }
            let point = fields[4].replacing("\\040", with: " ")
            let isAbove = point == "/" || path == point || path.hasPrefix(point + "/")
            // Of several on one place the last covers the others.
            guard isAbove, point.count >= best?.point.count ?? 0 else { continue }
            best = (String(point), String(fields[dash + 1]))
        }
        return best.flatMap { networkKinds.contains($0.kind) ? $0.kind : nil }
    }

    /// Opens the state. A damaged one is set aside, under a name with the time, and a new one made.
    ///
    /// - Parameter replacement: What the new one says from the first moment on, so that a crash
    ///   does not leave one that knows nothing.
    /// - Throws: ``StateError``; SQLite's errors, such as for a full or read-only disk.
    static func open(
        _ directory: String, replacement: Checkpoint = Checkpoint()
    ) throws -> Opened {
        let path = directory + "/state.db"
        try finishReplacement(of: path)
        do {
            let store = try SQLiteStateStore(path: path)
            do {
                return Opened(store: store, saved: try store.load(), setAside: nil)
            } catch {
                try store.close()
                throw error
            }
        } catch  where StateError.isDamage(error) {
            let aside = try replace(path, by: replacement)
            let store = try SQLiteStateStore(path: path)
            return Opened(
                store: store, saved: try store.load(), setAside: (aside, "\(error)"))
        }
    }

    /// The new one is whole before the old one gives it its place.
    private static func replace(_ path: String, by checkpoint: Checkpoint) throws -> String {
        let new = path + newSuffix
        let store = try SQLiteStateStore(path: new)
        try store.commit(checkpoint)
        try store.close()
        let aside = try setAside(path)
        try FileManager.default.moveItem(atPath: new, toPath: path)
        try FileDescriptor.synchronizeDirectory(parent(of: path))
        return aside
    }

    private static let newSuffix = ".new"

    /// After a crash between the two names: without an old one the new one is whole.
    private static func finishReplacement(of path: String) throws {
        let files = FileManager.default
        let new = path + newSuffix
        guard files.fileExists(atPath: new) else { return }
        guard files.fileExists(atPath: path) else {
            return try files.moveItem(atPath: new, toPath: path)
        }
        for suffix in ["-wal", "-shm", ""] where files.fileExists(atPath: new + suffix) {
            try files.removeItem(atPath: new + suffix)
        }
    }

    private static func setAside(_ path: String) throws -> String {
        let time = DaemonClock.wallTime().rfc3339.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
        var aside = "\(path).damaged-\(time)"
        var number = 1
        while FileManager.default.fileExists(atPath: aside) {
            number += 1
            aside = "\(path).damaged-\(time)-\(number)"
        }
        for suffix in ["-wal", "-shm", ""]
        where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.moveItem(atPath: path + suffix, toPath: aside + suffix)
        }
        return aside
    }
}

extension StateError {
    /// Whether an error of opening or reading says that the file is not what riskd wrote.
    ///
    /// SQLite calls some damage by other names than corruption: a flipped byte of the header is an
    /// unsupported file format, one of the schema a missing table.
    static func isDamage(_ error: any Error) -> Bool {
        if case .damaged? = error as? StateError { return true }
        guard let error = error as? DatabaseError else { return false }
        return [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT, .SQLITE_MISMATCH].contains(
            error.resultCode)
            // What riskd asks is right for its own schema, so a plain error is the file's.
            || error.extendedResultCode == .SQLITE_ERROR
    }
}
