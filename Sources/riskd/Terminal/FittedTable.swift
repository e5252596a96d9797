import CIM

/// A table for a person that fits a terminal: cells go on in further lines of their column, and
/// columns that matter less are left out where there is no room at all.
struct FittedTable {
    struct Column {
        var title: String
        var isNumber = false
        /// Narrower than this it does not get; nil where it is always as wide as it needs.
        var widthMin: Int?
        /// Below this it is read with effort: columns of rank 3 and more give way before.
        var widthGood: Int?
        /// Lines of a cell; what goes beyond is cut.
        var linesMax = 6
        /// What is left out first: the highest; 0 never is.
        var rank = 0
        /// The number of a terminal's colour for a cell; nil for none.
        var colour: (@Sendable (String) -> Int?)?
    }

    let columns: [Column]
    private var rows: [[String]] = []

    init(_ columns: [Column]) { self.columns = columns }

    /// What a log holds must not steer the terminal.
    mutating func add(_ cells: [String]) {
        rows.append(cells.map { DisplayText.safe($0, bytesMax: Self.cellBytesMax) })
    }

    private static let cellBytesMax = 32 << 10

    /// Columns that have no room at this width.
    func leftOut(width: Int?) -> [String] {
        let shown = shownColumns(width)
        return columns.indices.filter { !shown.contains($0) }.map { columns[$0].title }
    }

    /// - Parameter width: Cells of a line; nil for no end.
    func lines(width: Int?, isColoured: Bool) -> [String] {
        let shown = shownColumns(width)
        let widths = fittedWidths(shown, width)
        let head = Self.line(shown.map { columns[$0].title }, widths, shown.map { columns[$0] })
        var lines = [isColoured ? "\u{1B}[1m\(head)\u{1B}[0m" : head]
        for row in rows {
            let parts = shown.indices.map { place in
                DisplayWidth.lines(
                    row[shown[place]], width: max(1, widths[place]),
                    linesMax: width == nil ? 1 : columns[shown[place]].linesMax)
            }
            for number in 0..<(parts.map(\.count).max() ?? 0) {
                let cells = parts.map { $0.indices.contains(number) ? $0[number] : "" }
                lines.append(
                    Self.line(
                        cells, widths, shown.map { columns[$0] },
                        colours: isColoured ? shown.map { columns[$0].colour?(row[$0]) } : nil))
            }
        }
        return lines
    }

    private static let gap = 2

    private func naturalWidth(_ column: Int) -> Int {
        rows.reduce(DisplayWidth.of(columns[column].title)) {
            max($0, DisplayWidth.of($1[column]))
        }
    }

    private func shownColumns(_ width: Int?) -> [Int] {
        var shown = Array(columns.indices)
        guard let width else { return shown }
        // What is only good to have goes before the others get narrow, anything else after.
        drop(from: &shown, ranks: 3, width) { goodWidth($0) }
        drop(from: &shown, ranks: 1, width) { leastWidth($0) }
        return shown
    }

    private func drop(
        from shown: inout [Int], ranks: Int, _ width: Int, _ needed: (Int) -> Int
    ) {
        func total() -> Int { shown.reduce(-Self.gap) { $0 + needed($1) + Self.gap } }
        while total() > width,
            let next = shown.filter({ columns[$0].rank >= ranks }).max(
                by: { (columns[$0].rank, $0) < (columns[$1].rank, $1) })
        {
            shown.removeAll { $0 == next }
        }
    }

    private func leastWidth(_ column: Int) -> Int {
        let natural = naturalWidth(column)
        return columns[column].widthMin.map { min($0, natural) } ?? natural
    }

    private func goodWidth(_ column: Int) -> Int {
        let natural = naturalWidth(column)
        return columns[column].widthGood.map { min($0, natural) } ?? leastWidth(column)
    }

    private func fittedWidths(_ shown: [Int], _ width: Int?) -> [Int] {
        var widths = shown.map(naturalWidth)
        guard let width else { return widths }
        for least in [shown.map(goodWidth), shown.map(leastWidth)] {
            var excess = widths.reduce(-Self.gap) { $0 + $1 + Self.gap } - width
            while excess > 0 {
                // The one that stands furthest above its least gives way.
                guard
                    let widest = widths.indices.max(by: {
                        (widths[$0] - least[$0], $0) < (widths[$1] - least[$1], $1)
                    }), widths[widest] > least[widest]
                else { break }
                widths[widest] -= 1
                excess -= 1
            }
        }
        return widths
    }

    private static func line(
        _ cells: [String], _ widths: [Int], _ columns: [Column], colours: [Int?]? = nil
    ) -> String {
        var line = ""
        var pending = ""
        for place in cells.indices {
            let cell = cells[place]
            let padding = String(
                repeating: " ", count: max(0, widths[place] - DisplayWidth.of(cell)))
            let text = (colours?[place]).map { "\u{1B}[\($0)m\(cell)\u{1B}[0m" } ?? cell
            if !cell.isEmpty {
                line += pending + (columns[place].isNumber ? padding : "") + text
                pending = columns[place].isNumber ? "" : padding
            } else {
                pending += padding
            }
            pending += String(repeating: " ", count: gap)
        }
        return line
    }
}
