package import Glibc

/// An open descriptor with one owner; closed when it goes away.
package struct FileDescriptor: ~Copyable {
    package let number: Int32

    package init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// Hands the descriptor to somebody else, who closes it.
    package consuming func take() -> Int32 {
        let number = number
        discard self
        return number
    }

    /// Opens a path, close-on-exec, trying again when a signal interrupts.
    package static func open(
        _ path: String, _ flags: Int32, mode: mode_t = 0
    ) throws(SystemError) -> FileDescriptor {
        while true {
            let number = unsafe Glibc.open(path, flags | O_CLOEXEC, mode)
            if number >= 0 { return FileDescriptor(number) }
            if errno != EINTR { throw SystemError("open \(path)") }
        }
    }

    /// Waits until the names in a directory would survive a power cut: a file that was made, renamed or
    /// removed is so for good only then.
    package static func synchronizeDirectory(_ path: String) throws(SystemError) {
        let directory = try open(path.isEmpty ? "/" : path, O_RDONLY | O_DIRECTORY)
        // A file system that cannot sync directories says so, and has no names to lose.
        guard fsync(directory.number) == 0 || errno == EINVAL else {
            throw SystemError("fsync \(path)")
        }
    }

    /// Opens a path whose bytes need not be UTF-8, close-on-exec.
    ///
    /// - Parameter text: The path, for messages.
    package static func open(
        bytes: [UInt8], _ text: String, _ flags: Int32
    ) throws(SystemError) -> FileDescriptor {
        let name = bytes.map { CChar(bitPattern: $0) } + [0]
        while true {
            let number = unsafe Glibc.open(name, flags | O_CLOEXEC)
            if number >= 0 { return FileDescriptor(number) }
            if errno != EINTR { throw SystemError("open \(text)") }
        }
    }

    package func status() throws(SystemError) -> stat {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw SystemError("fstat") }
        return status
    }
}
