/// What an archive holds, looked at in one pass: whether it is whole, how long it is, and the
/// bytes at the places that are asked for.
final class ArchiveContent {
    /// The first bytes, at most ``FileIdentity/headBytesMax``.
    let head: [UInt8]
    /// The last bytes, at most ``ContentMark/bytesMax``; empty before the survey.
    private(set) var end: [UInt8] = []
    private let archive: ArchiveFile
    private var found: [Range<UInt64>: [UInt8]] = [:]

    /// Nil where not even the beginning can be decompressed yet.
    ///
    /// - Throws: What reading failed with: that says nothing about the content.
    init?(_ archive: ArchiveFile) throws(SystemError) {
        self.archive = archive
        do throws(SystemError) {
            head = try archive.bytes(0..<UInt64(FileIdentity.headBytesMax))
        } catch  where error.code == ArchiveFile.damagedCode {
            return nil
        }
    }

    /// Decompresses it all.
    ///
    /// - Parameter asked: Ranges of at most ``ContentMark/bytesMax`` bytes.
    /// - Returns: How many bytes it holds; nil while it does not end with a whole member.
    func survey(_ asked: Set<Range<UInt64>>) throws(SystemError) -> UInt64? {
        let ranges = asked.sorted { $0.upperBound < $1.upperBound }
        var next = 0
        var offset: UInt64 = 0
        var block = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count: Int
            do throws(SystemError) {
                count = try archive.read(at: offset, into: &block)
            } catch  where error.code == ArchiveFile.damagedCode {
                return nil
            }
            guard count > 0 else { break }
            let window = end + block[..<count]
            let start = offset - UInt64(end.count)
            offset += UInt64(count)
            while next < ranges.count, ranges[next].upperBound <= offset {
                let range = ranges[next]
                if range.lowerBound >= start {
                    let low = Int(range.lowerBound - start)
                    found[range] = Array(window[low..<(low + range.count)])
                }
                next += 1
            }
            end = Array(window.suffix(ContentMark.bytesMax))
        }
        return archive.isComplete ? offset : nil
    }

    /// The bytes of a range that was asked for; none of any other.
    func bytes(_ range: Range<UInt64>) -> [UInt8] { found[range] ?? [] }
}
