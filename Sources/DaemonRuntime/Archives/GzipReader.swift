import CZlib

/// Decompresses gzip data as it comes, all members one after the other.
@safe struct GzipReader: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether the data so far ends with a whole member.
    private(set) var isComplete = false
    private var isDamaged = false

    enum Failure: Error {
        case damaged
    }

    init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 15 bits of window, and 16 for a gzip header: the values of zlib.h.
        let status = unsafe inflateInit2_(
            stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "inflateInit2 gave \(status)")
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Decompresses a block.
    ///
    /// - Parameter body: Gets the data in pieces of at most `piece.count` bytes.
    mutating func read(
        _ block: ArraySlice<UInt8>, piece: inout [UInt8], _ body: (ArraySlice<UInt8>) throws -> Void
    ) throws {
        var input = Array(block)
        var used = 0
        while true {
            let produced = try step(&input, &used, into: &piece)
            if produced > 0 { try body(piece[..<produced]) }
            if used == input.count, produced < piece.count, !isDamaged { return }
        }
    }

    /// Decompresses what the input gives, at most one piece of it.
    ///
    /// - Parameter used: How much of the input is done with; moved on.
    /// - Returns: How many bytes stand in the piece; when it is full there may be more without
    ///   further input.
    mutating func step(
        _ input: inout [UInt8], _ used: inout Int, into piece: inout [UInt8]
    ) throws(Failure) -> Int {
        if isDamaged { throw Failure.damaged }
        // A new member begins where the last one ended.
        if isComplete, used < input.count {
            unsafe inflateReset(stream)
            isComplete = false
        }
        guard !isComplete else { return 0 }
        let (consumed, produced, status) = inflate(&input, from: used, into: &piece)
        let isStuck = consumed == 0 && produced == 0 && used < input.count
        used += consumed
        switch status {
        case Z_STREAM_END: isComplete = true
        // No input is left, or the piece is full.
        case Z_OK where !isStuck, Z_BUF_ERROR where !isStuck: break
        default: isDamaged = true
        }
        // What was decompressed before the damage is handed out first.
        if isDamaged, produced == 0 { throw Failure.damaged }
        return produced
    }

    private func inflate(
        _ input: inout [UInt8], from: Int, into piece: inout [UInt8]
    ) -> (consumed: Int, produced: Int, status: Int32) {
        let available = input.count - from
        let room = piece.count
        return unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe piece.withUnsafeMutableBufferPointer { output in
                unsafe stream.pointee.next_in = input.baseAddress.map { unsafe $0 + from }
                unsafe stream.pointee.avail_in = UInt32(available)
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(room)
                let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
                return unsafe (
                    available - Int(stream.pointee.avail_in), room - Int(stream.pointee.avail_out),
                    status
                )
            }
        }
    }
}
