/// The last record of a file, where the prefilter passed over it. A replay looks at its time.
struct LastPassedRecord: Sendable {
    /// Where it stands in the framer's buffer; nil where it is kept apart, or was not passed over.
    private var range: Range<Int>?
    /// Its bytes, once the buffer goes on.
    private var kept: [UInt8]?
    private var start: UInt64 = 0
    private var next: UInt64 = 0

    /// Notes what became of a record.
    ///
    /// - Parameter range: Where it stands in the buffer; nil where it was handed out.
    mutating func note(_ range: Range<Int>?, start: UInt64, next: UInt64) {
        self.range = range
        self.start = start
        self.next = next
        kept = nil
    }

    /// Copies the record before the buffer moves: once for each block of a file.
    mutating func keep(_ buffer: [UInt8]) {
        guard let range else { return }
        kept = Array(buffer[range])
        self.range = nil
    }

    /// Hands the record out, if it is there.
    mutating func take(_ buffer: [UInt8], _ body: (Span<UInt8>, UInt64, UInt64) -> Void) {
        keep(buffer)
        guard let bytes = kept else { return }
        kept = nil
        body(bytes.span, start, next)
    }
}

extension RecordFramer {
    /// Hands out the last record as a sample where it was passed over.
    mutating func lookAtLastPassed(_ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Void) {
        lastPassed.take(input.buffer) { bytes, start, next in body(.sample, bytes, start, next) }
    }
}
