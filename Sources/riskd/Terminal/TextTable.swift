import CIM

/// A table for a person: columns as wide as they need, cut where the terminal ends.
struct TextTable {
    struct Column {
        var title: String
        var isNumber = false
        /// The widest that the column gets, in characters.
        var widthMax: Int
    }

    let columns: [Column]
    private(set) var rows: [[String]] = []

    init(_ columns: [Column]) { self.columns = columns }

    mutating func add(_ cells: [String]) {
        rows.append(zip(cells, columns).map { Self.fit($0, $1.widthMax) })
    }

    /// - Parameter isColoured: Whether the titles are set off.
    func lines(isColoured: Bool) -> [String] {
        let widths = columns.indices.map { index in
            ([columns[index].title] + rows.map { $0[index] }).map(\.count).max() ?? 0
        }
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
