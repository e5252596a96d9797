// Fast: same answers as grouping each match as it comes, as ScanStrategy.immediate does; held by PlainEngineTests; saves 8 of 12 µs, with the other files of kept events, of a made-up Sysmon record with all detections of ESCU, normalising included.
import CIM
import SPL

/// Events of one data set that some scans look at only when one of their windows is evaluated.
///
/// For scans with groups of nearly one event each that nearly every event matches, or whose rows a
/// `join` asks for: grouping at once would cost each of them what the events cost in all, for the
/// sake of a `join` that mostly finds nothing. Here an event is kept once for all of these scans.
///
/// - Shape of a block: a head that names the fields, then events one behind the other. The head: its
///   length as four bytes, then each name with its length as four bytes before it. An event: its
///   length as four bytes, its time as eight, then for each value of a field that is kept two bytes
///   with the number of its name in the head, four bytes of length, the value: the values of one
///   field stand one behind the other. Lengths count the bytes
///   before them as well. Numbers least significant byte first.
///
/// Example: a log of `process` and `user` names both in the head of each block, as 0 and 1; an
/// event without a user has one value, of number 0.
struct EventLog: Sendable {
    struct Block: Sendable {
        /// Counts up over the life of the log; what a checkpoint calls the block.
        let number: Int64
        var bytes: [UInt8] = []
        /// Where the first event begins.
        var start = 0
        /// The fields that the head names, by number; nil for a name that the data set does not
        /// have.
        var fields: [FieldID?] = []
        var first = Timestamp(nanoseconds: .max)
        var last = Timestamp(nanoseconds: .min)
        var isDirty = true
    }

    /// A block that has reached this size is closed.
    static let blockBytes = 128 << 10
    /// Fields that have a number: a log of more keeps no event, as if it were full.
    static let fieldsMax = 1 << 16
    /// Bytes of an event, whose length has four: a longer one is not kept, as if the log were full.
    static let eventBytesMax = 1 << 30

    /// What the checkpoint calls the log, among the ids of detections, none of which has a colon.
    let name: String
    let dataSet: DataSet
    /// Fields that some scan reads, ascending; blocks number them so.
    let fields: [FieldID]
    /// The same as a block has them.
    let numbered: [FieldID?]
    private let bytesMax: Int
    var blocks: [Block] = []
    var bytes = 0
    var removed: [Timestamp] = []
    var nextNumber: Int64 = 0

    /// - Parameter kind: Which events; another one for each log of a data set.
    init(_ kind: String, _ dataSet: DataSet, fields: [FieldID], bytesMax: Int) {
        name = "\(kind):\(dataSet.qualifiedName)"
        self.dataSet = dataSet
        self.fields = Set(fields).sorted { $0.index < $1.index }
        numbered = self.fields
        self.bytesMax = self.fields.count <= Self.fieldsMax ? bytesMax : 0
    }

    /// No event takes less than its length and its time.
    var countAtMost: Int { bytes / Self.eventHeadBytes }

    /// The length and the time of an event.
    static let eventHeadBytes = 12
    /// The number and the length of a value.
    static let valueHeadBytes = 6

    /// - Returns: False where there is no room for the event; it is not kept.
    mutating func append(_ event: borrowing Event) -> Bool {
        guard bytes < bytesMax, let size = Self.size(of: event, fields) else { return false }
        var place = blocks.count - 1
        if place < 0 || blocks[place].bytes.count >= Self.blockBytes
            || blocks[place].fields != numbered
        {
            blocks.append(newBlock())
            place += 1
        }
        let before = blocks[place].bytes.count
        blocks[place].first = min(blocks[place].first, event.time)
        blocks[place].last = max(blocks[place].last, event.time)
        blocks[place].isDirty = true
        Self.write(event, fields, size, to: &blocks[place].bytes)
        bytes += blocks[place].bytes.count - before
        return true
    }

    private mutating func newBlock() -> Block {
        defer { nextNumber += 1 }
        var block = Block(number: nextNumber, fields: numbered)
        block.bytes.reserveCapacity(Self.blockBytes + 4_096)
        block.bytes += Self.head(naming: fields.map { dataSet.fields[$0.index] })
        block.start = block.bytes.count
        bytes += block.start
        return block
    }

