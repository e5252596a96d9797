import CIM
import CUnpack
import Glibc

/// What a file is that another program's library must open.
enum UnpackFormat: Equatable {
    /// Holds files, or is compressed in another way than gzip.
    case archive
    case evtx

    /// Whether this build can.
    var isBuilt: Bool { riskd_unpack_is_built(code) != 0 }

    fileprivate var code: riskd_unpack_format {
        switch self {
        case .archive: RISKD_UNPACK_ARCHIVE
        case .evtx: RISKD_UNPACK_EVTX
        }
    }

    /// What the first bytes of a file say; nil for what is read as it is, gzip included.
    init?(beginning head: [UInt8]) {
        switch ForeignFormat.beginning(head[...]) {
        case .is(.evtx): self = .evtx
        case .is(.zip), .is(.xz), .is(.zstd), .is(.bzip2), .is(.lz4), .is(.compress),
            .is(.sevenZip), .is(.rar), .is(.cabinet):
            self = .archive
        case .is(.gzip) where Self.needsOpening(Self.decompressed(head)): self = .archive
        case .is, .mayBecome: return nil
        case .other:
            guard Self.isTar(head) else { return nil }
            self = .archive
        }
        guard isBuilt else { return nil }
    }

    /// Whether what gzip holds is no text: an archive, or an event log.
    private static func needsOpening(_ content: [UInt8]) -> Bool {
        isTar(content) || ForeignFormat.beginning(content[...]) == .is(.evtx)
    }

    /// Source: POSIX.1-2008, pax interchange format: `magic` at byte 257 of a header.
    private static func isTar(_ head: [UInt8]) -> Bool {
        head.count >= 512 && head[257..<262].elementsEqual(Array("ustar".utf8))
    }

    /// The first bytes of what gzip holds; none where that is damaged.
    private static func decompressed(_ head: [UInt8]) -> [UInt8] {
        var gzip = GzipReader()
        var input = head
        var used = 0
        var piece = [UInt8](repeating: 0, count: 512)
        var found: [UInt8] = []
        while found.count < 512, used < input.count,
            let count = try? gzip.step(&input, &used, into: &piece), count > 0
        {
            found += piece[..<count]
        }
        return found
    }
}

/// How much one file may cost that is opened by another program's library.
struct UnpackLimits {
    /// Memory beyond what riskd has.
    var memoryBytes: UInt64 = 2 << 30
    /// Of a processor: an hour is enough for hundreds of gigabytes.
    var cpuSeconds: UInt32 = 3_600
    var stallMilliseconds: UInt32 = 120_000
    var recordBytes: UInt32 = 16 << 20
}

/// The other process that opens one file, and what comes from it.
@safe struct Unpacking: ~Copyable {
    enum Piece: Equatable {
        /// A file within begins.
        case entry(String)
        case data([UInt8])
        /// Something within cannot be read.
        case damaged(String)
        /// Nothing more can be read.
        case failed(String)
    }

    private let unpack: OpaquePointer
    private var isOver = false
    private let format: UnpackFormat

    init(
        descriptor: Int32, _ format: UnpackFormat, limits: UnpackLimits, head: [UInt8] = []
    ) throws(SystemError) {
        let bounds = riskd_unpack_limits(
            memory_bytes: limits.memoryBytes, cpu_seconds: limits.cpuSeconds,
            stall_milliseconds: limits.stallMilliseconds, record_bytes: limits.recordBytes)
        var code: Int32 = 0
        let opened = unsafe head.withUnsafeBufferPointer { head in
            unsafe riskd_unpack_open(
                descriptor, format.code, bounds, head.baseAddress, head.count, &code)
        }
        guard let opened = unsafe opened else { throw SystemError("start a process", code: code) }
        unsafe unpack = opened
        self.format = format
    }

    deinit { unsafe riskd_unpack_close(unpack) }

    /// The process, for tests that end it.
    var process: Int32 { unsafe riskd_unpack_process(unpack) }

    /// Waits for what comes next; nil at the end, and behind a failure.
    mutating func next() -> Piece? {
        if isOver { return nil }
        var start: UnsafePointer<UInt8>?
        var count = 0
        let kind = unsafe riskd_unpack_next(unpack, &start, &count)
        let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
        switch kind {
        case RISKD_UNPACK_ENTRY: return .entry(PathText.text(bytes))
        case RISKD_UNPACK_DATA: return .data(bytes)
        case RISKD_UNPACK_DAMAGED: return .damaged(String(decoding: bytes, as: UTF8.self))
        default: break
        }
        isOver = true
        switch kind {
        case RISKD_UNPACK_FAILED: return .failed(String(decoding: bytes, as: UTF8.self))
        case RISKD_UNPACK_STALLED: return .failed("nothing came of it for too long")
        case RISKD_UNPACK_DIED:
            return .failed(
                "\(library) ended by signal \(unsafe riskd_unpack_signal(unpack)): the file is "
                    + "damaged, or takes more memory or time than one file may")
        default: return nil
        }
    }

    private var library: String {
        switch format {
        case .archive: "libarchive"
        case .evtx: "libevtx"
        }
    }
}
