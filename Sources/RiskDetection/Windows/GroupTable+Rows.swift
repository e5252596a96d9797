import CIM
import SPL

extension GroupTable {
    /// The groups as rows.
    ///
    /// - Shape: groups × (key columns, then aggregate columns), ascending by key: times by time,
    ///   texts by byte. Without `by` there is one row, of nothing counted where nothing was.
    /// - Parameter scan: What the groups are of.
    func table(of scan: Scan) -> Table {
        switch scan.output {
        case .events: return events(of: scan)
        case .stats: return statistics(of: scan)
        case .groups: break
        }
        let names = scan.keys.map(\.column) + scan.aggregates.map(\.column)
        if scan.keys.isEmpty, count == 0 {
            let nothing = scan.aggregates.map { Accumulator($0).result($0.function) }
            return Table(columns: names, rows: [Row(cells: nothing, identity: [])])
        }
        let groups = (0..<count).map { group in
            let bytes = Array(keys.bytes[keys.places[group].range])
            return (group: group, bytes: bytes, key: GroupKey(bytes: bytes).values(scan))
        }
        let sorted = groups.sorted { GroupKeyValue.precedes($0.key, $1.key) }
        return Table(
            columns: names,
            rows: sorted.map { group, bytes, key in
                Row(cells: key.map(\.cell) + results(group, scan), identity: bytes)
            })
    }

    private func results(_ group: Int, _ scan: Scan) -> [Value] {
        scan.aggregates.indices.map { number in
            let place = group * scan.aggregates.count + scan.aggregates.accumulator(of: number)
            return accumulators[place].result(scan.aggregates[number].function)
        }
    }
}

/// The value of one `by` field in a key.
private enum GroupKeyValue {
    case time(Timestamp)
    case text(ArraySlice<UInt8>)

    var cell: Value {
        switch self {
        case .time(let time): .time(time)
        case .text(let bytes): .string(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Whether one key stands before another of the same scan.
    static func precedes(_ left: [GroupKeyValue], _ right: [GroupKeyValue]) -> Bool {
        for pair in zip(left, right) {
            switch pair {
            case (.time(let a), .time(let b)) where a != b: return a < b
            case (.text(let a), .text(let b)) where a != b: return a.lexicographicallyPrecedes(b)
            default: continue
            }
        }
        return false
    }
}

extension GroupKey {
    fileprivate func values(_ scan: Scan) -> [GroupKeyValue] {
        var start = 0
        return scan.keys.map { key in
            let end = start + 4 + bytes.span.count(at: start)
            let value = bytes[start + 4..<end]
            start = end
            if case .time = key.field { return .time(GroupKey.time(value)) }
            return .text(value)
        }
    }
}
