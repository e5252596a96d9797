import CIM

/// Makes records of the files within an archive, one after the other: text as it is, gzip and event
/// logs opened once more. An archive within an archive is told of and not opened.
struct UnpackedEntries {
    /// Calls of the framer's owner: with where in all files together the file begins.
    typealias Drain = (inout RecordFramer, UInt64) -> Void

    /// A file within that cannot be read, or what kept the others from being read.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let recordBytesMax: Int
    private let prefilter: Prefilter?
    private let format: UnpackFormat
    private let path: String
    private var framer: RecordFramer?
    private var entry = ""
    /// Of the file within: what was read of it until it is told what it is.
    private var ahead: [UInt8] = []
    private var spool: Spool?
    /// Bytes of all files before this one, and of this one.
    private var base: UInt64 = 0
    private var entryBytes: UInt64 = 0
    private var failures: [String] = []
    private(set) var damagedRecords = 0
    /// Records that matter to no detection.
    private(set) var passedOver = 0

    /// An event log or a compressed file within an archive, which is kept until it is whole.
    private final class Spool {
        var file: FileSpool
        let isLog: Bool

        init(isLog: Bool) throws(SystemError) {
            file = try FileSpool()
            self.isLog = isLog
        }
    }

    /// More failures than this are counted.
    private static let failuresMax = 20

    init(
        recordBytesMax: Int, prefilter: Prefilter?, _ format: UnpackFormat, path: String
    ) {
        self.recordBytesMax = recordBytesMax
        self.prefilter = prefilter
        self.format = format
        self.path = path
        if format == .evtx { framer = makeFramer() }
    }

    /// All that could not be read, as one error.
    var failure: Failure? {
        guard !failures.isEmpty else { return nil }
        let more = failures.count - Self.failuresMax
        return Failure(
            description: failures.prefix(Self.failuresMax).joined(separator: "; ")
                + (more > 0 ? "; and \(more) more" : ""))
    }

    mutating func take(
        _ piece: Unpacking.Piece, _ pieces: ((ArraySlice<UInt8>) -> Void)?, _ drain: Drain
    ) {
        switch piece {
        case .entry(let name):
            finish(pieces, drain)
            entry = name
        case .data(let bytes): take(bytes, pieces, drain)
        case .damaged(let reason):
            // Of an event log a record; it counts with those that are cut off.
            if format == .evtx { damagedRecords += 1 } else { fail(reason) }
        case .failed(let reason): fail(reason)
        }
    }

    /// The file within is over.
    mutating func finish(_ pieces: ((ArraySlice<UInt8>) -> Void)?, _ drain: Drain) {
        if framer == nil, spool == nil, !ahead.isEmpty { begin(pieces, drain) }
        if let spool {
            self.spool = nil
            readSpool(spool, pieces, drain)
        }
        finishFramer(drain)
        base &+= entryBytes
        entryBytes = 0
        ahead = []
        if format == .evtx { framer = makeFramer() }
    }

    private mutating func take(
        _ bytes: [UInt8], _ pieces: ((ArraySlice<UInt8>) -> Void)?, _ drain: Drain
    ) {
        if let spool { return append(bytes[...], to: spool) }
        if framer != nil { return frame(bytes[...], pieces, drain) }
        ahead += bytes
        if case .mayBecome = ForeignFormat.beginning(ahead[...]) { return }
        begin(pieces, drain)
    }

    /// Decides what the file within is, by its first bytes.
    private mutating func begin(_ pieces: ((ArraySlice<UInt8>) -> Void)?, _ drain: Drain) {
        let first = ahead
        ahead = []
        let kind = ForeignFormat.beginning(first[...])
        let isLog = kind == .is(.evtx) && UnpackFormat.evtx.isBuilt
        if isLog || kind == .is(.gzip) {
            do {
                let spool = try Spool(isLog: isLog)
                self.spool = spool
                append(first[...], to: spool)
            } catch {
                fail("\(entry): \(error)")
                framer = makeFramer()
            }
            return
        }
        framer = makeFramer()
        frame(first[...], pieces, drain)
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>, to spool: Spool) {
        do {
            try spool.file.append(bytes)
        } catch {
            fail("\(entry): \(error)")
        }
    }

    private mutating func readSpool(
        _ spool: Spool, _ pieces: ((ArraySlice<UInt8>) -> Void)?, _ drain: Drain
    ) {
        framer = makeFramer()
        var limits = UnpackLimits()
        limits.recordBytes = UInt32(clamping: recordBytesMax)
        do {
            // libarchive opens gzip as well, as a file with one within.
            var unpacking = try Unpacking(
                descriptor: spool.file.descriptor.number, spool.isLog ? .evtx : .archive,
                limits: limits)
            while let piece = unpacking.next() {
                switch piece {
                case .entry: break
                case .data(let bytes): frame(bytes[...], pieces, drain)
                case .damaged(let reason):
                    if spool.isLog { damagedRecords += 1 } else { fail("\(entry): \(reason)") }
                case .failed(let reason): fail("\(entry): \(reason)")
                }
            }
        } catch {
            fail("\(entry): \(error)")
        }
    }

    private mutating func frame(
        _ bytes: ArraySlice<UInt8>, _ pieces: ((ArraySlice<UInt8>) -> Void)?, _ drain: Drain
    ) {
        guard var own = framer.take() else { return }
        pieces?(bytes)
        entryBytes += UInt64(bytes.count)
        own.append(bytes)
        drain(&own, base)
        framer = own
    }

    private mutating func finishFramer(_ drain: Drain) {
        guard var own = framer.take() else { return }
        own.finish()
        drain(&own, base)
        passedOver += own.passed.count
        framer = nil
    }

    private func makeFramer() -> RecordFramer {
        var framer = RecordFramer(recordBytesMax: recordBytesMax, prefilter: prefilter)
        framer.passed = PassedRecords(isSampled: prefilter != nil)
        return framer
    }

    private mutating func fail(_ reason: String) {
        failures.append("\(path): \(reason)")
    }
}
