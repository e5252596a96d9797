/// A file's position as it travels through the ring, and its marks as the state holds them:
/// numbers of eight bytes, the marks, then the path.
enum FilePositionCoding {
    static func encode(_ position: FilePosition) -> [UInt8] {
        let identity = position.identity
        return bytes([
            UInt64(position.number), identity.device, identity.inode,
            UInt64(identity.fingerprintLength), identity.fingerprint, position.offset,
            flags(position), UInt64(position.marks.count),
        ]) + encode(position.marks) + position.path
    }

    static func decode(_ bytes: Span<UInt8>) -> FilePosition {
        precondition(bytes.count >= 64, "a file position of \(bytes.count) bytes")
        func number(_ index: Int) -> UInt64 {
            (0..<8).reduce(0) { $0 | UInt64(bytes[index * 8 + $1]) << UInt64(8 * $1) }
        }
        let path = 64 + Int(number(7)) * markBytes
        return FilePosition(
            number: UInt32(number(0)),
            identity: FileIdentity(
                device: number(1), inode: number(2), fingerprintLength: Int(number(3)),
                fingerprint: number(4)),
            path: (path..<bytes.count).map { bytes[$0] }, offset: number(5),
            marks: marks(bytes.extracting(64..<path)), isArchive: number(6) & 1 != 0,
            isFinished: number(6) & 2 != 0, isFollowed: number(6) & 4 != 0)
    }

    static func flags(_ position: FilePosition) -> UInt64 {
        (position.isArchive ? 1 : 0) | (position.isFinished ? 2 : 0)
            | (position.isFollowed ? 4 : 0)
    }

    private static let markBytes = 24

    static func encode(_ marks: [ContentMark]) -> [UInt8] {
        bytes(marks.flatMap { [$0.end, UInt64($0.length), $0.hash] })
    }

    /// Whole marks only, ascending by their ends: what stands behind the last, or does not ascend in a
    /// damaged state, is left out.
    static func marks(_ bytes: Span<UInt8>) -> [ContentMark] {
        func number(_ index: Int) -> UInt64 {
            (0..<8).reduce(0) { $0 | UInt64(bytes[index * 8 + $1]) << UInt64(8 * $1) }
        }
        var last: UInt64 = 0
        return (0..<(bytes.count / markBytes)).compactMap {
            let end = number($0 * 3)
            let length = number($0 * 3 + 1)
            // A damaged state must not make a range that ends before it begins.
            guard length >= 1, length <= min(end, UInt64(ContentMark.bytesMax)), end > last,
                end < .max
            else { return nil }
            last = end
            return ContentMark(end: end, length: Int(length), hash: number($0 * 3 + 2))
        }
    }

    private static func bytes(_ numbers: [UInt64]) -> [UInt8] {
        numbers.flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
    }
}
