/// Text that is taken as it stands, markup and all.
enum VerbatimText {
    /// Whether the bytes are a text as they are.
    static func isPlain(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        text.extracting(range).isASCII
    }

    /// Appends the characters; bytes that are not UTF-8 become U+FFFD.
    ///
    /// - Returns: Whether all bytes were UTF-8.
    static func append(_ text: Span<UInt8>, _ range: Range<Int>, to out: inout [UInt8]) -> Bool {
        var isSound = true
        // A byte that is not UTF-8 grows to three.
        out.append(addingCapacity: range.count * 3) { out in
            var at = range.lowerBound
            while at < range.upperBound {
                if text[at] < 0x80 {
                    out.append(text[at])
                    at += 1
                } else if !UTF8Repair.appendSequence(text, &at, range.upperBound, to: &out) {
                    isSound = false
                }
            }
        }
        return isSound
    }
}
