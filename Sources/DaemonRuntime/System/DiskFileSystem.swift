import Glibc

/// The file system of the machine.
package final class DiskFileSystem: FileSystem {
    package init() {}

    package func open(
        _ path: [UInt8], for access: FileAccess
    ) throws(SystemError) -> any OpenedFile {
        switch access {
        case .reading:
            // Not blocking, as what a glob matches may be a pipe.
            return DiskFile(try Self.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY), path)
        case .appending(let mode, let group):
            let flags = O_RDWR | O_APPEND | O_NOFOLLOW
            do throws(SystemError) {
                return DiskFile(try Self.open(path, flags), path)
            } catch  where error.code == ENOENT {
                let file = DiskFile(try Self.open(path, flags | O_CREAT, mode), path)
                do throws(SystemError) {
                    try file.give(mode: mode, group: group)
                    // What is written to a file whose name a power cut takes is lost with it.
                    try FileDescriptor.synchronizeDirectory(Self.directory(of: path))
                } catch {
                    // The next try makes it again.
                    _ = unsafe unlink(Self.name(path))
                    throw error
                }
                return file
            }
        }
    }

    private static func open(
        _ path: [UInt8], _ flags: Int32, _ mode: UInt32 = 0
    ) throws(SystemError) -> FileDescriptor {
        while true {
            let number = unsafe Glibc.open(name(path), flags | O_CLOEXEC, mode)
            if number >= 0 { return FileDescriptor(number) }
            if errno != EINTR { throw SystemError("open \(String(decoding: path, as: UTF8.self))") }
        }
    }

    package func status(of path: [UInt8]) throws(SystemError) -> FileStatus? {
        var status = stat()
        // Asked for each followed file at each look: the name is ended on the stack.
        let result = unsafe withUnsafeTemporaryAllocation(
            of: CChar.self, capacity: path.count + 1
        ) { name in
            for (place, byte) in path.enumerated() {
                unsafe name[place] = CChar(bitPattern: byte)
            }
            unsafe name[path.count] = 0
            return unsafe stat(name.baseAddress!, &status)
        }
        if result == 0 { return FileStatus(status) }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw SystemError("stat")
    }

    package func expand(_ patterns: [String]) -> [[UInt8]] { FilePatterns.expand(patterns) }

    package func names(in directory: [UInt8]) -> [[UInt8]] {
        guard let stream = unsafe opendir(Self.name(directory)) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe Array(bytes.prefix { $0 != 0 })
            }
            if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    package func resolve(_ directories: [String]) -> [[UInt8]] {
        directories.compactMap { directory in
            guard let path = unsafe realpath(directory, nil) else { return nil }
            defer { unsafe free(path) }
            let bytes = unsafe UnsafeRawBufferPointer(
                start: UnsafeRawPointer(path), count: strlen(path))
            return unsafe Array(bytes)
        }
    }

    private static func directory(of path: [UInt8]) -> String {
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return String(decoding: path[..<slash], as: UTF8.self)
    }

    private static func name(_ path: [UInt8]) -> [CChar] {
        path.map { CChar(bitPattern: $0) } + [0]
    }
}

/// An open file of the machine.
final class DiskFile: OpenedFile {
    private let file: FileDescriptor
    private let path: [UInt8]

    init(_ file: consuming FileDescriptor, _ path: [UInt8]) {
        self.file = file
        self.path = path
    }

    private func failed(_ operation: String) -> SystemError {
        SystemError("\(operation) \(String(decoding: path, as: UTF8.self))")
    }

    func status() throws(SystemError) -> FileStatus { FileStatus(try file.status()) }

    func give(mode: UInt32, group: UInt32?) throws(SystemError) {
        if let group, fchown(file.number, .max, group) != 0 { throw failed("give the group to") }
        if fchmod(file.number, mode) != 0 { throw failed("fchmod") }
    }

    func read(at offset: UInt64, into buffer: inout [UInt8]) throws(SystemError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe pread(
                    file.number, $0.baseAddress! + filled, $0.count - filled,
                    off_t(offset) + off_t(filled))
            }
            if count > 0 {
                filled += count
            } else if count == 0 {
                break
            } else if errno != EINTR {
                throw failed("read")
            }
        }
        return filled
    }

    func append(_ bytes: ArraySlice<UInt8>) -> (written: Int, error: SystemError?) {
        var rest = bytes
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes {
                unsafe write(file.number, $0.baseAddress, $0.count)
            }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                return (bytes.count - rest.count, failed("write"))
            }
        }
        return (bytes.count, nil)
    }

    func synchronize() throws(SystemError) {
        guard fdatasync(file.number) == 0 else { throw failed("fdatasync") }
    }

    /// Of `lseek`, as `unistd.h` has it for Linux; Swift's import leaves it out.
    private static let seekData: Int32 = 3

    func nextData(from offset: UInt64) -> UInt64 {
        let place = lseek(file.number, off_t(offset), Self.seekData)
        if place >= 0 { return UInt64(place) }
        // Nothing but a hole up to the end; elsewhere nobody knows of holes.
        guard errno == ENXIO, let size = try? status().size else { return offset }
        return max(offset, size)
    }

    var resolvedPath: [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe readlink("/proc/self/fd/\(file.number)", $0.baseAddress!, $0.count)
        }
        return count > 0 ? Array(buffer[..<count]) : nil
    }
}

extension FileStatus {
    init(_ status: stat) {
        self.init(
            key: InodeKey(device: UInt64(status.st_dev), inode: UInt64(status.st_ino)),
            size: UInt64(max(0, status.st_size)), isRegular: status.st_mode & S_IFMT == S_IFREG,
            linkCount: UInt64(status.st_nlink),
            modified: Int64(status.st_mtim.tv_sec) &* 1_000_000_000
                &+ Int64(status.st_mtim.tv_nsec),
            changed: Int64(status.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_ctim.tv_nsec))
    }
}
