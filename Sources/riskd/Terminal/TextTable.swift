import CIM

/// A table for a person: columns as wide as they need, cut where the terminal ends.
struct TextTable {
    struct Column {
        var title: String
        var isNumber = false
        /// The widest that the column gets, in characters.
        var widthMax: Int
        /// What it gives way to on a narrow terminal: the highest go first, 0 never goes.
        var rank = 0
    }

    let columns: [Column]
    private(set) var rows: [[String]] = []

    init(_ columns: [Column]) { self.columns = columns }

    mutating func add(_ cells: [String]) {
        rows.append(zip(cells, columns).map { Self.fit($0, $1.widthMax) })
    }

    /// - Parameters:
    ///   - isColoured: Whether the titles are set off.
    ///   - width: Characters of a line; columns that have no room are left out, and named below.
    func lines(isColoured: Bool, width: Int?) -> [String] {
        guard let width else { return lines(isColoured: isColoured) }
        var shown = Array(columns.indices)
        func total() -> Int { shown.reduce(-2) { $0 + self.width(of: $1) + 2 } }
        while total() > width,
            let next = shown.filter({ columns[$0].rank > 0 }).max(
                by: { (columns[$0].rank, $0) < (columns[$1].rank, $1) })
        {
            shown.removeAll { $0 == next }
        }
        var table = TextTable(shown.map { columns[$0] })
        let excess = max(0, total() - width)
        if excess > 0, let first = shown.first {
            let room = max(Self.firstWidthMin, self.width(of: first) - excess)
            table = TextTable(
                [Column(title: columns[first].title, widthMax: room)] + table.columns.dropFirst())
        }
        for row in rows { table.add(shown.map { row[$0] }) }
        let gone = columns.indices.filter { !shown.contains($0) }.map { columns[$0].title }
        let note = gone.isEmpty ? [] : ["  no room for \(gone.joined(separator: ", ")): --json"]
        return table.lines(isColoured: isColoured) + note
    }

    /// The first column is not made narrower.
    private static let firstWidthMin = 8

    private func width(of column: Int) -> Int {
        ([columns[column].title] + rows.map { $0[column] }).map(\.count).max() ?? 0
    }

    /// - Parameter isColoured: Whether the titles are set off.
    func lines(isColoured: Bool) -> [String] {
        let widths = columns.indices.map { width(of: $0) }
        func line(_ cells: [String]) -> String {
            let padded = cells.indices.map { index in
                let padding = String(repeating: " ", count: widths[index] - cells[index].count)
                return columns[index].isNumber ? padding + cells[index] : cells[index] + padding
            }
            let text = padded.joined(separator: "  ")
            return String(text.reversed().drop { $0 == " " }.reversed())
        }
        let head = line(columns.map(\.title))
        return [isColoured ? "\u{1B}[1m\(head)\u{1B}[0m" : head] + rows.map(line)
    }

    /// What a log holds must not steer the terminal; nor may one character have marks without end.
    private static func fit(_ text: String, _ width: Int) -> String {
        let bytesMax = width * 8
        let safe = DisplayText.safe(text, bytesMax: bytesMax)
        let isWhole = safe.count <= width && text.utf8.count <= bytesMax
        return isWhole ? safe : safe.prefix(width - 1) + "…"
    }

    /// What a log holds must not steer the terminal.
    static func safe(_ text: String) -> String { DisplayText.safe(text) }
}
