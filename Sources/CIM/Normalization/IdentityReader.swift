/// Reads records that say what something is called, such as FDR's `aidmaster` and `userinfo`: one
/// JSON object each.
package struct IdentityReader: Sendable {
    /// What became of a line.
    package enum Reading: Equatable, Sendable {
        case entry(key: [UInt8], name: [UInt8], time: Int64)
        /// An object without one of the two.
        case incomplete
        case malformed
    }

    private let keys: [RawField]
    private let nameFields: [RawField]
    private let times: [RawField]
    private var record: RawRecord
    private var reader: JSONReader

    /// - Parameters:
    ///   - keys: Keys of the object that hold the identifier; the first that is there counts.
    ///   - names: Keys that hold the name, likewise.
    package init(keys: [String], names: [String]) {
        var fields = RawFieldNames()
        func slots(_ keys: [String]) -> [RawField] {
            // A key that renderings of events use as well has its slot there.
            keys.map { $0 == "ComputerName" ? SystemField.computerName.field : fields.data($0) }
        }
        self.keys = slots(keys)
        nameFields = slots(names)
        times = slots(["Time", "_time", "timestamp"])
        record = RawRecord(slotCount: fields.slotCount)
        reader = JSONReader(names: fields)
    }

    package mutating func read(_ line: Span<UInt8>) -> Reading {
        record.reset(line)
        guard line.count < Int(Int32.max), reader.read(line, 0..<line.count, into: &record) == nil
        else { return .malformed }
        record.decodeAll(from: line)
        guard let key = value(keys), let name = value(nameFields) else { return .incomplete }
        var time: Timestamp?
        for field in times where time == nil {
            if let range = record.range(field) {
                time = Timestamp.parse(record.arena.span.extracting(range))
            }
        }
        return .entry(
            key: Array(record.arena[key]), name: Array(record.arena[name]),
            time: time?.nanoseconds ?? .min)
    }

    private func value(_ fields: [RawField]) -> Range<Int>? {
        for field in fields where !record.isNone(field) { return record.range(field) }
        return nil
    }
}
