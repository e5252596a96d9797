// Fast: same answers as grouping each match as it comes, as ScanStrategy.immediate does; held by PlainEngineTests; saves 8 of 12 µs, with the other files of kept events, of a made-up Sysmon record with all detections of ESCU, normalising included.
import CIM
import SPL

/// Events of one data set that some scans look at only when one of their windows is evaluated.
///
/// For scans with groups of nearly one event each that nearly every event matches, or whose rows a
/// `join` asks for: grouping at once would cost each of them what the events cost in all, for the
/// sake of a `join` that mostly finds nothing. Here an event is kept once, whoever will look.
///
/// - Shape of a block: events one behind the other; each its length as four bytes, its time as
///   eight, then for each field that is kept and not null one byte of field number, four bytes of
///   length, the value. Numbers least significant byte first. Before them stands one of no time with
///   empty values, that says which fields are kept.
struct EventLog: Sendable {
    struct Block: Sendable {
        /// Counts up over the life of the log; what a checkpoint calls the block.
        let number: Int64
        var bytes: [UInt8] = []
        /// Where the first event begins.
        var start = 0
        /// Whether a field is kept, by its number.
        var kept: [Bool]
        var first = Timestamp(nanoseconds: .max)
        var last = Timestamp(nanoseconds: .min)
        var isDirty = true
    }

    /// A block that has reached this size is closed.
    static let blockBytes = 128 << 10

    /// What the checkpoint calls the log, among the ids of detections, none of which has a colon.
    let name: String
    let dataSet: DataSet
    /// Fields that some scan reads, ascending.
    private let fields: [FieldID]
    /// The same by number.
    private let kept: [Bool]
    private let bytesMax: Int
    private(set) var blocks: [Block] = []
    private(set) var bytes = 0
    private var removed: [Timestamp] = []
    private var nextNumber: Int64 = 0

    /// - Parameter kind: Which events; another one for each log of a data set.
    init(_ kind: String, _ dataSet: DataSet, fields: [FieldID], bytesMax: Int) {
        name = "\(kind):\(dataSet.qualifiedName)"
        self.dataSet = dataSet
        self.fields = Set(fields).sorted { $0.index < $1.index }
        kept = dataSet.flags(of: fields)
        self.bytesMax = bytesMax
    }

    /// No event takes less than its length and its time.
    var countAtMost: Int { bytes / 12 }

    /// - Returns: False where the log is full; the event is not kept.
    mutating func append(_ event: borrowing Event) -> Bool {
        guard bytes < bytesMax else { return false }
        var place = blocks.count - 1
        if place < 0 || blocks[place].bytes.count >= Self.blockBytes || blocks[place].kept != kept {
            blocks.append(newBlock())
            place += 1
        }
        let before = blocks[place].bytes.count
        blocks[place].first = min(blocks[place].first, event.time)
        blocks[place].last = max(blocks[place].last, event.time)
        blocks[place].isDirty = true
        Self.write(event, fields, to: &blocks[place].bytes)
        bytes += blocks[place].bytes.count - before
        return true
    }

    private mutating func newBlock() -> Block {
        defer { nextNumber += 1 }
        var block = Block(number: nextNumber, kept: kept)
        block.bytes.reserveCapacity(Self.blockBytes + 4_096)
        var head = Event(dataSet: dataSet, time: Self.noTime)
        for field in fields { head.set(field, "") }
        Self.write(head, fields, to: &block.bytes)
        block.start = block.bytes.count
        bytes += block.start
        return block
    }

    private static let noTime = Timestamp(nanoseconds: .min)

    private static func write(
        _ event: borrowing Event, _ fields: [FieldID], to block: inout [UInt8]
    ) {
        let values = event.values
        let fields = fields.span
        var size = 12
        for place in fields.indices {
            if let range = values.range(of: fields[place]) { size += 5 + range.count }
        }
        let time = event.time.nanoseconds
        block.append(addingCapacity: size) { (out: inout OutputSpan<UInt8>) in
            out.append(littleEndian: UInt32(size))
            out.append(littleEndian: time)
            for place in fields.indices {
                guard let range = values.range(of: fields[place]) else { continue }
                out.append(UInt8(fields[place].index))
                out.append(littleEndian: UInt32(range.count))
                out.append(values.bytes.extracting(range))
            }
        }
    }

    /// Calls `body` with each event of a window that a condition holds for, in the order of arrival.
    ///
    /// A block of a time when one of the fields was not kept says nothing of its events.
    ///
    /// - Parameters:
    ///   - asked: The fields that the condition looks at; then it gets no others.
    ///   - fields: Those, and what `body` looks at; others are null.
    func forEach(
        in window: Window, where condition: (borrowing Event) -> Bool, _ asked: [FieldID],
        _ fields: [FieldID], _ body: (borrowing Event) -> Void
    ) {
        var event = Event(dataSet: dataSet)
        let isAsked = dataSet.flags(of: asked)
        let isRead = dataSet.flags(of: fields)
        for block in blocks
        where block.first < window.end && block.last >= window.start
            && fields.allSatisfy({ block.kept[$0.index] })
        {
            event.share(block.bytes)
            let bytes = block.bytes.span
            var place = block.start
            while place < bytes.count {
                let end = place + bytes.count(at: place)
                event.time = bytes.time(at: place + 4)
                let values = place + 12..<end
                place = end
                guard window.contains(event.time) else { continue }
                // No other field is ever set.
                for field in fields { event.setNull(field) }
                Self.read(bytes, values, isAsked.span, into: &event)
                guard condition(event) else { continue }
                Self.read(bytes, values, isRead.span, into: &event)
                body(event)
            }
        }
    }

