import SPL

/// The rows of a table by the values of some of its columns.
struct RowGroups {
    /// For each row the first group that it is in; -1 where one of its keys is null.
    private(set) var firstGroups: [Int32]
    /// Rows, by group; a row that has a value several times is in its group as often.
    private var rows: [Int32] = []
    /// Where the rows of each group begin, and at the end their number.
    private var starts: [Int32] = [0]
    /// The values of groups whose first row has several in some column.
    private var combined: [Int: [Value]] = [:]
    private let places: [Int?]

    /// Groups are ascending by key.
    var count: Int { starts.count - 1 }

    /// - Parameter places: Those of the columns; nil for one that the table does not have.
    init(_ table: Table, by places: [Int?]) {
        self.places = places
        firstGroups = Array(repeating: -1, count: table.rows.count)
        var finder = KeyFinder()
        var key = TextKey()
        var members: [(group: Int32, row: Int32)] = []
        members.reserveCapacity(table.rows.count)
        for (row, cells) in table.rows.lazy.map(\.cells).enumerated() {
            Self.forEachKey(of: cells, places, &key) { key, values in
                let (group, isNew) = finder.find(key)
                if isNew, let values { combined[group] = values }
                if firstGroups[row] < 0 { firstGroups[row] = Int32(group) }
                members.append((Int32(group), Int32(row)))
            }
        }
        arrange(members, order: finder.order)
    }

    /// - Parameter order: For each group its place; nil where they are in order.
    private mutating func arrange(_ members: [(group: Int32, row: Int32)], order: KeyFinder.Order) {
        if let places = order.places {
            for row in firstGroups.indices where firstGroups[row] >= 0 {
                firstGroups[row] = places[Int(firstGroups[row])]
            }
            combined = Dictionary(
                uniqueKeysWithValues: combined.map { (Int(places[$0.key]), $0.value) })
        }
        starts = Array(repeating: 0, count: order.count + 1)
        let place = { (group: Int32) in Int(order.places.map { $0[Int(group)] } ?? group) }
        for member in members { starts[place(member.group) + 1] += 1 }
        for group in 0..<order.count { starts[group + 1] += starts[group] }
        rows = Array(repeating: 0, count: members.count)
        var next = starts
        for member in members {
            let group = place(member.group)
            rows[Int(next[group])] = member.row
            next[group] += 1
        }
    }

    /// The rows of a group, ascending.
    func rows(of group: Int) -> ArraySlice<Int32> {
        rows[Int(starts[group])..<Int(starts[group + 1])]
    }

    /// Adds the values of the columns that a group is made of.
    func appendValues(of group: Int, in table: Table, to cells: inout [Value]) {
        if let values = combined[group] {
            cells.append(contentsOf: values)
            return
        }
        guard let row = rows(of: group).first else { return }
        for place in places { cells.append(place.map { table.rows[Int(row)].cells[$0] } ?? .null) }
    }

    /// Calls `body` with each combination of the values of a row, and with its values where there are
    /// several; not at all where one is null.
    ///
    /// - Parameter key: Memory to write keys into.
    private static func forEachKey(
        of cells: [Value], _ places: [Int?], _ key: inout TextKey,
        _ body: (TextKey, [Value]?) -> Void
    ) {
        key.removeAll()
        var isSingle = true
        for place in places {
            guard let place else { return }
            switch cells[place] {
            case .null: return
            case .multivalue: isSingle = false
            case let value: if isSingle { key.append(value) }
            }
        }
        if isSingle {
            body(key, nil)
            return
        }
        var combinations: [[Value]] = [[]]
        for case let place? in places {
            let values =
                if case .multivalue(let texts) = cells[place] {
                    texts.map(Value.string)
                } else {
                    [cells[place]]
                }
            combinations = combinations.flatMap { known in values.map { known + [$0] } }
        }
        for values in combinations {
            key.removeAll()
            for value in values { key.append(value) }
            body(key, values)
        }
    }
}

/// Gives each key a number, in the order in which they first come.
private struct KeyFinder {
    /// All keys, one behind the other.
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var index = KeyIndex()

    struct Order {
        let count: Int
        /// For each key the place that it has among all, ascending; nil where that is its number.
        let places: [Int32]?
    }

    mutating func find(_ key: TextKey) -> (number: Int, isNew: Bool) {
        let hash = KeyIndex.hash(key.bytes)
        if let known = index.find(hash, { isKey($0, key) }) { return (known, false) }
        index.add(hash)
        bytes.append(contentsOf: key.bytes)
        ends.append(bytes.count)
        return (ends.count - 1, true)
    }

    private func range(_ number: Int) -> Range<Int> {
        (number > 0 ? ends[number - 1] : 0)..<ends[number]
    }

    private func isKey(_ number: Int, _ key: TextKey) -> Bool {
        let range = range(number)
        guard range.count == key.bytes.count else { return false }
        let (all, key) = (bytes.span, key.bytes.span)
        for place in key.indices where all[range.lowerBound + place] != key[place] { return false }
        return true
    }

    private func precedes(_ a: Int, _ b: Int) -> Bool {
        let (x, y, all) = (range(a), range(b), bytes.span)
        for place in 0..<min(x.count, y.count) {
            let (left, right) = (all[x.lowerBound + place], all[y.lowerBound + place])
            if left != right { return left < right }
        }
        return x.count < y.count
    }

    /// Rows of a scan come in the order of its keys, so that mostly there is nothing to sort.
    var order: Order {
        let count = ends.count
        let isSorted = ends.indices.dropFirst().allSatisfy { precedes($0 - 1, $0) }
        guard !isSorted else { return Order(count: count, places: nil) }
        var places = [Int32](repeating: 0, count: count)
        let sorted = ends.indices.sorted { precedes($0, $1) }
        for (place, number) in sorted.enumerated() { places[number] = Int32(place) }
        return Order(count: count, places: places)
    }
}

/// Texts, so written that keys compare by byte as their texts do in turn: each ends with two NULs,
/// and a NUL within is followed by 0xFF.
private struct TextKey {
    private(set) var bytes: [UInt8] = []

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func append(_ value: Value) {
        if case .string(let text) = value {
            append(text)
        } else {
            for text in value.texts { append(text) }
        }
    }

    private mutating func append(_ text: String) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        if bytes[start...].contains(0) {
            let escaped = bytes[start...].flatMap { $0 == 0 ? [0, 0xFF] : [$0] }
            bytes.replaceSubrange(start..., with: escaped)
        }
        bytes.append(0)
        bytes.append(0)
    }
}
