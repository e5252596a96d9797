/// Lines of the output, and which of them are there already.
enum OutputLines {
    static let feed = UInt8(ascii: "\n")

    /// The lines of bytes that end with a line feed, without their line feeds; empty ones are left
    /// out.
    static func lines(of bytes: [UInt8]) -> [[UInt8]] {
        bytes.split(separator: feed).map(Array.init)
    }

    /// What of a planned delivery is missing where somebody else wrote as well.
    ///
    /// - Parameter region: What the file holds from the start of the plan on.
    /// - Returns: Lines that are not there, and the rest of the first of them where the file ends
    ///   within it.
    static func missing(
        _ planned: [[UInt8]], in region: [UInt8]
    ) -> (lines: [[UInt8]], rest: [UInt8]) {
        let pieces = region.split(separator: feed, omittingEmptySubsequences: false).map(Array.init)
        let torn = pieces.last ?? []
        let whole = Set(pieces.dropLast())
        var lines = planned.filter { !whole.contains($0) }
        guard let first = lines.first, !torn.isEmpty, first.starts(with: torn) else {
            return (lines, [])
        }
        lines.removeFirst()
        return (lines, first[torn.count...] + [feed])
    }

    /// Lines that none of the files holds.
    ///
    /// - Parameter files: Plain, or compressed with gzip.
    static func absent(
        _ planned: [[UInt8]], from files: [any OpenedFile]
    ) throws(SystemError) -> [[UInt8]] {
        var left = Set(planned)
        for file in files where !left.isEmpty {
            try read(file) { left.remove(Array($0)) }
        }
        return planned.filter { left.contains($0) }
    }

    /// Hands out the whole lines of a file, decompressed.
    static func read(
        _ file: any OpenedFile, _ body: (ArraySlice<UInt8>) -> Void
    ) throws(SystemError) {
        let head = try file.bytes(0..<2)
        let content = ArchiveFile.isArchive(head) ? ArchiveFile(file) : file
        var block = [UInt8](repeating: 0, count: 1 << 20)
        var offset: UInt64 = 0
        var rest: [UInt8] = []
        while true {
            let count = try content.read(at: offset, into: &block)
            guard count > 0 else { return }
            offset += UInt64(count)
            rest += block[..<count]
            var start = 0
            while let end = ByteSearch.first(feed, in: rest, start..<rest.count) {
                body(rest[start..<end])
                start = end + 1
            }
            rest.removeSubrange(..<start)
        }
    }
}
