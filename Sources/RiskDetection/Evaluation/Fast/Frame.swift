// Fast: same answers as Table; held by FramePropertyTests; saves 95 % of a stats by process.
import SPL

/// A table by its columns: what the rows of a trunk are while they are many.
///
/// A row of a ``Table`` is a list of cells, and a text is a cell of its own; a frame keeps the texts
/// of a column in one piece of memory, each of a few texts once, and makes rows of those that are
/// left.
struct Frame: Sendable {
    private(set) var names: [String]
    private(set) var cells: [Column]
    private(set) var identities: Identities
    let count: Int

    /// - Parameter columns: One a name; each has a cell a row.
    init(names: [String], columns: [Column], identities: Identities, count: Int) {
        self.names = names
        cells = columns
        self.identities = identities
        self.count = count
    }

    init(_ table: Table) {
        names = table.columns
        cells = table.columns.indices.map { place in
            Column(table.rows.map { $0.cells[place] })
        }
        var identities = ByteStrings()
        for row in table.rows { identities.append(row.identity.span) }
        self.identities = .known(identities)
        count = table.rows.count
    }

    var table: Table {
        Table(columns: names, rows: (0..<count).map(row))
    }

    func row(_ number: Int) -> Row {
        Row(cells: cells.map { $0[number] }, identity: identities[number])
    }

    func index(of name: String) -> Int? { names.firstIndex(of: name) }

    /// The column of a name, with each cell made; nulls where there is none.
    func column(_ name: String) -> Column { unmade(name).made }

    /// The column of a name, whose cells may be yet to be made; nulls where there is none.
    func unmade(_ name: String) -> Column {
        index(of: name).map { cells[$0] } ?? .same(.null)
    }

    /// Makes the cells of some columns, so that several looks at them make them once.
    mutating func make(_ names: Set<String>) {
        for place in cells.indices where names.contains(self.names[place]) {
            cells[place] = cells[place].made
        }
    }

    /// Some of the rows, in this order.
    func gather(_ rows: [Int32]) -> Frame {
        Frame(
            names: names, columns: cells.map { $0.gather(rows) },
            identities: identities.gather(rows), count: rows.count)
    }

    /// Adds a column, or gives an existing one other cells.
    mutating func set(_ name: String, _ column: Column) {
        if let place = index(of: name) {
            cells[place] = column
        } else {
            names.append(name)
            cells.append(column)
        }
    }

    func project(_ names: [String]) -> Frame {
        Frame(
            names: names, columns: names.map(unmade), identities: identities, count: count)
    }

    func rename(_ renamings: [Renaming]) -> Frame {
        let renamed = Renaming.apply(renamings, to: names)
        return Frame(
            names: renamed.map(\.name), columns: renamed.map { cells[$0.source] },
            identities: identities, count: count)
    }
}

extension Frame: ResultRows {
    var columns: [String] { names }

    func identity(_ number: Int) -> [UInt8] { identities[number] }

    func texts(_ number: Int, _ column: String) -> [String] {
        index(of: column).map { cells[$0][number].texts } ?? []
    }
}
