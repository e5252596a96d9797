import SPL

extension SortKey {
    /// The rows in the order of the keys; rows that are equal stay as they were.
    static func sort(_ table: Table, by keys: [SortKey]) -> [Row] {
        let places = keys.map { (key: $0, place: table.index(of: $0.column)) }
        let sorted = table.rows.enumerated().sorted { a, b in
            for (key, place) in places {
                guard let place else { continue }
                let order = key.compare(a.element.cells[place], b.element.cells[place])
                if order != 0 { return order < 0 }
            }
            return a.offset < b.offset
        }
        return sorted.map(\.element)
    }

    /// Negative when the first comes first; null comes last in either direction.
    private func compare(_ a: Value, _ b: Value) -> Int {
        if a.isNull || b.isNull { return (a.isNull ? 1 : 0) - (b.isNull ? 1 : 0) }
        let order = ascending(a, b)
        return isDescending ? -order : order
    }

    /// Of several values the first counts.
    private func ascending(_ a: Value, _ b: Value) -> Int {
        let left = a.texts.first ?? ""
        let right = b.texts.first ?? ""
        switch order {
        case .text: return Self.sign(left, right)
        case .number, .automatic:
            switch (a.number ?? NumericText.number(left), b.number ?? NumericText.number(right)) {
            case (let x?, let y?): return x < y ? -1 : x > y ? 1 : 0
            case (_?, nil): return -1
            case (nil, _?): return 1
            case (nil, nil): break
            }
            return order == .number ? 0 : Self.addresses(left, right) ?? Self.sign(left, right)
        case .address: return Self.addresses(left, right) ?? Self.sign(left, right)
        }
    }

    private static func addresses(_ a: String, _ b: String) -> Int? {
        guard let x = IPAddress(a), let y = IPAddress(b) else { return nil }
        return x.number < y.number ? -1 : x.number > y.number ? 1 : 0
    }

    private static func sign(_ a: String, _ b: String) -> Int {
        a == b ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
    }
}
