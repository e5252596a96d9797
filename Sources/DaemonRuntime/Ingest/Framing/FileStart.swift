/// What the first bytes of a file say of all of it: its encoding, or that it is no text at all.
struct FileStart: Equatable {
    var encoding = TextEncoding.utf8
    /// Length of the byte order mark.
    var markBytes = 0
    /// What it is, where that is nothing to be read.
    var foreign: ForeignFormat?

    /// - Parameters:
    ///   - head: The first bytes of the file.
    ///   - isWhole: Whether the file has no more, or no more is waited for.
    /// - Returns: Nil while further bytes could decide otherwise: what is decided once does not
    ///   depend on how many came at a time.
    static func decide(_ head: ArraySlice<UInt8>, isWhole: Bool) -> FileStart? {
        guard !head.isEmpty else { return isWhole ? FileStart() : nil }
        switch ForeignFormat.beginning(head) {
        case .is(let format): return FileStart(foreign: format)
        case .mayBecome: if !isWhole { return nil }
        case .other: break
        }
        guard head.count >= 4 || isWhole else { return nil }
        let (encoding, markBytes) = TextEncoding.detect(head)
        if encoding == .utf8, markBytes == 0, let unmarked = unmarked(Array(head.prefix(4))) {
            return FileStart(encoding: unmarked)
        }
        return FileStart(encoding: encoding, markBytes: markBytes)
    }

    /// UTF-16 without a mark: two characters of ASCII, each with a NUL on the same side. UTF-8 text
    /// has no such NULs; those of a hole stand together.
    static func unmarked(_ head: [UInt8]) -> TextEncoding? {
        func isText(_ byte: UInt8) -> Bool {
            // Tab, line feed, carriage return, the separator of RFC 7464.
            byte >= 0x20 && byte < 0x7F || [0x09, 0x0A, 0x0D, 0x1E].contains(byte)
        }
        guard head.count == 4 else { return nil }
        if isText(head[0]), head[1] == 0, isText(head[2]), head[3] == 0 {
            return .utf16LittleEndian
        }
        if head[0] == 0, isText(head[1]), head[2] == 0, isText(head[3]) { return .utf16BigEndian }
        return nil
    }

    /// What the first lines say, where reading goes on behind them.
    ///
    /// - Parameters:
    ///   - head: The first bytes of the file.
    ///   - offset: Where reading goes on.
    /// - Returns: Nil where they are still to be read.
    func textStart(of head: [UInt8], before offset: UInt64) -> TextStart? {
        var text: [UInt8] = []
        if encoding == .utf8 {
            text = Array(head.dropFirst(markBytes))
        } else {
            var transcoder = UTF16Transcoder(isBigEndian: encoding == .utf16BigEndian)
            for byte in head.dropFirst(markBytes) { transcoder.append(byte, to: &text) }
        }
        let rest = text.drop { $0 <= 0x20 }
        // Blanks are bytes of their own in each encoding, two of them in UTF-16.
        let blanks = (text.count - rest.count) * (encoding == .utf8 ? 1 : 2)
        guard offset > UInt64(markBytes + blanks) else { return nil }
        return TextStart.decide(rest, isWhole: true)
    }
}
