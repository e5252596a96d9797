import Glibc

/// The bytes of a small file by five calls of the system. A checkout has thousands of files, and asking
/// for all attributes of each costs as much as reading it.
enum FileBytes {
    /// - Returns: Nil where the file cannot be read, is no regular file, or is larger.
    static func read(_ path: String, bytesMax: Int) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size <= bytesMax
        else { return nil }
        // One byte more than there are, so that the end is seen; a file may grow meanwhile.
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
        var count = 0
        while count < bytes.count {
            let room = bytes.count - count
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress.map { unsafe $0 + count }, room)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { return nil }
            if got == 0 { break }
            count += got
        }
        guard count < bytes.count else { return nil }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
