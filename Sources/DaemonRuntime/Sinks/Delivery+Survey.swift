/// What a start finds in the output beside what its state knows: an older state may have been put back.
extension Delivery {
    /// How the output stands to what a state says of it.
    package enum Standing: Equatable, Sendable {
        /// It ends where the state says.
        case known
        /// It holds something that was written later.
        case ahead
        /// The file that the state speaks of is not there any more: compressed, or removed.
        case unknown
    }

    package func standing(to mark: OutputMark?) throws(SystemError) -> Standing {
        let size = try sink.file.status().size
        // A shorter one got the inode of the file that is meant: the output never shrinks.
        if let mark, mark.key == sink.key, size >= mark.size {
            return size > mark.size ? .ahead : .known
        }
        if size > 0 { return .ahead }
        var standing = Standing.known
        /// How the compressed file stands that is as long as the one that is meant.
        var alike: Standing?
        // The newest first: what has something and is not the file that is meant came after it.
        for path in sink.rotated() {
            guard let status = try sink.fileSystem.status(of: path), status.size > 0 else {
                continue
            }
            guard let mark else { return .ahead }
            if status.key == mark.key, status.size >= mark.size {
                return status.size > mark.size ? .ahead : alike == nil ? standing : .unknown
            }
            let length = try compressedLength(path, status.size)
            if length == UInt32(truncatingIfNeeded: mark.size) {
                // Two of one length: which of them is meant is not known.
                guard alike == nil else { return .unknown }
                alike = standing
            } else if alike == nil {
                standing = .unknown
            }
        }
        return alike ?? standing
    }

    /// How long the content of a gzip file is, modulo 2^32; nil for another file.
    ///
    /// Source: RFC 1952, section 2.3.1, ISIZE.
    private func compressedLength(
        _ path: [UInt8], _ size: UInt64
    ) throws(SystemError) -> UInt32? {
        let file = try sink.fileSystem.open(path, for: .reading)
        guard size >= 18, ArchiveFile.isArchive(try file.bytes(0..<2)) else { return nil }
        let trailer = try file.bytes((size - 4)..<size)
        guard trailer.count == 4 else { return nil }
        return trailer.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// What the output and its rotated files hold, and which of them riskd cannot read.
    package func survey() throws(SystemError) -> (written: WrittenOutput, unread: [String]) {
        var written = WrittenOutput()
        var unread: [String] = []
        try written.read(sink.file)
        for path in sink.rotated() where !written.isFull {
            do throws(SystemError) {
                let file = try sink.fileSystem.open(path, for: .reading)
                guard !Self.isForeign(try file.bytes(0..<16)) else {
                    unread.append(String(decoding: path, as: UTF8.self))
                    continue
                }
                try written.read(file)
            } catch {
                unread.append(String(decoding: path, as: UTF8.self))
            }
        }
        return (written, unread)
    }

    /// Whether a file is of a format that riskd does not read, such as xz; also one that ends within
    /// the bytes that tell the format. Lines of the output begin like none of them.
    private static func isForeign(_ head: [UInt8]) -> Bool {
        guard !head.isEmpty else { return false }
        return switch ForeignFormat.beginning(head[...]) {
        case .is(.gzip), .mayBecome(.gzip), .other: false
        case .is, .mayBecome: true
        }
    }
}
