import CIM

/// One generation of a file, read as it grows. Confined to the ingest queue.
///
/// Its descriptor may be closed meanwhile and opened again; the generation ends when the file no
/// longer holds what was read of it. What the file is called, and whether it is followed on, is for
/// ``Admission`` to know.
final class TailedFile {
    /// The number that its records carry.
    let number: UInt32
    let isArchive: Bool
    private(set) var identity: FileIdentity
    /// As it was last looked at.
    var status: FileStatus
    /// Nil while its descriptor is closed.
    private var file: (any OpenedFile)?
    private var framer: RecordFramer
    private let recordBytesMax: Int
    private let prefilter: Prefilter?
    /// Where the next read begins.
    private(set) var readOffset: UInt64
    /// How far it was read, also where an unfinished line at the end is to be read again, as the
    /// file was closed meanwhile: that alone is no reason to open it.
    private(set) var seenOffset: UInt64
    /// What stands before it, at most ``ContentMark/bytesMax`` bytes: read again with every block,
    /// to see that the file still holds it.
    private var tail: [UInt8] = []
    private var marks: [ContentMark]
    /// What has to be read before a barrier may pass.
    private var barrierOffset: UInt64 = 0
    /// When something was last read of it (monotonic nanoseconds).
    var grewAt: UInt64 = 0
    /// Stretches of it in which a process died: read with care, or passed over.
    var suspects: [FatalStretch] = []
    /// Whether the detect side knows its position and its name.
    var isAnnounced = false
    /// Whether it was read to its end for good.
    private(set) var isFinished: Bool { didSet { isAnnounced = false } }
    private var hasEnded = false
    private(set) var takesPartialLine = false
    /// When a record that is passed over was last asked for (monotonic nanoseconds).
    private var askedAt: UInt64 = 0

    /// - Parameters:
    ///   - position: Where to begin, and what is known of the content before.
    ///   - file: Decompressing, for an archive.
    init(
        _ position: FilePosition, status: FileStatus, file: any OpenedFile,
        recordBytesMax: Int, prefilter: Prefilter? = nil
    ) throws(SystemError) {
        number = position.number
        isArchive = position.isArchive
        identity = position.identity
        self.status = status
        self.file = file
        self.recordBytesMax = recordBytesMax
        self.prefilter = prefilter
        readOffset = position.offset
        seenOffset = position.offset
        marks = position.marks
        isFinished = position.isFinished
        framer = RecordFramer(
            startOffset: position.offset, recordBytesMax: recordBytesMax, prefilter: prefilter)
        framer.passed = PassedRecords(isSampled: prefilter != nil)
        if position.offset > 0, !isFinished { try resume(at: position.offset) }
    }

    /// Begins in the middle of the file: what it is, is told by the file's first bytes, and a start
    /// within a line goes on behind it.
    ///
    /// - Throws: Where it cannot be read; nothing is changed then.
    private func resume(at offset: UInt64) throws(SystemError) {
        guard let file else { return }
        let head = try file.bytes(0..<UInt64(TextStart.lineBytesMax))
        let start = FileStart.decide(head[...], isWhole: true) ?? FileStart()
        // Half a code unit is read again with its other half.
        let offset = start.encoding == .utf8 ? offset : offset & ~1
        let from = offset - min(offset, UInt64(ContentMark.bytesMax))
        let before = try file.bytes(from..<offset)
        let after = try file.bytes(offset..<(offset + UInt64(RecordBoundary.bytesMax)))
        readOffset = offset
        tail = isArchive ? [] : before
        let boundary = RecordBoundary(start.encoding)
        begin(
            RecordFramer(
                startOffset: readOffset, start: start,
                text: start.textStart(of: head, before: offset), recordBytesMax: recordBytesMax,
                startsInsideLine: !boundary.isRecordStart(
                    before: Array(before.dropFirst(from == 0 ? start.markBytes : 0)), after: after),
                prefilter: prefilter))
    }

    /// Goes on with another framer; what was passed over stays counted.
    private func begin(_ new: RecordFramer) {
        let passed = framer.passed
        framer = new
        framer.passed = passed
    }

    /// What of it was passed over.
    var passed: PassedRecords { framer.passed }

    /// A file that grows slowly has a record looked at as often as this.
    private static let sampleNanoseconds: UInt64 = 10_000_000_000

    private func askForSample(_ now: UInt64) {
        guard now &- askedAt >= Self.sampleNanoseconds else { return }
        askedAt = now
        framer.passed.askForSample()
    }

