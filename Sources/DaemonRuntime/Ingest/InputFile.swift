import Glibc

/// A file, or standard input, that is read once from start to end.
package struct InputFile: ~Copyable {
    /// `-` for standard input.
    package let path: String
    /// Bytes on disk; nil where that is not known (a pipe).
    package let totalBytes: UInt64?
    /// Bytes read from disk so far.
    package private(set) var readBytes: UInt64 = 0
    private let file: FileDescriptor
    private static let blockBytes = 1 << 20

    package init(path: String) throws(SystemError) {
        let file =
            path == "-"
            ? FileDescriptor(dup(0)) : try FileDescriptor.open(path, O_RDONLY | O_NOCTTY)
        let status = try file.status()
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw SystemError("read \(path)", code: EISDIR)
        }
        self.path = path
        totalBytes = status.st_mode & S_IFMT == S_IFREG ? UInt64(status.st_size) : nil
        self.file = file
    }

    /// Reads to the end; gzip, told by its first bytes, is decompressed.
    ///
    /// - Parameter body: Gets the data in pieces, and the bytes read from disk so far.
    /// - Throws: ``SystemError``, or what `body` throws; for damaged gzip after all that could be
    ///   decompressed was handed out.
    package mutating func read(_ body: (ArraySlice<UInt8>, UInt64) throws -> Void) throws {
        var block = [UInt8](repeating: 0, count: Self.blockBytes)
        var count = try fill(&block)
        guard block[..<count].starts(with: [0x1F, 0x8B]) else {
            while count > 0 {
                try body(block[..<count], readBytes)
                count = try fill(&block)
            }
            return
        }
        var gzip = GzipReader()
        var piece = [UInt8](repeating: 0, count: Self.blockBytes)
        do {
            while count > 0 {
                let read = readBytes
                try gzip.read(block[..<count], piece: &piece) { try body($0, read) }
                count = try fill(&block)
            }
        } catch GzipReader.Failure.damaged {
            throw SystemError("decompress \(path)", code: EBADMSG)
        }
        if !gzip.isComplete {
            throw SystemError("decompress \(path): it ends too early", code: EBADMSG)
        }
    }

    private mutating func fill(_ block: inout [UInt8]) throws(SystemError) -> Int {
        while true {
            let count = unsafe block.withUnsafeMutableBytes {
                unsafe Glibc.read(file.number, $0.baseAddress, $0.count)
            }
            if count >= 0 {
                readBytes += UInt64(count)
                return count
            }
            if errno != EINTR { throw SystemError("read \(path)") }
        }
    }
}
