/// How a file's text is encoded, as its byte order mark says.
package enum TextEncoding: Equatable, Sendable {
    case utf8
    case utf16LittleEndian
    case utf16BigEndian

    /// An ASCII character in this encoding.
    func bytes(of character: UInt8) -> [UInt8] {
        switch self {
        case .utf8: [character]
        case .utf16LittleEndian: [character, 0]
        case .utf16BigEndian: [0, character]
        }
    }

    /// - Parameter head: The first bytes of the file, three if it has them.
    /// - Returns: The encoding and the length of the mark.
    static func detect(_ head: ArraySlice<UInt8>) -> (encoding: TextEncoding, markBytes: Int) {
        if head.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        if head.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        return (.utf8, head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    }
}

/// Turns UTF-16 into UTF-8 as it comes, in any cut; half a pair alone becomes U+FFFD.
struct UTF16Transcoder {
    private let isBigEndian: Bool
    private var half: UInt8?
    private var highSurrogate: UInt16?

    init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    mutating func append(_ byte: UInt8, to output: inout [UInt8]) {
        guard let first = half else {
            half = byte
            return
        }
        half = nil
        let unit =
            isBigEndian
            ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first)
        append(unit: unit, to: &output)
    }

    private mutating func append(unit: UInt16, to output: inout [UInt8]) {
        if let high = highSurrogate {
            highSurrogate = nil
            if UTF16.isTrailSurrogate(unit) {
                let value = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
                return Self.append(Unicode.Scalar(value), to: &output)
            }
            Self.append(nil, to: &output)
        }
        if UTF16.isLeadSurrogate(unit) {
            highSurrogate = unit
        } else {
            Self.append(Unicode.Scalar(unit), to: &output)
        }
    }

    private static func append(_ scalar: Unicode.Scalar?, to output: inout [UInt8]) {
        output.append(
            contentsOf: UTF8.encode(scalar ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
    }
}
