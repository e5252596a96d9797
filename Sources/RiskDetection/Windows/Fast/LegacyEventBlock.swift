// Fast: same answers as grouping each match as it comes, as ScanStrategy.immediate does; held by PlainEngineTests; saves 8 of 12 µs, with the other files of kept events, of a made-up Sysmon record with all detections of ESCU, normalising included.
import CIM

/// A block of an event log as riskd 0.1.0 wrote it: a field was told by its place in its data set,
/// in one byte. Frozen; goes with ``LegacyDataSets``.
///
/// - Shape: as ``EventLog`` has events, with one byte of field number instead of two. Before them
///   may stand an event of no time with empty values, which says which fields are kept; without it
///   all are.
struct LegacyEventBlock {
    private let bytes: [UInt8]
    private let dataSet: DataSet
    /// The field of today for each number of then.
    private let fields: [FieldID?]
    private static let noTime = Timestamp(nanoseconds: .min)

    /// Nil for a data set that had no log then.
    static func fingerprint(of dataSet: DataSet) -> String? {
        guard let fields = LegacyDataSets.fields(of: dataSet) else { return nil }
        var hash = SHA256()
        for field in fields { hash.update(field: field) }
        return hash.finalize().prefix(16).hexadecimal
    }

    init(_ bytes: [UInt8], of dataSet: DataSet) {
        self.bytes = bytes
        self.dataSet = dataSet
        fields = (LegacyDataSets.fields(of: dataSet) ?? []).map(dataSet.field)
    }

    /// The same events as a block of today, to be written anew.
    func block(_ number: Int64) throws(CheckpointError) -> EventLog.Block {
        var event = Event(dataSet: dataSet)
        event.share(bytes)
        var place = 0
        var kept = fields.compactMap { $0 }
        if let head = try read(at: 0, into: &event), event.time == Self.noTime {
            place = head
            kept = kept.filter { event.range(of: $0) != nil }
        }
        kept.sort { $0.index < $1.index }
        var block = EventLog.Block(number: number, fields: kept)
        block.bytes = EventLog.head(naming: kept.map { dataSet.fields[$0.index] })
        block.start = block.bytes.count
        while let end = try read(at: place, into: &event) {
            guard let size = EventLog.size(of: event, kept) else {
                throw CheckpointError.damagedBlock
            }
            EventLog.write(event, kept, size, to: &block.bytes)
            block.first = min(block.first, event.time)
            block.last = max(block.last, event.time)
            place = end
        }
        return block
    }

    /// - Returns: Where the event ends; nil at the end of the block.
    private func read(at start: Int, into event: inout Event) throws(CheckpointError) -> Int? {
        let span = bytes.span
        guard start < bytes.count else { return nil }
        guard bytes.count - start >= 12 else { throw CheckpointError.damagedBlock }
        let end = start + span.count(at: start)
        guard end - start >= 12, end <= bytes.count else { throw CheckpointError.damagedBlock }
        event.time = span.time(at: start + 4)
        for field in fields { if let field { event.setNull(field) } }
        var place = start + 12
        while place < end {
            guard end - place >= 5, Int(bytes[place]) < fields.count else {
                throw CheckpointError.damagedBlock
            }
            let value = place + 5..<place + 5 + span.count(at: place + 1)
            guard value.upperBound <= end else { throw CheckpointError.damagedBlock }
            if let field = fields[Int(bytes[place])] { event.set(field, range: value) }
            place = value.upperBound
        }
        return end
    }
}
