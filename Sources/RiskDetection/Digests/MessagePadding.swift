/// How MD5 and the SHA family fill up the last block: a bit, noughts, and the length in bits.
enum MessagePadding {
    /// - Parameter block: Bytes of a block; the length takes an eighth of it.
    static func padded(_ message: [UInt8], block: Int, isBigEndian: Bool) -> [UInt8] {
        let lengthBytes = block / 8
        var padded = message + [0x80]
        while padded.count % block != block - lengthBytes { padded.append(0) }
        let bits = UInt64(message.count) * 8
        let little =
            (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
            + Array(repeating: 0, count: lengthBytes - 8)
        return padded + (isBigEndian ? little.reversed() : little)
    }
}
