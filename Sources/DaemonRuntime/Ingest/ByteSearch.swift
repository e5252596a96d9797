import CLiteralSearch
import Glibc

/// Searches bytes at the speed of libc.
enum ByteSearch {
    /// The first place of a byte in a range; nil where there is none.
    static func first(_ byte: UInt8, in bytes: [UInt8], _ range: Range<Int>) -> Int? {
        guard !range.isEmpty else { return nil }
        return unsafe bytes.withUnsafeBytes { buffer -> Int? in
            guard let base = buffer.baseAddress,
                let found = unsafe memchr(base + range.lowerBound, Int32(byte), range.count)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    /// The last place of a byte in a range; nil where there is none.
    static func last(_ byte: UInt8, in bytes: [UInt8], _ range: Range<Int>) -> Int? {
        guard !range.isEmpty else { return nil }
        return unsafe bytes.withUnsafeBufferPointer { buffer -> Int? in
            guard let base = buffer.baseAddress,
                let found = unsafe riskd_last(base + range.lowerBound, byte, range.count)
            else { return nil }
            return unsafe found - base
        }
    }
}
