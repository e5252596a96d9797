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
///   length, the value. Numbers least significant byte first.
struct EventLog: Sendable {
    struct Block: Sendable {
        /// Counts up over the life of the log; what a checkpoint calls the block.
        let number: Int64
        var bytes: [UInt8] = []
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
        self.bytesMax = bytesMax
    }

    /// No event takes less than its length and its time.
    var countAtMost: Int { bytes / 12 }

    /// - Returns: False where the log is full; the event is not kept.
    mutating func append(_ event: borrowing Event) -> Bool {
        guard bytes < bytesMax else { return false }
        if blocks.last.map({ $0.bytes.count >= Self.blockBytes }) ?? true {
            blocks.append(Block(number: nextNumber))
            blocks[blocks.count - 1].bytes.reserveCapacity(Self.blockBytes + 4_096)
            nextNumber += 1
        }
        let place = blocks.count - 1
        let before = blocks[place].bytes.count
        blocks[place].first = min(blocks[place].first, event.time)
        blocks[place].last = max(blocks[place].last, event.time)
        blocks[place].isDirty = true
        Self.write(event, fields, to: &blocks[place].bytes)
        bytes += blocks[place].bytes.count - before
        return true
    }

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

    /// Calls `body` with each event of a window, in the order of arrival.
    ///
    /// - Parameter fields: Those that it looks at; others may be null.
    func forEach(in window: Window, _ fields: [FieldID], _ body: (borrowing Event) -> Void) {
        var event = Event(dataSet: dataSet)
        var isRead = Array(repeating: false, count: dataSet.fields.count)
        for field in fields { isRead[field.index] = true }
        for block in blocks where block.first < window.end && block.last >= window.start {
            event.share(block.bytes)
            let bytes = block.bytes.span
            var place = 0
            while place < bytes.count {
                let end = place + Int(Self.number(bytes, place))
                let time = Timestamp(
                    nanoseconds: Int64(
                        bitPattern: UInt64(littleEndian: bytes.word(at: place + 4))))
                if window.contains(time) {
                    event.reset(time: time)
                    Self.read(bytes, place + 12..<end, isRead.span, into: &event)
                    body(event)
                }
                place = end
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
            let end = start + Int(number(bytes, place + 1))
            if isRead[field] { event.set(FieldID(index: field), range: start..<end) }
            place = end
        }
    }

    /// A number of four bytes.
    private static func number(_ bytes: Span<UInt8>, _ place: Int) -> UInt32 {
        UInt32(littleEndian: UInt32(bytes.halfWord(at: place)))
    }

    /// Takes in the blocks of another log of the same data set.
    mutating func merge(_ other: EventLog) {
        for block in other.blocks {
            blocks.append(
                Block(
                    number: nextNumber, bytes: block.bytes, first: block.first, last: block.last))
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
            var block = Block(number: part.key.nanoseconds, bytes: part.bytes, isDirty: false)
            var place = 0
            while place < part.bytes.count {
                place = try check(&block, from: place)
            }
            bytes += block.bytes.count
            nextNumber = max(nextNumber, block.number + 1)
            blocks.append(block)
        }
    }

    /// - Returns: Where the next event begins.
    private func check(_ block: inout Block, from start: Int) throws(CheckpointError) -> Int {
        let damage = CheckpointError("a block of events that is damaged")
        guard block.bytes.count - start >= 12 else { throw damage }
        let end = start + Int(Self.number(block.bytes.span, start))
        guard end - start >= 12, end <= block.bytes.count else { throw damage }
        var place = start + 12
        while place < end {
            guard end - place >= 5, Int(block.bytes[place]) < dataSet.fields.count else {
                throw damage
            }
            place += 5 + Int(Self.number(block.bytes.span, place + 1))
        }
        guard place == end else { throw damage }
        let time = Timestamp(
            nanoseconds: Int64(
                bitPattern: UInt64(littleEndian: block.bytes.span.word(at: start + 4))))
        block.first = min(block.first, time)
        block.last = max(block.last, time)
        return end
    }
}
