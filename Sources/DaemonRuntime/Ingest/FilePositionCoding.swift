/// A file's identity as it travels through the ring: five numbers of eight bytes, then the path.
enum FilePositionCoding {
    static func encode(_ position: FilePosition) -> [UInt8] {
        let identity = position.identity
        let numbers = [
            identity.device, identity.inode, UInt64(identity.fingerprintLength),
            identity.fingerprint, position.offset,
        ]
        return numbers.flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        } + position.path
    }

    static func decode(_ bytes: Span<UInt8>) -> FilePosition {
        precondition(bytes.count >= 40, "a file identity of \(bytes.count) bytes")
        func number(_ index: Int) -> UInt64 {
            (0..<8).reduce(0) { $0 | UInt64(bytes[index * 8 + $1]) << UInt64(8 * $1) }
        }
        return FilePosition(
            identity: FileIdentity(
                device: number(0), inode: number(1), fingerprintLength: Int(number(2)),
                fingerprint: number(3)),
            path: (40..<bytes.count).map { bytes[$0] }, offset: number(4))
    }
}
