/// What a file is that holds no records riskd can read, as its first bytes say.
///
/// The raw value is its name in the ring and in fields of messages.
package enum ForeignFormat: String, CaseIterable, Sendable {
    case evtx, evt, zip, gzip, xz, zstd, bzip2, lz4, compress
    case sevenZip = "7z"
    case rar, cabinet, parquet, avro, arrow, sqlite, elf
    case windowsProgram = "pe"
    case pcap, pcapng, journal, pdf
    case compoundFile = "ole2"
    case utf32
    /// UTF-16 behind a mark of its own, in a file that began as UTF-8.
    case utf16Appended = "utf16_appended"
    case classicText = "classic_event_text"
    case csv

    /// - Parameter name: What ``FramerOutput/foreign`` carries.
    init?(_ name: Span<UInt8>) {
        self.init(rawValue: String(decoding: (0..<name.count).map { name[$0] }, as: UTF8.self))
    }

    /// Whether it is text, in which records may follow all the same.
    var isText: Bool {
        switch self {
        case .utf16Appended, .classicText, .csv: true
        default: false
        }
    }

    /// As it stands behind "it is".
    package var name: String {
        switch self {
        case .evtx: "a Windows event log (.evtx)"
        case .evt: "a Windows event log of before Vista (.evt)"
        case .zip: "a zip archive"
        case .gzip: "compressed with gzip"
        case .xz: "compressed with xz"
        case .zstd: "compressed with zstd"
        case .bzip2: "compressed with bzip2"
        case .lz4: "compressed with lz4"
        case .compress: "compressed with compress (.Z)"
        case .sevenZip: "a 7z archive"
        case .rar: "a rar archive"
        case .cabinet: "a Windows cabinet"
        case .parquet: "a Parquet file"
        case .avro: "an Avro file"
        case .arrow: "an Arrow file"
        case .sqlite: "a SQLite database"
        case .elf: "a program (ELF)"
        case .windowsProgram: "a Windows program"
        case .pcap: "a packet capture (pcap)"
        case .pcapng: "a packet capture (pcapng)"
        case .journal: "a file of the systemd journal"
        case .pdf: "a PDF document"
        case .compoundFile: "a Windows compound file (OLE2)"
        case .utf32: "text in UTF-32"
        case .utf16Appended: "UTF-16 text behind UTF-8 text"
        case .classicText: "Windows events as classic text (EventCode=, LogName=)"
        case .csv: "CSV without a column _raw"
        }
    }

    /// What to do to have it read.
    package var advice: String {
        switch self {
        case .evtx, .evt:
            "convert it with \"evtx_dump -o jsonl\" or, on Windows, "
                + "\"wevtutil query-events /lf:true /format:xml\""
        case .zip, .rar, .cabinet, .sevenZip: "unpack it, or compress logs with gzip"
        case .gzip: "decompress it once more (zcat)"
        case .xz, .zstd, .bzip2, .lz4, .compress:
            "decompress it, or compress logs with gzip, which is read"
        case .parquet, .avro, .arrow: "export it as JSON, an object a line"
        case .sqlite, .elf, .windowsProgram, .pcap, .pcapng, .pdf, .compoundFile:
            "name only logs in the configuration's sources, or on the command line"
        case .journal: "use a source of the type journal, or \"journalctl -o json\""
        case .utf32: "convert it to UTF-8 (iconv -f UTF-32)"
        case .utf16Appended:
            "write a file in one encoding: PowerShell's Out-File and Add-Content take "
                + "\"-Encoding utf8\", \">>\" does not"
        case .classicText:
            "have the collector send XML (renderXml = 1 in Splunk's inputs.conf, "
                + "\"wevtutil /format:xml\") or JSON"
        case .csv: "export raw events (a column _raw), XML or JSON"
        }
    }

    /// The whole message about a file.
    package var text: String { "it is \(name), which riskd does not read; \(advice)" }
}
