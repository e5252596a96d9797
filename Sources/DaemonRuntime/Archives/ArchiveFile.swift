import Glibc
import Synchronization

/// A gzip file, read as what it holds: offsets count decompressed bytes.
///
/// Reading goes forward; a place before what was last read costs decompressing from the start.
final class ArchiveFile: OpenedFile {
    private let file: any OpenedFile
    private let state = Mutex(State())

    private struct State: ~Copyable {
        var gzip = GzipReader()
        var input: [UInt8] = []
        var used = 0
        var fileOffset: UInt64 = 0
        /// Decompressed bytes handed out so far.
        var position: UInt64 = 0
    }

    private static let inputBytes = 256 << 10
    static let damagedCode = EBADMSG

    init(_ file: any OpenedFile) { self.file = file }

    static func isArchive(_ head: [UInt8]) -> Bool { head.starts(with: [0x1F, 0x8B]) }

    func status() throws(SystemError) -> FileStatus { try file.status() }

    func read(at offset: UInt64, into buffer: inout [UInt8]) throws(SystemError) -> Int {
        // Uncontended: only the ingest queue reads. The lock is what makes that a fact.
        try state.withLock { state throws(SystemError) in
            if offset < state.position { state = State() }
            do throws(SystemError) {
                try Self.skip(to: offset, &state, file)
                return state.position < offset ? 0 : try Self.fill(&buffer, &state, file)
            } catch {
                // What was decompressed before it was not handed out: the next try needs it.
                state = State()
                throw error
            }
        }
    }

    /// Whether the data ends with a whole member, as far as it was read.
    var isComplete: Bool { state.withLock { $0.gzip.isComplete } }

    private static func skip(
        to offset: UInt64, _ state: inout State, _ file: any OpenedFile
    ) throws(SystemError) {
        while state.position < offset {
            let distance = min(64 << 10, offset - state.position)
            var skipped = [UInt8](repeating: 0, count: Int(distance))
            if try fill(&skipped, &state, file) == 0 { return }
        }
    }

    /// Decompresses until the buffer is full or the file ends.
    private static func fill(
        _ buffer: inout [UInt8], _ state: inout State, _ file: any OpenedFile
    ) throws(SystemError) -> Int {
        var filled = 0
        var piece = [UInt8](repeating: 0, count: buffer.count)
        while filled < buffer.count {
            if piece.count > buffer.count - filled {
                piece.removeLast(piece.count - (buffer.count - filled))
            }
            let count = try step(into: &piece, &state, file)
            guard count > 0 else { break }
            buffer.replaceSubrange(filled..<(filled + count), with: piece[..<count])
            filled += count
        }
        state.position += UInt64(filled)
        return filled
    }

    /// - Returns: 0 at the end only.
    private static func step(
        into piece: inout [UInt8], _ state: inout State, _ file: any OpenedFile
    ) throws(SystemError) -> Int {
        while true {
            do throws(GzipReader.Failure) {
                let count = try state.gzip.step(&state.input, &state.used, into: &piece)
                if count > 0 { return count }
            } catch {
                throw SystemError("decompress", code: damagedCode)
            }
            if state.used < state.input.count { continue }
            var block = [UInt8](repeating: 0, count: inputBytes)
            let count = try file.read(at: state.fileOffset, into: &block)
            if count == 0 { return 0 }
            state.fileOffset += UInt64(count)
            state.input = Array(block[..<count])
            state.used = 0
        }
    }

    func append(_ bytes: ArraySlice<UInt8>) -> (written: Int, error: SystemError?) {
        preconditionFailure("an archive is only read")
    }

    func synchronize() throws(SystemError) {}

    func nextData(from offset: UInt64) -> UInt64 { offset }

    var resolvedPath: [UInt8]? { file.resolvedPath }
}
