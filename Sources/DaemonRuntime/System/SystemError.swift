import Glibc

/// A system call that failed, as an operator reads it.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    /// What was being done, such as `open /var/log/riskd/risk.ndjson`.
    package var operation: String
    package var code: Int32

    package init(_ operation: String, code: Int32 = errno) {
        self.operation = operation
        self.code = code
    }

    package var description: String {
        "\(operation): \(unsafe String(cString: strerror(code)))"
    }

    /// The code of a name that names nothing.
    static let missing = ENOENT

    /// The code of what cannot be right, whenever it is tried.
    static let invalid = EINVAL
    /// The code of a limit that is reached, as of a disk.
    static let noSpace = ENOSPC

    package var isOutOfDescriptors: Bool { code == EMFILE || code == ENFILE }

    /// Whether the same call may go through later without anybody changing the configuration.
    package var isTransient: Bool { [ENOSPC, EDQUOT, EIO, EAGAIN, EROFS].contains(code) }
}
