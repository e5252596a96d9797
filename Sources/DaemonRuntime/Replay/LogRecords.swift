/// Reads the records of one file from start to end, without judging them.
struct LogRecords {
    let recordBytesMax: Int

    /// - Parameter body: Gets each whole record, and where it begins in the (decompressed) file.
    /// - Throws: ``SystemError`` where the file cannot be read to its end.
    func read(_ path: String, _ body: (Span<UInt8>, UInt64) -> Void) throws {
        var input = try InputFile(path: path)
        var framer = RecordFramer(recordBytesMax: recordBytesMax)
        try input.read(into: &framer) { framer, _ in
            drain(&framer, body)
        }
        framer.finish()
        drain(&framer, body)
    }

    private func drain(_ framer: inout RecordFramer, _ body: (Span<UInt8>, UInt64) -> Void) {
        while framer.next({ kind, bytes, start, _ in
            if kind == .record { body(bytes, start) }
            return true
        }) == .taken {}
    }
}
