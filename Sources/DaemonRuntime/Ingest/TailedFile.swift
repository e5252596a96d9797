import CIM
import Glibc

/// One open file that is read as it grows. Confined to the ingest queue.
final class TailedFile {
    /// The number that its records carry.
    let number: UInt32
    /// Which source of the configuration it belongs to.
    let source: Int
    private(set) var identity: FileIdentity
    /// As it was found, or as it was last called.
    var path: [UInt8]
    private let file: FileDescriptor
    private var framer: RecordFramer
    private let recordBytesMax: Int
    /// Where the next read begins.
    private(set) var readOffset: UInt64
    /// What has to be read before a barrier may pass.
    var barrierOffset: UInt64 = 0
    /// When the file was first seen without a name, and had nothing more to read (monotonic
    /// nanoseconds); nil while it has a name.
    var orphanedSince: UInt64?
    /// Whether its identity was handed on since it last changed.
    var isAnnounced = false

    private static let blockBytes = 1 << 20

    init(
        number: UInt32, source: Int, path: [UInt8], file: consuming FileDescriptor,
        identity: FileIdentity, start: UInt64, recordBytesMax: Int
    ) throws(SystemError) {
        self.number = number
        self.source = source
        self.path = path
        self.file = file
        self.identity = identity
        self.recordBytesMax = recordBytesMax
        readOffset = start
        framer = RecordFramer(recordBytesMax: recordBytesMax)
        if start > 0 { framer = try resumedFramer(at: start) }
    }

    /// A framer for the middle of the file: the encoding is told by the file's first bytes, and a
    /// start within a line goes on behind it.
    private func resumedFramer(at start: UInt64) throws(SystemError) -> RecordFramer {
        let (encoding, _) = TextEncoding.detect(try read(at: 0, count: 3)[...])
        let before = try read(at: start - min(start, 2), count: Int(min(start, 2)))
        let startsLine =
            switch encoding {
            case .utf8: before.last == 0x0A
            case .utf16LittleEndian: before == [0x0A, 0]
            case .utf16BigEndian: before == [0, 0x0A]
            }
        // Events may follow each other on one line: `>` ends one of them.
        let endsEvent = before.last == UInt8(ascii: ">") || before == [UInt8(ascii: ">"), 0]
        return RecordFramer(
            startOffset: start, encoding: encoding, recordBytesMax: recordBytesMax,
            startsInsideLine: !startsLine && !endsEvent)
    }

    private func read(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        while true {
            let got = unsafe bytes.withUnsafeMutableBytes {
                unsafe pread(file.number, $0.baseAddress, $0.count, off_t(offset))
            }
            if got >= 0 { return Array(bytes[..<got]) }
            if errno != EINTR { throw SystemError("read \(displayPath)") }
        }
    }

    var displayPath: String { String(decoding: path, as: UTF8.self) }

    /// What a checkpoint would hold if all that was handed out were taken in.
    var position: FilePosition {
        FilePosition(
            number: number, identity: identity, path: path, offset: framer.position)
    }

    func size() throws(SystemError) -> UInt64 { UInt64(try file.status().st_size) }

    var hasReachedBarrier: Bool { readOffset >= barrierOffset }

    /// Hands out whole records, after reading at most one block.
    ///
    /// - Parameter body: See ``RecordFramer/next(_:)``.
    func readSome(
        _ body: (FramedKind, Span<UInt8>, UInt64, UInt64) -> Bool
    ) throws(SystemError) -> ReadOutcome {
        if drain(body) == .refused { return .blocked }
        let block = try read(at: readOffset, count: Self.blockBytes)
        guard !block.isEmpty else { return .atEnd }
        if identity.fingerprintLength < FileIdentity.headBytesMax { try updateIdentity() }
        readOffset += UInt64(block.count)
        framer.append(block[...])
        if drain(body) == .refused { return .blocked }
        return block.count == Self.blockBytes ? .more : .atEnd
    }

    private func drain(_ body: (FramedKind, Span<UInt8>, UInt64, UInt64) -> Bool) -> Framing {
        while true {
            let framing = framer.next(body)
            if framing != .taken { return framing }
        }
    }

    /// Notices that the file became shorter than what was read of it: it was truncated, and begins
    /// anew.
    ///
    /// - Returns: Whether it was.
    func restartIfTruncated() throws(SystemError) -> Bool {
        guard try size() < readOffset else { return false }
        readOffset = 0
        framer = RecordFramer(recordBytesMax: recordBytesMax)
        identity.fingerprintLength = 0
        try updateIdentity()
        return true
    }

    private func updateIdentity() throws(SystemError) {
        let head = try read(at: 0, count: FileIdentity.headBytesMax)
        identity = FileIdentity(device: identity.device, inode: identity.inode, head: head[...])
        isAnnounced = false
    }
}
