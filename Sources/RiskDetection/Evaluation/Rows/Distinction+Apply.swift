import SPL

extension Distinction {
    /// Keeps the first rows of each combination of values.
    func apply(to input: Table) -> Table {
        let places = columns.map(input.index(of:))
        var seen: [[[String]]: Int] = [:]
        var last: [[String]]?
        var table = input
        table.rows.removeAll { row in
            let key = places.map { $0.map { row.cells[$0].texts } ?? [] }
            if key.contains(where: \.isEmpty) { return !keepsEmpty }
            if isConsecutive, key != last { seen = [:] }
            last = key
            let count = seen[key, default: 0] + 1
            seen[key] = count
            return count > self.count
        }
        return table
    }
}