    /// Where the first record begins that was not handed out.
    var offset: UInt64 { framer.position }

    /// What a checkpoint would hold if all that was handed out were taken in.
    ///
    /// - Parameter path: What the file is called.
    func position(at path: [UInt8]) -> FilePosition {
        FilePosition(
            number: number, identity: identity, path: path, offset: offset, marks: marks,
            isArchive: isArchive, isFinished: isArchive && isFinished,
            isFollowed: !isArchive)
    }

    /// What admission goes by.
    var progress: FileProgress {
        FileProgress(
            status: status, identity: identity, marks: marks, offset: offset,
            readOffset: readOffset, seenOffset: seenOffset, isArchive: isArchive, isOpen: isOpen,
            hasEnded: hasEnded, isFinished: isFinished, grewAt: grewAt)
    }

    /// A barrier waits for all that the file holds now: of an archive for all of it, as others grow
    /// on.
    func noteBarrier() { barrierOffset = isArchive ? .max : status.size }

    var hasReachedBarrier: Bool { isFinished || readOffset >= barrierOffset }

    // MARK: - Descriptor

    var isOpen: Bool { file != nil }

    /// Gives the descriptor back. What was read of an unfinished record is read again.
    func closeDescriptor() {
        file = nil
        guard framer.position < readOffset else { return }
        readOffset = framer.position
        tail = []
        begin(
            RecordFramer(
                startOffset: readOffset, recordBytesMax: recordBytesMax, prefilter: prefilter))
    }

    /// Has an unfinished line read again that was read before the file was closed.
    func readAgain() { seenOffset = readOffset }

    /// Takes a descriptor again.
    ///
    /// - Returns: Whether the file is still this generation.
    /// - Throws: Where it cannot be read; it stays closed then, as it was.
    func reopen(_ file: any OpenedFile) throws(SystemError) -> Bool {
        self.file = file
        do throws(SystemError) {
            guard try isUnchanged() else { return false }
            if readOffset > 0, tail.isEmpty { try resume(at: readOffset) }
            return true
        } catch {
            self.file = nil
            throw error
        }
    }

    /// Whether its content has these bytes at a place; false where it cannot be told.
    func holds(_ bytes: [UInt8], at place: UInt64) throws(SystemError) -> Bool {
        guard let file else { return false }
        return try file.bytes(place..<(place + UInt64(bytes.count))) == bytes
    }

    /// Looks at the open file, also when it has no name any more.
    func look() throws(SystemError) {
        if let file { status = try file.status() }
    }

    /// Whether the file still holds what was read of it.
    func isUnchanged() throws(SystemError) -> Bool {
        guard let file else { return true }
        status = try file.status()
        guard !isArchive else { return true }
        if status.size < readOffset { return false }
        // Records alike in length can end alike in two generations: how they begin counts as well.
        if readOffset > 0, identity.fingerprintLength > 0 {
            let head = try file.bytes(0..<UInt64(identity.fingerprintLength))
            guard identity.matches(head: head[...]) else { return false }
        }
        if !tail.isEmpty {
            return try file.bytes((readOffset - UInt64(tail.count))..<readOffset) == tail
        }
        if let mark = marks.last { return mark.matches(try file.bytes(mark.range)[...]) }
        return true
    }

    // MARK: - Reading

    /// What reading gave.
    enum Outcome: Equatable {
        case atEnd
        /// There is more to read.
        case more
        /// A record was not taken: the ring is full.
        case blocked
        /// The file no longer holds what was read of it: another generation begins.
        case replaced
        /// Its first bytes came only now, and are those of an archive.
        case compressed
    }

