/// Leaves lines out until a text fits the rows of a terminal, so that its beginning never scrolls away.
enum ScreenFit {
    /// - Parameters:
    ///   - head: Comes first and stays whole, as long as there are rows for it.
    ///   - parts: Each behind an empty line. Those that need less than their share of the rows leave
    ///     the rest to the others; where a part is cut, it says how many lines are left out.
    ///   - columns: Longer lines go on in further rows; nil where they do not.
    static func lines(
        head: [String], parts: [[String]], rows: Int, columns: Int?
    ) -> [String] {
        let whole = head + parts.flatMap { [""] + $0 }
        guard height(whole, columns) > rows else { return whole }
        let shown = cut(head, to: rows, columns)
        var left = max(0, rows - height(shown, columns))
        // The empty line, and at least two more.
        var fitting = parts.prefix(left / 3)
        var last: [String] = []
        if fitting.count < parts.count, left > 0 {
            left -= 1
            fitting = parts.prefix(left / 3)
            last = [more(parts[fitting.count...].reduce(0) { $0 + $1.count })]
        }
        left -= fitting.count
        let needed = fitting.map { height($0, columns) }
        var shares = needed.map { _ in 0 }
        for (place, index) in needed.indices.sorted(by: { needed[$0] < needed[$1] }).enumerated() {
            shares[index] = min(needed[index], left / (fitting.count - place))
            left -= shares[index]
        }
        return shown + zip(fitting, shares).flatMap { [""] + cut($0, to: $1, columns) } + last
    }

    /// How many rows the lines take.
    static func height(_ lines: [String], _ columns: Int?) -> Int {
        lines.reduce(0) { $0 + height($1, columns) }
    }

    private static func height(_ line: String, _ columns: Int?) -> Int {
        guard let columns, columns > 0 else { return 1 }
        let width = DisplayWidth.of(line.replacing(#/\u{1B}\[[0-9;]*m/#, with: ""))
        return max(1, (width + columns - 1) / columns)
    }

    private static func cut(_ lines: [String], to rows: Int, _ columns: Int?) -> [String] {
        guard height(lines, columns) > rows else { return lines }
        var kept: [String] = []
        var used = 1
        for line in lines {
            used += height(line, columns)
            guard used <= rows else { break }
            kept.append(line)
        }
        return rows < 1 ? [] : kept + [more(lines.count - kept.count)]
    }

    private static func more(_ count: Int) -> String { "  … \(count) more line(s)" }
}
