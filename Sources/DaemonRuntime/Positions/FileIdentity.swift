import Glibc

/// The identity of a file: its place on the disk (device, inode), and its first bytes.
///
/// The inode alone is not enough: file systems give a freed one to the next file at once.
package struct FileIdentity: Hashable, Sendable {
    package var device: UInt64
    package var inode: UInt64
    /// How many bytes from its start the fingerprint is of: at most ``headBytesMax``.
    package var fingerprintLength: Int
    package var fingerprint: UInt64

    package static let headBytesMax = 1_024

    package init(device: UInt64, inode: UInt64, fingerprintLength: Int, fingerprint: UInt64) {
        self.device = device
        self.inode = inode
        self.fingerprintLength = fingerprintLength
        self.fingerprint = fingerprint
    }

    /// - Parameter head: The first bytes of the file, at most ``headBytesMax`` of them count.
    package init(device: UInt64, inode: UInt64, head: ArraySlice<UInt8>) {
        let counted = head.prefix(Self.headBytesMax)
        self.init(
            device: device, inode: inode, fingerprintLength: counted.count,
            fingerprint: Self.hash(counted))
    }

    /// The same of the content alone; nil where nothing is known of it.
    var mark: ContentMark? {
        fingerprintLength == 0
            ? nil
            : ContentMark(
                end: UInt64(fingerprintLength), length: fingerprintLength, hash: fingerprint)
    }

    /// Whether a file on the same inode that begins with `head` is this one, possibly grown.
    package func matches(head: ArraySlice<UInt8>) -> Bool {
        head.count >= fingerprintLength && Self.hash(head.prefix(fingerprintLength)) == fingerprint
    }

    /// FNV-1a, 64 bits.
    static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325, hash)
    }

    /// The hash of one byte more.
    static func hash(_ before: UInt64, _ byte: UInt8) -> UInt64 {
        (before ^ UInt64(byte)) &* 0x100_0000_01b3
    }
}
