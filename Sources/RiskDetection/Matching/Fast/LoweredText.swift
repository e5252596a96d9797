// Fast: same answers as asking every scan, as a part of ScanIndex; held by ScanIndexTests; saves 43 of 48 µs, together with the other parts, of a made-up Sysmon record with all detections of ESCU, normalising included.
import CByteScan

/// A value in lower case, with an ``edge`` before and behind it, to look for words in.
///
/// Memory is used again for each value.
struct LoweredText: Sendable {
    /// Stands for the end on either side, so that a word with it is found only there (or beside a NUL
    /// of the value).
    static let edge: UInt8 = 0
    /// Bytes behind the text, so that eight can be read wherever it goes on.
    private static let spare = 8

    private var bytes: [UInt8] = []
    /// Bytes of the text, edges included.
    private(set) var count = 0

    var text: Span<UInt8> {
        @_lifetime(borrow self) get { bytes.span.extracting(0..<count) }
    }

    /// - Returns: False where the value is not ASCII: it is not to be looked at.
    mutating func fill(_ value: Span<UInt8>) -> Bool {
        var all: UInt8 = 0
        count = value.count + 2
        bytes.removeAll(keepingCapacity: true)
        bytes.append(addingCapacity: count + Self.spare) { (out: inout OutputSpan<UInt8>) in
            out.append(Self.edge)
            unsafe out.withUnsafeMutableBufferPointer { buffer, filled in
                unsafe value.withUnsafeBufferPointer { source in
                    guard let from = source.baseAddress, let to = buffer.baseAddress else { return }
                    // There is room for so many.
                    all = unsafe riskd_lower(from, source.count, to + filled)
                    filled += source.count
                }
            }
            for _ in 0...Self.spare { out.append(Self.edge) }
        }
        return all < 0x80
    }

    /// The first place from `at` on of a run of bytes that has a mark; nil where there is none.
    ///
    /// - Parameters:
    ///   - width: Bytes of a run, 1 to 4.
    ///   - marks: A bit for each hash of so many bits, at least six.
    func firstGram(from at: Int, width: Int, marks: Span<UInt64>, bits: Int) -> Int? {
        precondition(at >= 0 && 1...4 ~= width && 6...16 ~= bits && marks.count == 1 << (bits - 6))
        let end = count - width + 1
        guard at < end else { return nil }
        let mask: UInt32 = .max >> UInt32(32 - 8 * width)
        let found = unsafe bytes.span.withUnsafeBufferPointer { text in
            unsafe marks.withUnsafeBufferPointer { marks in
                guard let text = text.baseAddress, let marks = marks.baseAddress else { return end }
                return unsafe riskd_first_gram(text, at, end, mask, marks, UInt32(32 - bits))
            }
        }
        return found < end ? found : nil
    }

    /// The hash of a run, as ``firstGram(from:width:marks:bits:)`` has it.
    static func hash(_ gram: UInt32, bits: Int) -> Int {
        Int(riskd_gram_hash(gram, UInt32(32 - bits)))
    }
}
