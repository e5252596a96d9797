import CIM
import SPL

extension GroupTable {
    /// The groups as `stats` over the events would give them, value for value and identity for
    /// identity; see ``SPL/Scan/Output/stats``.
    ///
    /// - Shape: groups × (key columns, then aggregate columns), ascending by the texts of the keys.
    ///   Without `by` there is one row, of nothing counted where nothing was.
    func statistics(of scan: Scan) -> Table {
        if scan.keys.isEmpty, count == 0 {
            let nothing = scan.aggregates.map { Accumulator($0).statistic($0.function) }
            return Table(columns: scan.columns, rows: [Row(cells: nothing, identity: [])])
        }
        let groups = (0..<count).map { group in
            let cells = cells(of: keys.bytes[keys.places[group].range], scan)
            return (group: group, cells: cells, texts: cells.map { $0.texts[0] })
        }
        let sorted = groups.sorted { a, b in
            for (x, y) in zip(a.texts, b.texts) where !x.utf8.elementsEqual(y.utf8) {
                return x.utf8.lexicographicallyPrecedes(y.utf8)
            }
            return false
        }
        return Table(
            columns: scan.columns,
            rows: sorted.map { group, cells, _ in
                Row(
                    cells: cells + statistics(group, scan),
                    identity: GroupKey.statisticIdentity(
                        keys.bytes.span.extracting(keys.places[group].range), scan))
            })
    }

    private func cells(of key: ArraySlice<UInt8>, _ scan: Scan) -> [Value] {
        var start = key.startIndex
        return scan.keys.map { part in
            let end = start + 4 + keys.bytes.span.count(at: start)
            defer { start = end }
            let value = key[start + 4..<end]
            if case .time = part.field { return .time(GroupKey.time(value)) }
            return .string(String(decoding: value, as: UTF8.self))
        }
    }

    private func statistics(_ group: Int, _ scan: Scan) -> [Value] {
        scan.aggregates.indices.map { number in
            let place = group * scan.aggregates.count + scan.aggregates.accumulator(of: number)
            return accumulators[place].statistic(scan.aggregates[number].function)
        }
    }
}
