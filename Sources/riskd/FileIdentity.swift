import CIM
import Foundation

/// What all names of one regular file have in common.
struct FileIdentity: Hashable {
    private let device: UInt64
    private let number: UInt64

    /// Nil where there is no regular file.
    init?(_ path: String) {
        let name = PathText.bytes(path).map { CChar(bitPattern: $0) } + [0]
        var status = stat()
        guard unsafe stat(name, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
    }
}
