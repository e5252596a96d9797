extension ForeignFormat {
    /// What the first bytes of a file say.
    enum Beginning: Equatable {
        case `is`(ForeignFormat)
        /// Further bytes can make it this format.
        case mayBecome(ForeignFormat)
        case other
    }

    /// - Parameter head: The first bytes of a file, one at least.
    static func beginning(_ head: ArraySlice<UInt8>) -> Beginning {
        for (format, magic) in magics {
            if head.starts(with: magic) { return .is(format) }
            if magic.starts(with: head) { return .mayBecome(format) }
        }
        return .other
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
