/// Finds the records that a line of a file belongs to.
package struct RecordFinder {
    package struct Record: Sendable {
        /// Where the record begins: bytes from the start of the (decompressed) file.
        package var offset: UInt64
        package var bytes: [UInt8]
    }

    /// More records than this on one line are not looked at.
    package static let recordsMax = 100

    private let recordBytesMax: Int

    package init(recordBytesMax: Int) { self.recordBytesMax = recordBytesMax }

    /// The records that stand on a line, or of which the line is a part.
    ///
    /// - Parameters:
    ///   - path: Compressed files too; `-` is standard input.
    ///   - line: From 1; nil for the first record of the file. An event log (.evtx) has no lines:
    ///     the number is that of the record.
    /// - Throws: ``SystemError`` where the file cannot be read.
    package func records(in path: String, line: Int?) throws -> [Record] {
        if let line, try Self.isEventLog(path) { return try record(line, of: path) }
        var place = LinePlace(line: line ?? 0)
        var found: [Record] = []
        let pieces: ((ArraySlice<UInt8>) -> Void)? =
            line == nil ? nil : { place.take($0) }
        let log = LogRecords(recordBytesMax: recordBytesMax)
        try log.read(path, pieces: pieces) { kind, bytes, start, end in
            let isMeant =
                line == nil ? found.isEmpty : place.range.overlaps(start..<max(end, start + 1))
            guard kind == .record, isMeant, found.count < Self.recordsMax else { return }
            found.append(Record(offset: start, bytes: bytes.indices.map { bytes[$0] }))
        }
        return found
    }
}

extension RecordFinder {
    private static func isEventLog(_ path: String) throws -> Bool {
        // What standard input holds can be read only once, and has no line to ask for.
        if path == "-" { return false }
        var input = try InputFile(path: path)
        return UnpackFormat(beginning: try input.beginning()) == .evtx
    }

    private func record(_ number: Int, of path: String) throws -> [Record] {
        var seen = 0
        var found: [Record] = []
        try LogRecords(recordBytesMax: recordBytesMax).read(path) { kind, bytes, start, _ in
            guard kind == .record else { return }
            seen += 1
            guard seen == number else { return }
            found.append(Record(offset: start, bytes: bytes.indices.map { bytes[$0] }))
        }
        return found
    }
}

/// Where a line of a file stands, found out as the file goes by.
private struct LinePlace {
    private let line: Int
    private var current = 1
    private var position: UInt64 = 0
    private var start: UInt64?
    private var end: UInt64?

    init(line: Int) {
        self.line = line
        if line == 1 { start = 0 }
    }

    mutating func take(_ piece: ArraySlice<UInt8>) {
        defer { position += UInt64(piece.count) }
        guard end == nil else { return }
        for (offset, byte) in zip(0..., piece) where byte == 0x0A {
            if current == line {
                end = position + UInt64(offset)
                return
            }
            current += 1
            if current == line { start = position + UInt64(offset) + 1 }
        }
    }

    /// Empty while the line has not come.
    var range: Range<UInt64> {
        guard let start else { return UInt64.max..<UInt64.max }
        return start..<max(end ?? .max, start + 1)
    }
}
