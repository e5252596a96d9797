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
        for (format, magic) in magics {
            if head.starts(with: magic) { return FileStart(foreign: format) }
            if !isWhole, magic.starts(with: head) { return nil }
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

    /// The bytes that each format begins with.
    ///
    /// Source: the formats' own documents; file(1)'s table for those that have none.
    private static let magics: [(ForeignFormat, [UInt8])] =
        [
            (.evtx, Array("ElfFile\0".utf8)), (.evtx, Array("ElfChnk\0".utf8)),
            (.evt, [0x30, 0, 0, 0, 0x4C, 0x66, 0x4C, 0x65]),
            (.zip, [0x50, 0x4B, 0x03, 0x04]), (.zip, [0x50, 0x4B, 0x05, 0x06]),
            (.gzip, [0x1F, 0x8B]), (.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
            (.zstd, [0x28, 0xB5, 0x2F, 0xFD]), (.lz4, [0x04, 0x22, 0x4D, 0x18]),
            (.compress, [0x1F, 0x9D]), (.sevenZip, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
            (.rar, Array("Rar!\u{1A}\u{07}".utf8)), (.cabinet, Array("MSCF\0\0\0\0".utf8)),
            (.parquet, Array("PAR1\u{15}".utf8)), (.avro, Array("Obj\u{01}".utf8)),
            (.arrow, Array("ARROW1\0\0".utf8)), (.sqlite, Array("SQLite format 3\0".utf8)),
            (.elf, Array("\u{7F}ELF".utf8)), (.windowsProgram, [0x4D, 0x5A, 0x90, 0x00]),
            (.pcap, [0xD4, 0xC3, 0xB2, 0xA1]), (.pcap, [0xA1, 0xB2, 0xC3, 0xD4]),
            (.pcap, [0x4D, 0x3C, 0xB2, 0xA1]), (.pcap, [0xA1, 0xB2, 0x3C, 0x4D]),
            (.pcapng, [0x0A, 0x0D, 0x0D, 0x0A]), (.journal, Array("LPKSHHRH".utf8)),
            (.pdf, Array("%PDF-".utf8)),
            (.compoundFile, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
            (.utf32, [0xFF, 0xFE, 0, 0]), (.utf32, [0, 0, 0xFE, 0xFF]),
        ] + (1...9).map { (.bzip2, Array("BZh\($0)1AY&SY".utf8)) }
}
