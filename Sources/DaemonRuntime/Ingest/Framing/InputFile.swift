import CIM
import Glibc

/// A file, or standard input, that is read once from start to end.
package struct InputFile: ~Copyable {
    /// `-` for standard input; see ``PathText``.
    package let path: String
    /// Bytes on disk; nil where that is not known (a pipe).
    package let totalBytes: UInt64?
    /// Bytes read from disk so far.
    package private(set) var readBytes: UInt64 = 0
    private let file: FileDescriptor
    /// What was read to tell what the file is, and is not handed out yet.
    private var ahead: [UInt8]?
    /// Read at once: what the processor's cache holds until it has been looked at.
    private static let blockBytes = 256 << 10

    package init(path: String) throws(SystemError) {
        let file =
            path == "-"
            ? FileDescriptor(dup(0))
            : try FileDescriptor.open(bytes: PathText.bytes(path), path, O_RDONLY | O_NOCTTY)
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
        var block = try takeBeginning()
        if Self.isGzip(block) { return try decompress(block, body) }
        while !block.isEmpty {
            try body(block[...], readBytes)
            block.removeAll(keepingCapacity: true)
            try append(to: &block)
        }
    }

    /// As ``read(_:)``, but to where a framer cuts what was read, which saves copying it.
    ///
    /// - Parameter body: Called when the framer has more, with the bytes read from disk so far.
    package mutating func read(
        into framer: inout RecordFramer,
        _ body: (inout RecordFramer, UInt64) throws -> Void
    ) throws {
        let start = try takeBeginning()
        if Self.isGzip(start) {
            return try decompress(start) { piece, read in
                framer.append(piece)
                try body(&framer, read)
            }
        }
        framer.append(start[...])
        var before: UInt64 = 0
        while readBytes > before {
            before = readBytes
            try body(&framer, readBytes)
            try framer.append(upTo: Self.blockBytes) { out throws(SystemError) in
                try fill(&out)
            }
        }
    }

    /// The first bytes, as many as came at once; they are handed out by the reading that follows.
    mutating func beginning() throws(SystemError) -> [UInt8] {
        if let ahead { return ahead }
        var block: [UInt8] = []
        try append(to: &block)
        // The first bytes of a pipe may be too few to tell by.
        while !block.isEmpty, case .mayBecome = ForeignFormat.beginning(block[...]) {
            let before = block.count
            try append(to: &block)
            if block.count == before { break }
        }
        ahead = block
        return block
    }

    private mutating func takeBeginning() throws(SystemError) -> [UInt8] {
        defer { ahead = nil }
        return try beginning()
    }

    /// Reads a file that holds others, or an event log, to its end.
    ///
    /// - Parameter body: Gets each piece, and the bytes read from disk so far.
    mutating func unpack(
        _ format: UnpackFormat, limits: UnpackLimits, _ body: (Unpacking.Piece, UInt64) -> Void
    ) throws(SystemError) {
        let head = try takeBeginning()
        let isSeekable = totalBytes != nil
        var spool: FileSpool?
        if format == .evtx, !isSeekable {
            var copy = try FileSpool()
            try copy.append(head[...])
            var block: [UInt8] = []
            repeat {
                block.removeAll(keepingCapacity: true)
                try append(to: &block)
                try copy.append(block[...])
            } while !block.isEmpty
            spool = consume copy
        }
        let begun = isSeekable || spool != nil ? [] : head
        var unpacking = try Unpacking(
            descriptor: spool?.descriptor.number ?? file.number, format, limits: limits, head: begun
        )
        while let piece = unpacking.next() {
            // The other process reads on at the place that both share.
            let place = spool == nil ? lseek(file.number, 0, SEEK_CUR) : -1
            if place > 0 { readBytes = UInt64(place) }
            body(piece, readBytes)
        }
        if let totalBytes { readBytes = totalBytes }
    }

    /// Reads to the end what stands on the disk, compressed or not.
    package mutating func readPlain(_ body: (ArraySlice<UInt8>) throws -> Void) throws {
        var block = try takeBeginning()
        while !block.isEmpty {
            try body(block[...])
            block.removeAll(keepingCapacity: true)
            try append(to: &block)
        }
    }

    private static func isGzip(_ start: [UInt8]) -> Bool { start.starts(with: [0x1F, 0x8B]) }

    private mutating func decompress(
        _ start: [UInt8], _ body: (ArraySlice<UInt8>, UInt64) throws -> Void
    ) throws {
        var block = start
        var gzip = GzipReader()
        var piece = [UInt8](repeating: 0, count: 4 * Self.blockBytes)
        do {
            while !block.isEmpty {
                let read = readBytes
                try gzip.read(block[...], piece: &piece) { try body($0, read) }
                block.removeAll(keepingCapacity: true)
                try append(to: &block)
            }
        } catch GzipReader.Failure.damaged {
            throw SystemError("decompress \(path)", code: EBADMSG)
        }
        if !gzip.isComplete {
            throw SystemError("decompress \(path): it ends too early", code: EBADMSG)
        }
    }

    private mutating func append(to block: inout [UInt8]) throws(SystemError) {
        try block.append(addingCapacity: Self.blockBytes) { out throws(SystemError) in
            try fill(&out)
        }
    }

    /// Appends what one call reads: nothing at the end.
    private mutating func fill(_ out: inout OutputSpan<UInt8>) throws(SystemError) {
        while true {
            let count = unsafe out.withUnsafeMutableBufferPointer { buffer, initialized in
                let rest = UnsafeMutableRawBufferPointer(buffer.extracting(initialized...))
                let count = unsafe Glibc.read(file.number, rest.baseAddress, rest.count)
                initialized += max(0, count)
                return count
            }
            if count >= 0 {
                readBytes += UInt64(count)
                return
            }
            if errno != EINTR { throw SystemError("read \(path)") }
        }
    }
}
