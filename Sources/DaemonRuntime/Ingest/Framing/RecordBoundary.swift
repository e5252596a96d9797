import CIM

/// Whether a record may begin at a place in a file where reading goes on.
///
/// A place that a framer gave is such a place: behind a line, an event or an object, or at the
/// start of one that was not whole. Any other place lies within a line (a file's end while it was
/// written to), and the rest of that line is no record.
struct RecordBoundary {
    /// How much before and behind the place is looked at, in characters.
    static let bytesMax = 512

    private let encoding: TextEncoding

    init(_ encoding: TextEncoding) { self.encoding = encoding }

    /// - Parameters:
    ///   - before: The bytes in front of the place, the last ones of the file so far.
    ///   - after: The bytes behind it, if there are any.
    func isRecordStart(before: [UInt8], after: [UInt8]) -> Bool {
        for character in characters(before).reversed() {
            switch character {
            // Behind a line; NULs fill holes.
            case 0x0A, 0: return true
            case 1...0x20: continue
            // Events and objects may follow each other on one line.
            case UInt8(ascii: ">"), UInt8(ascii: "}"): return true
            default: return opensRecord(characters(after))
            }
        }
        return true
    }

    private func opensRecord(_ text: [UInt8]) -> Bool {
        RecordStart.find(text.span, text.count)?.start == 0
    }

    /// The characters, those beyond ASCII as 0xFF.
    private func characters(_ bytes: [UInt8]) -> [UInt8] {
        guard encoding != .utf8 else { return bytes }
        let high = encoding == .utf16LittleEndian ? 1 : 0
        return stride(from: 0, to: bytes.count - 1, by: 2).map {
            let isASCII = bytes[$0 + high] == 0 && bytes[$0 + 1 - high] < 0x80
            return isASCII ? bytes[$0 + 1 - high] : 0xFF
        }
    }
}
