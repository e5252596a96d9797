import CIM
import SPL

/// The groups of one scan in one pane.
///
/// - Shape: group g has key `keys[g]` and the accumulators from `g * aggregates`, one an aggregate.
///   Those of aggregates that look into another's stay empty: see `accumulator(of:)`.
struct GroupTable: Sendable {
    private var index = KeyIndex()
    /// As ``GroupKey`` has them.
    private(set) var keys = ByteStrings()
    private(set) var accumulators: [Accumulator] = []

    /// An estimate of the memory that it holds.
    private(set) var bytes = 0
    /// At least as many as the longest list of values has.
    var valuesAdded: Int { bytes / DistinctValues.entryBytes }

    var count: Int { keys.count }

    /// Counts an event in the group of `key`.
    ///
    /// - Parameters:
    ///   - ceilings: A group above one of them stays as it is.
    ///   - room: Bytes that the table may hold more than before.
    mutating func add(
        _ event: borrowing Event, key: GroupKey, aggregates: [Aggregate],
        ceilings: [ScanCeiling] = [], limits: Limits, room: Int,
        counters: inout DetectionCounters
    ) {
        add(to: key, aggregates, ceilings, limits, room, &counters) {
            accumulator, aggregate, room in
            accumulator.add(event, aggregate, limits: limits, room: room)
        }
    }

    /// As above, of a risk event.
    mutating func add(
        _ record: RiskRecord, key: GroupKey, aggregates: [Aggregate], limits: Limits, room: Int,
        counters: inout DetectionCounters
    ) {
        add(to: key, aggregates, [], limits, room, &counters) { accumulator, aggregate, room in
            accumulator.add(record, aggregate, limits: limits, room: room)
        }
    }

    /// - Parameter take: Takes something in, with room for so many bytes more.
    @inline(__always)
    private mutating func add(
        to key: GroupKey, _ aggregates: [Aggregate], _ ceilings: [ScanCeiling], _ limits: Limits,
        _ room: Int,
        _ counters: inout DetectionCounters,
        _ take: (inout Accumulator, Aggregate, Int) -> Growth
    ) {
        let before = bytes
        guard let group = group(of: key, aggregates, limits, room, &counters) else { return }
        // In a span: what is taken out of an array is copied.
        let all = aggregates.span
        for ceiling in ceilings {
            let place = group * all.count + aggregates.accumulator(of: ceiling.aggregate)
            if accumulators[place].isAbove(ceiling.most) { return }
        }
        for offset in all.indices where aggregates.accumulator(of: offset) == offset {
            let place = group * all.count + offset
            switch take(&accumulators[place], all[offset], room - (bytes - before)) {
            case .by(let more): bytes += more
            case .overLimit: counters.valueOverflow += 1
            case .overMemory: counters.memoryOverflow += 1
            }
        }
    }

    /// The group of a key, made where there is none; nil where there is no room for it.
    private mutating func group(
        of key: GroupKey, _ aggregates: [Aggregate], _ limits: Limits, _ room: Int,
        _ counters: inout DetectionCounters
    ) -> Int? {
        let hash = ByteHash.of(key.bytes.span)
        if let known = number(of: key.bytes.span, hash) { return known }
        guard keys.count < limits.groupsPerPane else {
            counters.groupOverflow += 1
            return nil
        }
        guard Self.bytes(ofKey: key.bytes.count, aggregates) <= room else {
            counters.memoryOverflow += 1
            return nil
        }
        return make(key.bytes.span, hash, aggregates)
    }

    /// Whether there is a group of a key.
    func has(_ key: GroupKey) -> Bool {
        let bytes = key.bytes.span
        return number(of: bytes, ByteHash.of(bytes)) != nil
    }

    private func number(of key: Span<UInt8>, _ hash: UInt64) -> Int? {
        index.find(hash) { keys.equals($0, key) }
    }

    private mutating func make(
        _ key: Span<UInt8>, _ hash: UInt64, _ aggregates: [Aggregate]
    ) -> Int {
        index.add(hash)
        keys.append(key)
        for aggregate in aggregates { accumulators.append(Accumulator(aggregate)) }
        bytes += Self.bytes(ofKey: key.count, aggregates)
        return keys.count - 1
    }

    /// What a new group costs: its key, and its share of the table and the lists.
    private static func bytes(ofKey count: Int, _ aggregates: [Aggregate]) -> Int {
        count + 120
            + aggregates.count * MemoryLayout<Accumulator>.stride * 3 / 2
    }

    /// Takes in the groups of another pane.
    mutating func merge(
        _ other: GroupTable, aggregates: [Aggregate], limits: Limits,
        counters: inout DetectionCounters
    ) {
        let stride = aggregates.count
        let used = aggregates.indices.filter { aggregates.accumulator(of: $0) == $0 }
        let all = other.keys.bytes.span
        for place in 0..<other.count {
            let key = all.extracting(other.keys.places[place].range)
            let hash = ByteHash.of(key)
            let group = number(of: key, hash) ?? make(key, hash, aggregates)
            for offset in used {
                let number = group * stride + offset
                bytes -= accumulators[number].bytes
                counters.valueOverflow += accumulators[number].merge(
                    other.accumulators[place * stride + offset], aggregates[offset].function,
                    limits: limits)
                bytes += accumulators[number].bytes
            }
        }
    }

    /// Sets a group as a checkpoint had it.
    mutating func restore(
        key: GroupKey, accumulators restored: [Accumulator], aggregates: [Aggregate]
    ) {
        bytes += restored.reduce(Self.bytes(ofKey: key.bytes.count, aggregates)) { $0 + $1.bytes }
        index.add(ByteHash.of(key.bytes.span))
        keys.append(key.bytes.span)
        accumulators.append(contentsOf: restored)
    }
}

extension [Aggregate] {
    /// The aggregate whose accumulator an aggregate uses. `dc()` uses that of `values()` of the
    /// same field, which holds the same values.
    func accumulator(of offset: Int) -> Int {
        let aggregates = span
        guard aggregates[offset].function == .distinctCount else { return offset }
        for other in aggregates.indices
        where aggregates[other].function == .values
            && aggregates[other].input == aggregates[offset].input
        {
            return other
        }
        return offset
    }
}

extension GroupTable: Equatable {
    static func == (left: GroupTable, right: GroupTable) -> Bool {
        left.keys == right.keys && left.accumulators == right.accumulators
    }
}