    static func head(naming names: [String]) -> [UInt8] {
        let names = names.map { Array($0.utf8) }
        let size = names.reduce(4) { $0 + 4 + $1.count }
        var head: [UInt8] = []
        head.append(addingCapacity: size) { (out: inout OutputSpan<UInt8>) in
            out.append(littleEndian: UInt32(size))
            for name in names {
                out.append(littleEndian: UInt32(4 + name.count))
                out.append(name.span)
            }
        }
        return head
    }

    /// How many bytes an event takes; nil for more than ``eventBytesMax``.
    static func size(of event: borrowing Event, _ fields: [FieldID]) -> Int? {
        let values = event.values
        let fields = fields.span
        var size = eventHeadBytes
        for place in fields.indices {
            if values.hasLists {
                values.forEachValue(of: fields[place]) { size += valueHeadBytes + $0.count }
            } else if let range = values.range(of: fields[place]) {
                size += valueHeadBytes + range.count
            }
        }
        return size <= eventBytesMax ? size : nil
    }

    /// - Parameter size: As ``size(of:_:)`` says.
    static func write(
        _ event: borrowing Event, _ fields: [FieldID], _ size: Int, to block: inout [UInt8]
    ) {
        let values = event.values
        let fields = fields.span
        let time = event.time.nanoseconds
        block.append(addingCapacity: size) { (out: inout OutputSpan<UInt8>) in
            out.append(littleEndian: UInt32(size))
            out.append(littleEndian: time)
            for number in fields.indices {
                if values.hasLists {
                    values.forEachValue(of: fields[number]) {
                        write(values.bytes.extracting($0), UInt16(number), to: &out)
                    }
                } else if let range = values.range(of: fields[number]) {
                    write(values.bytes.extracting(range), UInt16(number), to: &out)
                }
            }
        }
    }

    @inline(__always)
    private static func write(
        _ value: Span<UInt8>, _ number: UInt16, to out: inout OutputSpan<UInt8>
    ) {
        out.append(littleEndian: number)
        out.append(littleEndian: UInt32(value.count))
        out.append(value)
    }

    /// Takes in the blocks of another log of the same data set.
    mutating func merge(_ other: EventLog) {
        for block in other.blocks {
            blocks.append(
                Block(
                    number: nextNumber, bytes: block.bytes, start: block.start,
                    fields: block.fields, first: block.first, last: block.last))
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

// MARK: - Reading

extension EventLog {
    /// Calls `body` with each event of a window that a condition holds for, in the order of
    /// arrival.
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
        var named: [FieldID?]?
        var isAsked: [Bool] = []
        var isRead: [Bool] = []
        var isWhole = false
        for block in blocks where block.first < window.end && block.last >= window.start {
            if named != block.fields {
                named = block.fields
                isAsked = block.fields.map { $0.map { asked.contains($0) } ?? false }
                isRead = block.fields.map { $0.map { fields.contains($0) } ?? false }
                isWhole = fields.allSatisfy { block.fields.contains($0) }
            }
            guard isWhole else { continue }
            event.share(block.bytes)
            let bytes = block.bytes.span
            var place = block.start
            while place < bytes.count {
                let end = place + bytes.count(at: place)
                event.time = bytes.time(at: place + 4)
                let values = place + Self.eventHeadBytes..<end
                place = end
                guard window.contains(event.time) else { continue }
                // No other field is ever set.
                for field in fields { event.setNull(field) }
                Self.read(bytes, values, block.fields.span, isAsked.span, into: &event)
                guard condition(event) else { continue }
                Self.read(bytes, values, block.fields.span, isRead.span, into: &event)
                body(event)
            }
        }
    }

    /// - Parameter event: Has its values in `bytes`.
    private static func read(
        _ bytes: Span<UInt8>, _ range: Range<Int>, _ fields: Span<FieldID?>,
        _ isRead: Span<Bool>, into event: inout Event
    ) {
        var place = range.lowerBound
        var last = -1
        while place < range.upperBound {
            let number = bytes.number(at: place)
            let start = place + valueHeadBytes
            let end = start + bytes.count(at: place + 2)
            if isRead[number], let field = fields[number] {
                if number == last {
                    event.add(field, range: start..<end)
                } else {
                    event.set(field, range: start..<end)
                }
            }
            last = number
            place = end
        }
    }
}
