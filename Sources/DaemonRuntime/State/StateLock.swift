import Glibc

/// Keeps a second riskd away from a state directory. The lock dies with the process.
package struct StateLock: ~Copyable {
    private let file: FileDescriptor

    /// - Throws: ``StateError/locked(holder:)`` when another process holds it; ``SystemError``.
    package init(directory: String) throws {
        let path = directory + "/lock"
        let file = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw SystemError("lock \(path)") }
            throw StateError.locked(holder: Self.holder(file.number))
        }
        let text = Array("\(getpid())\n".utf8)
        // What the file says is for people; the lock itself is what counts.
        _ = ftruncate(file.number, 0)
        _ = unsafe text.withUnsafeBytes { unsafe pwrite(file.number, $0.baseAddress, $0.count, 0) }
        self.file = file
    }

    /// Closing alone would leave it with a child process that is being started at this moment.
    deinit { _ = flock(file.number, LOCK_UN) }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
        }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            .trimmingPrefix { $0.isWhitespace }.prefix { $0.isNumber }.description
    }
}
