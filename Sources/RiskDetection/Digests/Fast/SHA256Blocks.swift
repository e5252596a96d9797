// Fast: same answers as SHA256's own rounds; held by SHA256Tests; saves 1,060 of 1,310 ns of a digest of 300 bytes, where the processor has instructions for it.

import CByteScan

/// Blocks of SHA-256 by the instructions of the processor.
enum SHA256Blocks {
    /// Asked once: the question itself takes longer than a block.
    private static let isThere = riskd_has_sha256()

    /// Takes whole blocks of 64 bytes into a state.
    ///
    /// - Returns: False where the processor has no such instructions; nothing was done then.
    static func take(
        _ blocks: Span<UInt8>, into state: inout InlineArray<8, UInt32>,
        _ constants: Span<UInt32>
    ) -> Bool {
        precondition(blocks.count % 64 == 0 && constants.count == 64)
        var span = state.mutableSpan
        return unsafe span.withUnsafeMutableBufferPointer { state in
            unsafe constants.withUnsafeBufferPointer { constants in
                unsafe blocks.withUnsafeBufferPointer { bytes in
                    guard let bytes = bytes.baseAddress else { return true }
                    return unsafe riskd_sha256_blocks(
                        isThere, state.baseAddress, constants.baseAddress, bytes,
                        blocks.count / 64) == 1
                }
            }
        }
    }
}
