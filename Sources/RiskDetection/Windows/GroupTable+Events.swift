import CIM
import SPL

extension GroupTable {
    /// The events as rows: one an event, newest first, as a search of Splunk gives them.
    ///
    /// Events of one instant are in the order of their values, which is the same whatever order they
    /// came in. Equal events differ in their identity by a number behind it.
    ///
    /// - Shape: events × columns of the keys.
    func events(of scan: Scan) -> Table {
        let timeColumn = scan.keys.firstIndex { $0.field == .time }
        struct Kept {
            let time: Timestamp
            let key: [UInt8]
            let cells: [Value]
            let count: Int64
        }
        var kept: [Kept] = []
        kept.reserveCapacity(count)
        for group in 0..<count {
            let bytes = Array(keys.bytes[keys.places[group].range])
            guard let cells = GroupKey(bytes: bytes).eventValues(scan) else { continue }
            var time = Timestamp(nanoseconds: 0)
            if let timeColumn, case .time(let own) = cells[timeColumn] { time = own }
            guard case .count(let number) = accumulators[group * scan.aggregates.count] else {
                continue
            }
            kept.append(Kept(time: time, key: bytes, cells: cells, count: number))
        }
        kept.sort { a, b in
            a.time != b.time ? a.time > b.time : a.key.lexicographicallyPrecedes(b.key)
        }
        var rows: [Row] = []
        rows.reserveCapacity(kept.count)
        for event in kept {
            for copy in 0..<event.count {
                var identity = event.key
                if copy > 0 { identity.append(littleEndian: UInt32(truncatingIfNeeded: copy)) }
                rows.append(Row(cells: event.cells, identity: identity))
            }
        }
        return Table(columns: scan.columns, rows: rows)
    }
}
