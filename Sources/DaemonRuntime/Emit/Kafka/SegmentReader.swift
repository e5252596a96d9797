/// The lines of a closed segment, one after the other.
struct SegmentReader {
    private let file: any OpenedFile
    private(set) var buffer: [UInt8] = []
    /// Where the next line begins.
    private var start = 0
    private var offset: UInt64 = 0
    private var isAtEnd = false

    private static let blockBytes = 256 << 10

    init(_ path: String) throws(SystemError) {
        file = try DiskFileSystem().open(Array(path.utf8), for: .reading)
    }

    /// The next line, without its line feed, as a place in the buffer until this is called again.
    mutating func next() throws(SystemError) -> Range<Int>? {
        var searched = start
        while true {
            if let feed = ByteSearch.first(OutputLines.feed, in: buffer, searched..<buffer.count) {
                defer { start = feed + 1 }
                return start..<feed
            }
            guard !isAtEnd else { return nil }
            buffer.removeFirst(start)
            searched = buffer.count
            start = 0
            var block = [UInt8](repeating: 0, count: Self.blockBytes)
            let count = try file.read(at: offset, into: &block)
            isAtEnd = count < block.count
            offset += UInt64(count)
            buffer += block[..<count]
        }
    }

    /// Where bytes first stand within a range.
    static func find(_ bytes: [UInt8], in buffer: [UInt8], _ range: Range<Int>) -> Int? {
        var place = range.lowerBound
        while place + bytes.count <= range.upperBound {
            if buffer[place] == bytes[0],
                bytes.indices.allSatisfy({ buffer[place + $0] == bytes[$0] })
            {
                return place
            }
            place += 1
        }
        return nil
    }
}
