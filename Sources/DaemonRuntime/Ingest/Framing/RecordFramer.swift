import CIM

/// Cuts the bytes of one file into records: lines, JSON objects and XML events that may span lines,
/// and the records in a column of a CSV table.
///
/// - `{` at the beginning of a line opens a JSON object that ends with its brace, lines later or on
///   the same line. Objects may stand behind each other, or in an array (`[`, `,` and `]` around
///   them are left out).
/// - `<Event …>`, with any prefix, begins a record that ends at `</Event>`, lines later or on the
///   same line; what stands between events (`<Events>`, `<?xml …?>`, `Record 7`, a syslog header,
///   blanks) is left out.
/// - Any other line is a record, for the reader to say what is wrong with it.
/// - What is never closed takes nothing else with it: another `<Event …>`, something that cannot go
///   on with an object, the end of the file and the record limit end it. Then framing goes on at
///   the next line that opens a record, and what was broken counts once.
/// - A file of which nothing can be read is said to be one, once (``FramerOutput/foreign``).
/// - With a prefilter, records that matter to no detection are not handed out; they are counted, by
///   lines where several stand on one, and where ``passed`` says so a sample of them is.
/// - Memory stays below the record limit plus what was last appended.
///
/// Each language's framing is a type of its own (``EventFraming``, ``ObjectFraming``,
/// ``RowFraming``), and so is what comes before it (``FramerInput``): the framer knows whose turn
/// it is.
package struct RecordFramer {
    package static let defaultRecordBytesMax = 1 << 20

    let recordBytesMax: Int
    var input: FramerInput
    var mode: Mode
    /// What begins where nothing else goes on.
    var base = Mode.between
    /// Which lines open a record in the mode ``Mode/resuming``.
    var resumption = Resumption.anyRecord
    /// Distance from the cursor to where the search for a line's end goes on.
    var scanned = 0
    /// What the cursor's line begins with.
    var margin = LineMargin()
    var event = EventFraming(prefix: 0)
    var object = ObjectFraming(isElement: false, indent: 0)
    var rows: RowFraming?
    /// Whether UTF-16 in the middle of the file was reported.
    var hasToldAppended = false
    private var judgement: RecordJudgement?

    /// Records that the prefilter kept back, those of the sample among them.
    var passed = PassedRecords()
    /// Whether the last record that is passed over can be had, see ``lookAtLastPassed(_:)``.
    var keepsLastPassed = false
    var lastPassed = LastPassedRecord()

    /// Stretches that were read whole because the prefilter found too much in them.
    package var overfull: Int { judgement?.overfull ?? 0 }

    enum Mode: Equatable {
        /// Before the first line, which may say what the file is.
        case start
        case between
        /// In a line that is one record.
        case line
        /// The same, the first of a broken object: lines behind it belong to it.
        case brokenLine
        /// In an event that begins at the cursor.
        case event
        /// In an object that begins at the cursor.
        case object
        /// Between rows of a table, or in one that begins at the cursor.
        case row
        /// In a line beyond the limit, up to its line feed.
        case skippingLine
        /// In the first line of a record that was not handed out whole.
        case skippingFirst
        /// Behind a record that was cut off: lines that open no record belong to it.
        case resuming
        /// In a file that is no text.
        case ignoring
    }

    /// Which lines open a record again behind one that was cut off.
    enum Resumption: Equatable {
        case anyRecord
        /// Not those of objects that begin further right: they are parts of the broken one.
        case objects(indent: Int)
        /// Only those that begin with one.
        case atLineStart
    }

    /// - Parameters:
    ///   - startOffset: Where in the file the first appended byte stands.
    ///   - encoding: Nil at the start of a file, whose first bytes tell it.
    package init(
        startOffset: UInt64 = 0, encoding: TextEncoding? = nil,
        recordBytesMax: Int = defaultRecordBytesMax, startsInsideLine: Bool = false
    ) {
        self.init(
            startOffset: startOffset, start: encoding.map { FileStart(encoding: $0) },
            text: encoding == nil ? nil : .records, recordBytesMax: recordBytesMax,
            startsInsideLine: startsInsideLine, prefilter: nil)
    }

    /// - Parameters:
    ///   - start: What the file's first bytes say; nil where they are still to come.
    ///   - text: What its first lines say; nil where they are still to come.
    init(
        startOffset: UInt64 = 0, start: FileStart? = nil, text: TextStart? = nil,
        recordBytesMax: Int = defaultRecordBytesMax, startsInsideLine: Bool = false,
        prefilter: Prefilter?
    ) {
        self.recordBytesMax = recordBytesMax
        judgement = prefilter.map(RecordJudgement.init)
        input = FramerInput(startOffset: startOffset, start: start)
        mode = .start
        guard let start else { return }
        if start.foreign != nil {
            mode = .ignoring
        } else if let text {
            begin(text)
            mode = startsInsideLine ? .skippingLine : base
        }
    }

    /// Sets what the first lines said.
    mutating func begin(_ text: TextStart) {
        switch text {
        case .records: break
        case .rows(let layout):
            rows = RowFraming(layout)
            base = .row
        case .foreign:
            resumption = .atLineStart
            base = .resuming
        }
    }

    /// Where in the file the first byte stands that is not part of a record handed out.
    package var position: UInt64 { input.position }

    /// Bytes that are held because their record is not whole yet, or was not taken.
    package var pending: ArraySlice<UInt8> { input.buffer[input.cursor...] }

    package var pendingBytes: Int { input.buffer.count - input.cursor }

    /// Whether the file begins as gzip does.
    var isGzip: Bool { input.foreign == .gzip }

    // MARK: - Input

    package mutating func append(_ chunk: ArraySlice<UInt8>) {
        dropHandedOut()
        input.append(chunk)
        judgement?.look(at: input.buffer, isFinished: false)
    }

    /// Has more written to where it is cut, which saves copying it.
    mutating func append<E: Error>(
        upTo bytesMax: Int, _ read: (inout OutputSpan<UInt8>) throws(E) -> Void
    ) throws(E) {
        dropHandedOut()
        try input.append(upTo: bytesMax, read)
        judgement?.look(at: input.buffer, isFinished: false)
    }

    private mutating func dropHandedOut() {
        lastPassed.keep(input.buffer)
        let count = input.dropHandedOut()
        if count > 0 { judgement?.drop(count) }
    }

    /// Says that no more will come: what is left is handed out as it is.
    package mutating func finish() {
        input.finish()
        judgement?.look(at: input.buffer, isFinished: true)
    }

    // MARK: - Output

    /// Gets what it is, its bytes, where it begins in the file and where the next may begin.
    package typealias Body = (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Bool

    /// Hands out the next record.
    ///
    /// - Parameter body: See ``Body``. When it returns false the same record comes again with the
    ///   next call.
    package mutating func next(_ body: Body) -> Framing {
        while true {
            let framing: Framing? =
                switch mode {
                case .between, .resuming: nextLine(body)
                case .event: nextEvent(body)
                case .object: nextObject(body)
                case .line, .brokenLine: nextWholeLine(body)
                case .row: nextRow(body)
                case .start: nextStart(body)
                case .skippingLine, .skippingFirst: skipLine() ? nil : .needsMore
                case .ignoring: ignore()
                }
            if let framing { return framing }
        }
    }

    /// Hands out what stands from the cursor to `end`.
    ///
    /// - Parameters:
    ///   - next: Where the next may begin; nil for `end`.
    ///   - mayPass: Whether the prefilter is asked.
    mutating func emit(
        _ end: Int, as kind: FramerOutput = .record, next: Int? = nil, behind: Mode? = nil,
        mayPass: Bool = true, to body: Body
    ) -> Framing {
        let next = next ?? end
        let (start, nextOffset) = (input.reach(input.cursor), input.reach(next))
        let passes = kind == .record && mayPass && passesOver(end)
        let isSample = passes && passed.isSampleDue
        if !passes || isSample {
            guard
                body(
                    isSample ? .sample : kind, input.buffer.span.extracting(input.cursor..<end),
                    start, nextOffset)
            else { return .refused }
        }
        if passes { passed.note(bytes: end - input.cursor, isSample: isSample) }
        if keepsLastPassed {
            lastPassed.note(
                passes && !isSample ? input.cursor..<end : nil, start: start, next: nextOffset)
        }
        moveOn(to: next, behind ?? base)
        return .taken
    }

    /// Whether the prefilter says that what stands from the cursor to `end` matters to nothing.
    mutating func passesOver(_ end: Int) -> Bool {
        judgement?.passesOver(input.buffer, input.cursor..<end) ?? false
    }

    /// Passes over a line that ends with the line feed at `feed`, where it matters to nothing and
    /// is not to be looked at.
    mutating func passesOverLine(_ feed: Int) -> Bool {
        guard !passed.isSampleDue, passesOver(feed) else { return false }
        passed.note(bytes: feed - input.cursor)
        if keepsLastPassed {
            let start = input.reach(input.cursor)
            lastPassed.note(input.cursor..<feed, start: start, next: start)
        }
        moveOn(to: feed + 1, mode)
        return true
    }

    mutating func tooLong(behind: Mode = .skippingLine, _ body: Body) -> Framing {
        let offset = input.position
        guard body(.tooLong, input.buffer.span.extracting(0..<0), offset, offset) else {
            return .refused
        }
        mode = behind
        return .taken
    }

    mutating func moveOn(to next: Int, _ mode: Mode) {
        let isNewLine = next > input.cursor && input.buffer[next - 1] == 0x0A
        input.cursor = next
        scanned = 0
        margin = isNewLine ? LineMargin() : margin.inside
        self.mode = mode
    }

    private mutating func ignore() -> Framing {
        input.cursor = input.buffer.count
        return .needsMore
    }

    private mutating func skipLine() -> Bool {
        guard let feed = input.first(0x0A, from: input.cursor) else {
            moveOn(to: input.buffer.count, mode)
            return false
        }
        moveOn(to: feed + 1, mode == .skippingFirst ? .resuming : base)
        return true
    }
}

/// What stands in front of the cursor on its line.
struct LineMargin {
    /// Blanks that the line begins with.
    var indent = 0
    /// Whether only blanks stand there.
    var isAtStart = true
    /// Whether a bracket or comma of an array stands right in front.
    var isElement = false

    /// The same behind a record.
    var inside: LineMargin { LineMargin(indent: indent, isAtStart: false) }
}