    /// Hands out what is left of the last block, then reads at most one.
    ///
    /// The records of that one are for ``handOut(_:)``, once what shows that it is this content is
    /// told: a checkpoint that held the one without the other would not know a copy of it.
    ///
    /// - Parameters:
    ///   - block: Memory for the block.
    ///   - now: Monotonic nanoseconds.
    ///   - mark: Says which line of a suspect stretch is read.
    ///   - body: See ``RecordFramer/next(_:)``.
    func readSome(
        _ block: inout [UInt8], at now: UInt64, mark: ReadingMark? = nil,
        _ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Bool
    ) throws(SystemError) -> Outcome {
        guard let file, !isFinished else { return .atEnd }
        askForSample(now)
        // Where the file was closed meanwhile, the line has to be read again first.
        let isTaking = takesPartialLine && readOffset >= seenOffset
        if isTaking { framer.finish() }
        if drain(body) == .refused { return .blocked }
        if hasEnded {
            isFinished = true
            return .atEnd
        }
        if isTaking {
            try resume(at: readOffset)
            takesPartialLine = false
        }
        if try skipHole() { return .more }
        let lead = tail.count
        let count = try file.read(at: readOffset - UInt64(lead), into: &block)
        guard count >= lead, block[..<lead].elementsEqual(tail) else { return .replaced }
        if count > lead {
            let part = part(of: block[lead..<count])
            let end = lead + part.count
            if part.isLine {
                mark?.enter(
                    .line, readOffset..<(readOffset + UInt64(part.count)),
                    block.span.extracting(lead..<end))
            }
            guard try takeIn(block[..<end], lead: lead) else { return .replaced }
            if !isArchive, framer.isGzip { return .compressed }
            // The end of an archive is an end for good: it is come to at once.
            if end < count || count == block.count || isArchive { return .more }
            seenOffset = readOffset
            return .atEnd
        }
        seenOffset = readOffset
        guard isArchive else { return .atEnd }
        end()
        if drain(body) == .refused { return .blocked }
        isFinished = true
        return .atEnd
    }

    /// Hands out the whole records of what was read.
    ///
    /// - Returns: Whether all of them were taken.
    func handOut(_ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Bool) -> Bool {
        isFinished || drain(body) != .refused
    }

    /// Takes in a block whose first `lead` bytes were read before.
    ///
    /// - Returns: Whether the file was still this generation when it had been read.
    private func takeIn(_ block: ArraySlice<UInt8>, lead: Int) throws(SystemError) -> Bool {
        let fresh = block[lead...]
        if !isArchive, let now = try file?.status() {
            // Truncated while it was read: what was read may be of both generations.
            guard now.size >= readOffset + UInt64(fresh.count) else { return false }
            status = now
        }
        if !isArchive, readOffset == 0 {
            // Whatever it began with when it was found: this is what is read.
            identity = FileIdentity(
                device: identity.device, inode: identity.inode, head: fresh)
        } else if !isArchive {
            guard try updateIdentity() else { return false }
        }
        readOffset += UInt64(fresh.count)
        seenOffset = max(seenOffset, readOffset)
        if !isArchive { tail = Array(block.suffix(ContentMark.bytesMax)) }
        Failpoint.trap(.trapCutting, on: fresh)
        framer.append(fresh)
        // Its name does not matter here: what counts are the marks.
        var position = position(at: [])
        if isArchive, readOffset == UInt64(fresh.count) {
            let head = fresh.prefix(FileIdentity.headBytesMax)
            position.addHead(ContentMark(end: UInt64(head.count), bytes: head))
        }
        position.add(ContentMark(end: readOffset, bytes: block))
        marks = position.marks
        isAnnounced = false
        return true
    }

    /// Jumps over a hole, as a writer leaves it that goes on at its old place after the file was
    /// truncated.
    ///
    /// - Returns: Whether there was one.
    private func skipHole() throws(SystemError) -> Bool {
        guard !isArchive, let file, framer.position == readOffset, readOffset < status.size
        else { return false }
        let next = file.nextData(from: readOffset)
        guard next > readOffset, next <= status.size else { return false }
        try resume(at: next)
        return true
    }

    /// The bytes of a range, as far as they are there; nil while its descriptor is closed.
    func bytes(_ range: Range<UInt64>) throws(SystemError) -> [UInt8]? { try file?.bytes(range) }

    /// Goes on behind a stretch that is not read.
    func passOver(to end: UInt64) throws(SystemError) { try resume(at: end) }

    private func drain(_ body: (FramerOutput, Span<UInt8>, UInt64, UInt64) -> Bool) -> Framing {
        while true {
            let framing = framer.next(body)
            if framing != .taken { return framing }
        }
    }

    /// Says that no more will come: the next reading hands out an unfinished last line as well.
    func end() {
        hasEnded = true
        framer.finish()
    }

    /// Hands out an unfinished last line, with the next reading, as if it were whole.
    func takePartialLine() { takesPartialLine = true }

    /// - Returns: Whether the head still is what it was, as far as it was known.
    private func updateIdentity() throws(SystemError) -> Bool {
        guard let file else { return true }
        let head = try file.bytes(0..<UInt64(FileIdentity.headBytesMax))
        guard identity.matches(head: head[...]) else { return false }
        guard head.count > identity.fingerprintLength else { return true }
        identity = FileIdentity(
            device: identity.device, inode: identity.inode, head: head[...])
        isAnnounced = false
        return true
    }
}
