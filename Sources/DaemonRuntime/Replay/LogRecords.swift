/// Reads the records of one file from start to end: the one loop of opening, reading, framing and
/// handing out for everything that reads whole files.
struct LogRecords {
    /// How far the reading of a file is.
    struct Progress {
        /// Bytes read from disk.
        var readBytes: UInt64
        /// Records that matter to no detection, and were not handed out.
        var passedOver: Int
    }

    let recordBytesMax: Int
    /// Nil where all records are handed out.
    var prefilter: Prefilter?
    /// Whether the last record of the file is handed out for a look where it is passed over: some
    /// need to know until when the log goes. Of the first the prefilter's samples tell.
    var looksAtLast = false

    /// - Parameters:
    ///   - pieces: Gets the bytes of the file before the records in them come; nil where nobody
    ///     asks for them, which saves copying them.
    ///   - pause: Called when what was there is read, before more is waited for, and at the end.
    ///   - body: Gets what a record is, its bytes, where it begins in the (decompressed) file and
    ///     where the next may begin.
    /// - Throws: What kept the file from being read, once what could be read of it was handed out.
    func read(
        _ path: String, pieces: ((ArraySlice<UInt8>) -> Void)? = nil,
        pause: (Progress) -> Void = { _ in },
        _ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Void
    ) throws {
        var input = try InputFile(path: path)
        if let format = UnpackFormat(beginning: try input.beginning()) {
            return try unpack(&input, format, pieces, pause, body)
        }
        var framer = RecordFramer(recordBytesMax: recordBytesMax, prefilter: prefilter)
        framer.passed = PassedRecords(isSampled: prefilter != nil)
        framer.keepsLastPassed = looksAtLast
        var result: Result<Void, any Error> = .success(())
        do {
            if let pieces {
                try input.read { piece, readBytes in
                    pieces(piece)
                    framer.append(piece)
                    drain(&framer, readBytes, pause, body)
                }
            } else {
                try input.read(into: &framer) { framer, readBytes in
                    drain(&framer, readBytes, pause, body)
                }
            }
        } catch {
            result = .failure(error)
        }
        framer.finish()
        drain(&framer, input.readBytes, pause, body)
        framer.lookAtLastPassed(body)
        try result.get()
    }

    /// As ``read(_:pieces:pause:_:)``, of all files within. Offsets count what they hold, one file
    /// behind the other.
    private func unpack(
        _ input: inout InputFile, _ format: UnpackFormat,
        _ pieces: ((ArraySlice<UInt8>) -> Void)?, _ pause: (Progress) -> Void,
        _ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Void
    ) throws {
        var limits = UnpackLimits()
        limits.recordBytes = UInt32(clamping: recordBytesMax)
        var entries = UnpackedEntries(
            recordBytesMax: recordBytesMax, prefilter: prefilter, format, path: input.path)
        try input.unpack(format, limits: limits) { piece, readBytes in
            entries.take(piece, pieces) { framer, base in
                drain(&framer, readBytes, base, body)
            }
            pause(Progress(readBytes: readBytes, passedOver: entries.passedOver))
        }
        let readBytes = input.readBytes
        entries.finish(pieces) { framer, base in drain(&framer, readBytes, base, body) }
        let nothing: [UInt8] = []
        for _ in 0..<entries.damagedRecords { body(.truncated, nothing.span, 0, 0) }
        pause(Progress(readBytes: readBytes, passedOver: entries.passedOver))
        if let failure = entries.failure { throw failure }
    }

    private func drain(
        _ framer: inout RecordFramer, _ readBytes: UInt64, _ base: UInt64,
        _ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Void
    ) {
        drain(&framer, readBytes, { _ in }) { kind, bytes, start, end in
            body(kind, bytes, base &+ start, base &+ end)
        }
    }

    private func drain(
        _ framer: inout RecordFramer, _ readBytes: UInt64, _ pause: (Progress) -> Void,
        _ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Void
    ) {
        while framer.next({ kind, bytes, start, end in
            body(kind, bytes, start, end)
            return true
        }) == .taken {}
        pause(Progress(readBytes: readBytes, passedOver: framer.passed.count))
    }
}
