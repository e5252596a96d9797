/// The bytes of a file as a framer looks at them: transcoded to UTF-8, cut off where they are done
/// with, each with its place in the file.
struct FramerInput {
    private(set) var buffer: [UInt8] = []
    /// Everything before it is done with.
    var cursor = 0
    /// Whether no more will come.
    private(set) var isFinished = false
    /// What the file is, where its first bytes say that it is no text.
    private(set) var foreign: ForeignFormat?
    private(set) var encoding = TextEncoding.utf8
    private var offsets: FileOffsets
    private var transcoder: UTF16Transcoder?
    /// Bytes that wait for the file's kind to be told: no more than its longest magic.
    private var head: [UInt8]?

    /// - Parameter start: Nil at the start of a file, whose first bytes tell.
    init(startOffset: UInt64, start: FileStart?) {
        offsets = FileOffsets(start: startOffset)
        if let start { use(start, markBytes: 0) } else { head = [] }
    }

    private mutating func use(_ start: FileStart, markBytes: Int) {
        head = nil
        foreign = start.foreign
        encoding = start.encoding
        offsets.skip(markBytes)
        guard encoding != .utf8 else { return }
        offsets.countsCodeUnits = true
        transcoder = UTF16Transcoder(isBigEndian: encoding == .utf16BigEndian)
    }

    /// Where in the file the cursor stands.
    var position: UInt64 { offset(of: cursor) }

    func offset(of index: Int) -> UInt64 { offsets.offset(of: index, in: buffer) }

    /// The same, and a later place is counted from here.
    mutating func reach(_ index: Int) -> UInt64 { offsets.reach(index, in: buffer) }

    /// Whether bytes may be written to the buffer as they are.
    private var isDirect: Bool { head == nil && transcoder == nil }

    /// Removes what is done with.
    ///
    /// - Returns: How many bytes went.
    mutating func dropHandedOut() -> Int {
        let count = cursor
        guard count > 0 else { return 0 }
        offsets.drop(count, of: buffer)
        buffer.removeSubrange(..<count)
        cursor = 0
        return count
    }

    mutating func append(_ chunk: ArraySlice<UInt8>) {
        guard head != nil else { return take(chunk) }
        head?.append(contentsOf: chunk)
        decide()
    }

    mutating func append<E: Error>(
        upTo bytesMax: Int, _ read: (inout OutputSpan<UInt8>) throws(E) -> Void
    ) throws(E) {
        if isDirect { return try buffer.append(addingCapacity: bytesMax, initializingWith: read) }
        var chunk: [UInt8] = []
        try chunk.append(addingCapacity: bytesMax, initializingWith: read)
        append(chunk[...])
    }

    mutating func finish() {
        isFinished = true
        decide()
    }

    private mutating func decide() {
        guard let bytes = head, let start = FileStart.decide(bytes[...], isWhole: isFinished)
        else { return }
        use(start, markBytes: start.markBytes)
        take(bytes[start.markBytes...])
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) {
        guard transcoder != nil else { return buffer.append(contentsOf: bytes) }
        for byte in bytes { transcoder?.append(byte, to: &buffer) }
    }

    // MARK: - Bytes

    func first(_ byte: UInt8, from place: Int) -> Int? {
        ByteSearch.first(byte, in: buffer, place..<buffer.count)
    }
}
