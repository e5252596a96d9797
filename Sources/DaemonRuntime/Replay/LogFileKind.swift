import CIM
import Glibc

/// The format of a log file, as its first bytes say.
package enum LogFileKind: Hashable, Sendable {
    case windowsXML, json, falconJSON
    /// CSV with a column that holds records.
    case rows
    /// Text in which no record begins.
    case text
    case empty
    /// An event log or an archive: `riskd replay` reads it, the daemon does not follow it.
    case replayOnly(ForeignFormat)
    case foreign(ForeignFormat)
    case unreadable(String)

    /// So much of a file is looked at.
    private static let headBytes: UInt64 = 64 << 10

    /// - Parameter path: A regular file, plain or compressed with gzip.
    package init(ofFile path: String) {
        do throws(SystemError) {
            var file = try DiskFileSystem().open(PathText.bytes(path), for: .reading)
            guard try file.status().isRegular else {
                self = .unreadable("it is no regular file")
                return
            }
            if ArchiveFile.isArchive(try file.bytes(0..<2)) { file = ArchiveFile(file) }
            self.init(head: try file.bytes(0..<Self.headBytes))
        } catch {
            self = .unreadable(error.description)
        }
    }

    /// The regular files that a pattern of a source names.
    package static func files(matching pattern: String) -> [String] {
        FilePatterns.expand([pattern]).filter { path in
            let status = try? DiskFileSystem().status(of: path)
            // What cannot be looked at is told by its own message.
            return status?.isRegular ?? true
        }.map(PathText.text)
    }

    /// - Parameter head: The first bytes, decompressed.
    init(head: [UInt8]) {
        guard !head.isEmpty, let start = FileStart.decide(head[...], isWhole: true) else {
            self = .empty
            return
        }
        if let format = start.foreign {
            self = UnpackFormat(beginning: head) == nil ? .foreign(format) : .replayOnly(format)
            return
        }
        var text: [UInt8] = []
        if start.encoding == .utf8 {
            text = Array(head.dropFirst(start.markBytes))
        } else {
            var transcoder = UTF16Transcoder(isBigEndian: start.encoding == .utf16BigEndian)
            for byte in head.dropFirst(start.markBytes) { transcoder.append(byte, to: &text) }
        }
        let rest = text.drop { $0 <= 0x20 }
        switch TextStart.decide(rest, isWhole: true) {
        case .rows: self = .rows
        case .foreign(let format): self = .foreign(format)
        case .records, nil: self.init(records: rest)
        }
    }

    /// Records may stand behind a header, such as that of syslog, and each may hold the other kind:
    /// the first that begins decides.
    private init(records: ArraySlice<UInt8>) {
        guard !records.isEmpty else {
            self = .empty
            return
        }
        let events = ["<Event", ":Event"].compactMap { Self.place(of: $0, in: records) }.min()
        let object = Self.place(of: "{", in: records)
        switch (events, object) {
        case (nil, nil): self = .text
        case (let events?, let object) where events < object ?? .max: self = .windowsXML
        default:
            self =
                Self.place(of: "\"event_simpleName\"", in: records) == nil ? .json : .falconJSON
        }
    }

    private static func place(of word: String, in bytes: ArraySlice<UInt8>) -> Int? {
        let word = Array(word.utf8)
        var rest = bytes
        while let place = rest.firstIndex(of: word[0]) {
            if rest[place...].starts(with: word) { return place }
            rest = rest[(place + 1)...]
        }
        return nil
    }

    /// As it stands behind a number: `2 XML`.
    package var name: String {
        switch self {
        case .windowsXML: "XML of Windows events"
        case .json: "JSON"
        case .falconJSON: "JSON of CrowdStrike's FDR"
        case .rows: "CSV with a column _raw"
        case .text: "text without records"
        case .empty: "empty"
        case .replayOnly(let format), .foreign(let format): format.name
        case .unreadable(let reason): "not readable (\(reason))"
        }
    }

    /// What to do where the daemon reads nothing of such a file; nil where it does.
    package var advice: String? {
        switch self {
        case .windowsXML, .json, .falconJSON, .rows, .empty: nil
        case .text: "the daemon finds Windows events in XML or JSON, and FDR, in text files"
        case .replayOnly(let format):
            "riskd replay reads it; for the daemon, \(format.advice)"
        case .foreign(let format): format.advice
        case .unreadable: "let the user of the daemon read it"
        }
    }
}
