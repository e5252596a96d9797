import CUnpack
import Glibc

/// A file in memory: for what must be sought in and comes from where that cannot be.
struct FileSpool: ~Copyable {
    let descriptor: FileDescriptor
    private(set) var count = 0
    private let bytesMax: Int

    /// Windows writes event logs of 4 GiB at most, and of 20 MiB mostly.
    static let bytesMax = 1 << 30

    init(bytesMax: Int = Self.bytesMax) throws(SystemError) {
        let number = riskd_unpack_spool()
        guard number >= 0 else { throw SystemError("keep a file in memory") }
        descriptor = FileDescriptor(number)
        self.bytesMax = bytesMax
    }

    /// - Throws: ``SystemError`` where it would be larger than it may.
    mutating func append(_ bytes: ArraySlice<UInt8>) throws(SystemError) {
        guard count + bytes.count <= bytesMax else {
            throw SystemError("keep an event log within an archive", code: EFBIG)
        }
        var rest = bytes
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes {
                unsafe write(descriptor.number, $0.baseAddress, $0.count)
            }
            guard written > 0 else { throw SystemError("write") }
            rest = rest.dropFirst(written)
            count += written
        }
    }
}