    /// - Parameter event: Has its values in `bytes`.
    private static func read(
        _ bytes: Span<UInt8>, _ range: Range<Int>, _ isRead: Span<Bool>, into event: inout Event
    ) {
        var place = range.lowerBound
        while place < range.upperBound {
            let field = Int(bytes[place])
            let start = place + 5
            let end = start + bytes.count(at: place + 1)
            if isRead[field] { event.set(FieldID(index: field), range: start..<end) }
            place = end
        }
    }

    /// Takes in the blocks of another log of the same data set.
    mutating func merge(_ other: EventLog) {
        for block in other.blocks {
            blocks.append(
                Block(
                    number: nextNumber, bytes: block.bytes, start: block.start, kept: block.kept,
                    first: block.first, last: block.last))
            nextNumber += 1
            bytes += block.bytes.count
        }
    }

    /// Lets go of blocks whose events all lie before `time`; nil for all blocks.
    mutating func drop(before time: Timestamp?) {
        guard blocks.contains(where: { $0.isBefore(time) }) else { return }
        for block in blocks where block.isBefore(time) {
            bytes -= block.bytes.count
            removed.append(Timestamp(nanoseconds: block.number))
        }
        blocks.removeAll { $0.isBefore(time) }
    }
}

extension DataSet {
    /// Whether a field is one of some, by its number.
    fileprivate func flags(of some: [FieldID]) -> [Bool] {
        fields.indices.map { some.contains(FieldID(index: $0)) }
    }
}

extension EventLog.Block {
    fileprivate func isBefore(_ time: Timestamp?) -> Bool { time.map { last < $0 } ?? true }
}

// MARK: - Checkpoint

extension EventLog {
    /// Fields are kept by number: a log written with other fields cannot be read.
    var fingerprint: String {
        var hash = SHA256()
        for field in dataSet.fields { hash.update(field: field) }
        return hash.finalize().prefix(16).hexadecimal
    }

    /// What has changed since the last call.
    mutating func takeChanges() -> DetectionChanges {
        var changes = DetectionChanges(
            fingerprint: fingerprint, advancedTo: nil, amended: [], panes: [],
            removedPanes: removed, windows: [], removedWindows: [])
        removed = []
        for index in blocks.indices where blocks[index].isDirty {
            changes.panes.append(
                SavedPart(
                    key: Timestamp(nanoseconds: blocks[index].number), bytes: blocks[index].bytes))
            blocks[index].isDirty = false
        }
        return changes
    }

    /// Puts back what a checkpoint holds.
    ///
    /// - Throws: ``CheckpointError`` where the bytes are not what `takeChanges` wrote.
    mutating func restore(_ saved: SavedDetection) throws(CheckpointError) {
        for part in saved.panes.sorted(by: { $0.key < $1.key }) {
            guard part.key.nanoseconds < .max else {
                throw CheckpointError("a block of events without a number")
            }
            var block = Block(
                number: part.key.nanoseconds, bytes: part.bytes,
                kept: dataSet.fields.map { _ in true }, isDirty: false)
            var place = try checkHead(&block)
            while place < part.bytes.count {
                place = try check(&block, from: place)
            }
            bytes += block.bytes.count
            nextNumber = max(nextNumber, block.number + 1)
            blocks.append(block)
        }
    }

    /// Reads which fields are kept; blocks of versions that did not say so keep all.
    ///
    /// - Returns: Where the first event begins.
    private func checkHead(_ block: inout Block) throws(CheckpointError) -> Int {
        var head = block
        let end = try check(&head, from: 0)
        guard head.first == Self.noTime else { return 0 }
        block.kept = dataSet.fields.map { _ in false }
        var place = 12
        while place < end {
            block.kept[Int(block.bytes[place])] = true
            place += 5 + block.bytes.span.count(at: place + 1)
        }
        block.start = end
        return end
    }

    /// - Returns: Where the next event begins.
    private func check(_ block: inout Block, from start: Int) throws(CheckpointError) -> Int {
        let damage = CheckpointError("a block of events that is damaged")
        guard block.bytes.count - start >= 12 else { throw damage }
        let end = start + block.bytes.span.count(at: start)
        guard end - start >= 12, end <= block.bytes.count else { throw damage }
        var place = start + 12
        while place < end {
            guard end - place >= 5, Int(block.bytes[place]) < dataSet.fields.count else {
                throw damage
            }
            place += 5 + block.bytes.span.count(at: place + 1)
        }
        guard place == end else { throw damage }
        let time = block.bytes.span.time(at: start + 4)
        block.first = min(block.first, time)
        block.last = max(block.last, time)
        return end
    }
}
