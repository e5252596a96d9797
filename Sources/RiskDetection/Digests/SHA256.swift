/// SHA-256, for identities only: nothing here is secret.
///
/// Source: FIPS 180-4, sections 4.1.2, 4.2.2, 5.3.3 and 6.2.2.
package struct SHA256: Sendable {
    private var state: InlineArray<8, UInt32> = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
        0x5be0_cd19,
    ]
    /// The bytes of a block that is not whole: the first ``filled``.
    private var block = InlineArray<64, UInt8>(repeating: 0)
    private var filled = 0
    /// Bits so far.
    private var length: UInt64 = 0
    private let isPlain: Bool

    /// - Parameter isPlain: Whether the rounds are those of this file, whatever the processor has.
    package init(isPlain: Bool = false) { self.isPlain = isPlain }

    package mutating func update(_ bytes: some Sequence<UInt8>) {
        update(Array(bytes).span)
    }

    package mutating func update(_ bytes: Span<UInt8>) {
        length &+= UInt64(bytes.count) &* 8
        var place = 0
        if filled > 0 {
            while filled < 64, place < bytes.count {
                block[filled] = bytes[place]
                filled += 1
                place += 1
            }
            guard filled == 64 else { return }
            take(block)
        }
        let end = place + (bytes.count - place) / 64 * 64
        if end > place { compress(bytes.extracting(place..<end)) }
        for index in end..<bytes.count {
            block[filled] = bytes[index]
            filled += 1
        }
    }

    /// Adds a value so that no other sequence of values gives the same bytes: its length goes first.
    package mutating func update(field text: String) {
        update(length: text.utf8.count)
        update(text.utf8.span)
    }

    package mutating func update(field bytes: [UInt8]) {
        update(length: bytes.count)
        update(bytes.span)
    }

    private mutating func update(length count: Int) {
        let bytes = InlineArray<8, UInt8> { UInt8(truncatingIfNeeded: UInt64(count) >> (8 * $0)) }
        update(bytes.span)
    }

    /// - Returns: 32 bytes.
    package mutating func finalize() -> [UInt8] {
        let bits = length
        block[filled] = 0x80
        for index in filled + 1..<64 { block[index] = 0 }
        if filled >= 56 {
            take(block)
            block = InlineArray(repeating: 0)
        }
        for index in 0..<8 {
            block[56 + index] = UInt8(truncatingIfNeeded: bits >> (56 - 8 * index))
        }
        take(block)
        return [UInt8](capacity: 32) { (out: inout OutputSpan<UInt8>) in
            for word in state.indices {
                for byte in 0..<4 {
                    out.append(UInt8(truncatingIfNeeded: state[word] >> (24 - 8 * byte)))
                }
            }
        }
    }

    /// Takes in the block that is full now.
    private mutating func take(_ full: InlineArray<64, UInt8>) {
        compress(full.span)
        filled = 0
    }

    /// - Parameter blocks: Whole ones.
    private mutating func compress(_ blocks: Span<UInt8>) {
        if !isPlain, SHA256Blocks.take(blocks, into: &state, Self.constants.span) { return }
        for start in stride(from: 0, to: blocks.count, by: 64) {
            compressOne(blocks.extracting(start..<start + 64))
        }
    }

    private mutating func compressOne(_ bytes: Span<UInt8>) {
        var w = InlineArray<64, UInt32>(repeating: 0)
        for i in 0..<16 {
            w[i] =
                UInt32(bytes[4 * i]) << 24 | UInt32(bytes[4 * i + 1]) << 16
                | UInt32(bytes[4 * i + 2]) << 8 | UInt32(bytes[4 * i + 3])
        }
        for i in 16..<64 {
            let s0 = w[i - 15].rotated(7) ^ w[i - 15].rotated(18) ^ w[i - 15] >> 3
            let s1 = w[i - 2].rotated(17) ^ w[i - 2].rotated(19) ^ w[i - 2] >> 10
            w[i] = w[i - 16] &+ s0 &+ w[i - 7] &+ s1
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        let constants = Self.constants.span
        for i in 0..<64 {
            let s1 = e.rotated(6) ^ e.rotated(11) ^ e.rotated(25)
            let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ constants[i] &+ w[i]
            let s0 = a.rotated(2) ^ a.rotated(13) ^ a.rotated(22)
            let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
        }
        let sums: InlineArray<8, UInt32> = [a, b, c, d, e, f, g, h]
        for place in state.indices { state[place] = state[place] &+ sums[place] }
    }

    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
        0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
        0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
        0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
        0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
        0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
        0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
        0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
        0xc671_78f2,
    ]
}

extension UInt32 {
    fileprivate func rotated(_ bits: UInt32) -> UInt32 { self >> bits | self << (32 - bits) }
}
