import CIM

/// Cuts the bytes of one file into records: lines, and XML events that may span lines.
///
/// - A line that opens a JSON object is a record; so is one that opens nothing riskd knows.
/// - `<Event …>` begins a record that ends at `</Event>`, lines later or on the same line; what
///   stands between events (`<Events>`, `<?xml …?>`, a syslog header, blanks) is left out.
/// - Another `<Event …>` before `</Event>` shows that the first was cut off. So do the end of the
///   file and the record limit; then framing goes on at the next line that opens a record.
/// - With a prefilter, records that matter to no detection are not handed out; they are counted,
///   and where ``passed`` says so a sample of them is.
/// - Memory stays below the record limit plus what was last appended.
package struct RecordFramer {
    package static let defaultRecordBytesMax = 1 << 20

    private let recordBytesMax: Int
    private var buffer: [UInt8] = []
    /// Everything before it is done with.
    private var cursor = 0
    private var offsets: FileOffsets
    private var transcoder: UTF16Transcoder?
    /// Bytes that wait for the byte order mark to be told: at most two.
    private var head: [UInt8]?
    /// Where the search in an unfinished line or event goes on.
    private var scanned = 0
    private var mode = Mode.between
    private var isFinished = false
    private var judgement: RecordJudgement?

    /// Records that the prefilter kept back, those of the sample among them.
    var passed = PassedRecords()

    /// Stretches that were read whole because the prefilter found too much in them.
    package var overfull: Int { judgement?.overfull ?? 0 }

    private enum Mode: Equatable {
        case between
        /// In an event that begins at `cursor`.
        case event
        /// In a line beyond the limit, up to its line feed.
        case skippingLine
        /// In the first line of an event that was not handed out whole.
        case skippingEvent
        /// Behind an event that was cut off: lines that open no record belong to it.
        case resuming
    }

    /// - Parameters:
    ///   - startOffset: Where in the file the first appended byte stands.
    ///   - encoding: Nil at the start of a file, whose byte order mark tells it.
    package init(
        startOffset: UInt64 = 0, encoding: TextEncoding? = nil,
        recordBytesMax: Int = defaultRecordBytesMax, startsInsideLine: Bool = false
    ) {
        self.init(
            startOffset: startOffset, encoding: encoding, recordBytesMax: recordBytesMax,
            startsInsideLine: startsInsideLine, prefilter: nil)
    }

    init(
        startOffset: UInt64 = 0, encoding: TextEncoding? = nil,
        recordBytesMax: Int = defaultRecordBytesMax, startsInsideLine: Bool = false,
        prefilter: Prefilter?
    ) {
        self.recordBytesMax = recordBytesMax
        judgement = prefilter.map(RecordJudgement.init)
        offsets = FileOffsets(start: startOffset)
        if startsInsideLine { mode = .skippingLine }
        if let encoding {
            use(encoding, markBytes: 0)
        } else {
            head = []
        }
    }

    private mutating func use(_ encoding: TextEncoding, markBytes: Int) {
        head = nil
        offsets.skip(markBytes)
        guard encoding != .utf8 else { return }
        offsets.countsCodeUnits = true
        transcoder = UTF16Transcoder(isBigEndian: encoding == .utf16BigEndian)
    }

    /// Where in the file the first byte stands that is not part of a record handed out.
    package var position: UInt64 { offsets.offset(of: cursor, in: buffer) }

    /// Bytes that are held because their record is not whole yet, or was not taken.
    package var pending: ArraySlice<UInt8> { buffer[cursor...] }

    package var pendingBytes: Int { buffer.count - cursor }

    // MARK: - Input

    package mutating func append(_ chunk: ArraySlice<UInt8>) {
        dropHandedOut()
        guard head != nil else {
            take(chunk)
            judgement?.look(at: buffer, isFinished: false)
            return
        }
        head?.append(contentsOf: chunk)
        if let start = head, start.count >= 3 { decide(start) }
    }

    /// Has more written to where it is cut, which saves copying it.
    mutating func append<E: Error>(
        upTo bytesMax: Int, _ read: (inout OutputSpan<UInt8>) throws(E) -> Void
    ) throws(E) {
        guard head == nil, transcoder == nil else {
            var chunk: [UInt8] = []
            try chunk.append(addingCapacity: bytesMax, initializingWith: read)
            return append(chunk[...])
        }
        dropHandedOut()
        try buffer.append(addingCapacity: bytesMax, initializingWith: read)
        judgement?.look(at: buffer, isFinished: false)
    }

    private mutating func dropHandedOut() {
        guard cursor > 0 else { return }
        offsets.drop(cursor, of: buffer)
        buffer.removeSubrange(..<cursor)
        judgement?.drop(cursor)
        scanned -= cursor
        cursor = 0
    }

    private mutating func decide(_ start: [UInt8]) {
        let (encoding, markBytes) = TextEncoding.detect(start[...])
        use(encoding, markBytes: markBytes)
        take(start[markBytes...])
        judgement?.look(at: buffer, isFinished: false)
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) {
        guard transcoder != nil else { return buffer.append(contentsOf: bytes) }
        for byte in bytes { transcoder?.append(byte, to: &buffer) }
    }

    /// Says that no more will come: what is left is handed out as it is.
    package mutating func finish() {
        if let start = head { decide(start) }
        isFinished = true
        judgement?.look(at: buffer, isFinished: true)
    }

    // MARK: - Output

    /// Hands out the next record.
    ///
    /// - Parameter body: Gets what it is, its bytes, where it begins in the file and where the next
    ///   may begin. When it returns false the same record comes again with the next call.
    package mutating func next(
        _ body: (FramedKind, Span<UInt8>, UInt64, UInt64) -> Bool
    ) -> Framing {
        while true {
            switch mode {
            case .skippingLine, .skippingEvent:
                guard skipLine() else { return .needsMore }
            case .event:
                switch findEventEnd() {
                case .end(let end): return emit(.record, end, to: body)
                case .cut(let next): return emit(.truncated, next, to: body)
                case .broken(let end):
                    return emit(.truncated, end, behind: .resuming, to: body)
                case .overLimit: return tooLong(behind: .skippingEvent, body)
                case .needsMore: return .needsMore
                }
            case .between, .resuming:
                guard let framing = nextLine(body) else { continue }
                return framing
            }
        }
    }

    /// - Returns: Nil when the line gave nothing to hand out.
    private mutating func nextLine(
        _ body: (FramedKind, Span<UInt8>, UInt64, UInt64) -> Bool
    ) -> Framing? {
        // Blanks, and the NULs of a hole that a crash left.
        while cursor < buffer.count, buffer[cursor] <= 0x20 { cursor += 1 }
        scanned = max(scanned, cursor)
        let feed = ByteSearch.first(0x0A, in: buffer, scanned..<buffer.count)
        if let feed, mode == .between, feed - cursor <= recordBytesMax, !passed.isSampleDue,
            judgement?.passesOver(buffer, cursor..<feed) ?? false
        {
            passed.note(bytes: feed - cursor)
            cursor = feed + 1
            return nil
        }
        let end = feed ?? buffer.count
        let start = RecordStart.find(buffer.span.extracting(cursor..<end), end - cursor)
        // An event that would begin beyond the limit belongs to the line, however it is cut.
        if let start, start.isXML, start.start + Self.opening.count <= recordBytesMax,
            opensEvent(at: cursor + start.start + 1)
        {
            cursor += start.start
            scanned = cursor + 1
            mode = .event
            return nil
        }
        guard let feed else { return unfinishedLine(body) }
        if feed - cursor > recordBytesMax { return tooLong(body) }
        let line = cursor..<trimmedEnd(cursor..<feed)
        let opensObject = start.map { !$0.isXML } ?? false
        if !opensObject, mode == .resuming || isWrapper(line) {
            cursor = feed + 1
            return nil
        }
        return emit(.record, line.upperBound, next: feed + 1, to: body)
    }

    private mutating func unfinishedLine(
        _ body: (FramedKind, Span<UInt8>, UInt64, UInt64) -> Bool
    ) -> Framing? {
        if buffer.count - cursor > recordBytesMax { return tooLong(body) }
        guard isFinished, cursor < buffer.count else {
            scanned = buffer.count
            return .needsMore
        }
        let line = cursor..<trimmedEnd(cursor..<buffer.count)
        let start = RecordStart.find(buffer.span.extracting(line), line.count)
        let opensObject = start.map { !$0.isXML } ?? false
        if !opensObject, mode == .resuming || isWrapper(line) {
            cursor = buffer.count
            return nil
        }
        return emit(.record, line.upperBound, next: buffer.count, to: body)
    }

    private mutating func tooLong(
        behind: Mode = .skippingLine, _ body: (FramedKind, Span<UInt8>, UInt64, UInt64) -> Bool
    ) -> Framing {
        let offset = position
        guard body(.tooLong, buffer.span.extracting(cursor..<cursor), offset, offset) else {
            return .refused
        }
        mode = behind
        return .taken
    }

    private mutating func skipLine() -> Bool {
        guard let feed = ByteSearch.first(0x0A, in: buffer, cursor..<buffer.count) else {
            cursor = buffer.count
            scanned = cursor
            return false
        }
        cursor = feed + 1
        scanned = cursor
        // Lines of the event that open no record belong to it.
        mode = mode == .skippingEvent ? .resuming : .between
        return true
    }

    /// Hands out what stands from the cursor to `end`.
    private mutating func emit(
        _ kind: FramedKind, _ end: Int, next: Int? = nil, behind: Mode = .between,
        to body: (FramedKind, Span<UInt8>, UInt64, UInt64) -> Bool
    ) -> Framing {
        let next = next ?? end
        let start = offsets.reach(cursor, in: buffer)
        let nextOffset = offsets.reach(next, in: buffer)
        if kind == .record, judgement?.passesOver(buffer, cursor..<end) ?? false {
            let isSample = passed.isSampleDue
            if isSample {
                guard body(.sample, buffer.span.extracting(cursor..<end), start, nextOffset) else {
                    return .refused
                }
            }
            passed.note(bytes: end - cursor, isSample: isSample)
        } else {
            guard body(kind, buffer.span.extracting(cursor..<end), start, nextOffset) else {
                return .refused
            }
        }
        cursor = next
        scanned = next
        mode = behind
        return .taken
    }

    // MARK: - Events

    private enum EventEnd {
        case end(Int)
        /// Another event begins there.
        case cut(Int)
        /// The input ends: there, or where the input does, the event's first line does.
        case broken(Int)
        case overLimit
        case needsMore
    }

    /// Only what stands within the limit decides, so that it does not matter how much is there.
    private mutating func findEventEnd() -> EventEnd {
        while true {
            guard let bracket = ByteSearch.firstEventTag(in: buffer, scanned..<buffer.count) else {
                scanned = buffer.count
                break
            }
            // The name may go on in the next chunk.
            if buffer.count - bracket < Self.closing.count, !isFinished {
                scanned = bracket
                break
            }
            let closes = closesEvent(at: bracket)
            if closes || (bracket > cursor && opensEvent(at: bracket + 1)) {
                let end = bracket + (closes ? Self.closing.count : Self.opening.count)
                guard end - cursor <= recordBytesMax else { return .overLimit }
                return closes ? .end(end) : .cut(bracket)
            }
            scanned = bracket + 1
        }
        if buffer.count - cursor > recordBytesMax { return .overLimit }
        guard isFinished else { return .needsMore }
        let feed = ByteSearch.first(0x0A, in: buffer, cursor..<buffer.count)
        return .broken(feed.map { $0 + 1 } ?? buffer.count)
    }

    /// With the byte behind it, which tells `Event` from `EventID`.
    private static let opening = Array("<Event>".utf8)
    private static let closing = Array("</Event>".utf8)

    private func closesEvent(at place: Int) -> Bool {
        buffer.count - place >= Self.closing.count
            && RecordStart.closesEvent(buffer.span, place)
    }

    /// Whether `Event` stands at a place, whole: at the end of the buffer it is not known yet.
    private func opensEvent(at place: Int) -> Bool {
        place + 5 < buffer.count && RecordStart.opensEvent(buffer.span, place, buffer.count)
    }

    // MARK: - Lines

    /// The end of a line without its carriage return.
    private func trimmedEnd(_ line: Range<Int>) -> Int {
        line.last.map { buffer[$0] == 0x0D } ?? false ? line.upperBound - 1 : line.upperBound
    }

    /// What stands around events in an export: a prolog, the root element's tags.
    private func isWrapper(_ line: Range<Int>) -> Bool {
        let line = buffer[line]
        return line.starts(with: Array("<?xml".utf8)) || line.starts(with: Array("<Events".utf8))
            || line.starts(with: Array("</Events".utf8))
    }
}
