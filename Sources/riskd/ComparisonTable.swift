import DaemonRuntime

/// What a change of a rule added (+), took away (-) and changed (~), for a person.
struct ComparisonTable {
    let comparison: OutputComparison

    func lines(isColoured: Bool) -> [String] {
        let totals =
            "\(comparison.added.count) added, \(comparison.removed.count) removed, "
            + "\(comparison.changed.count) changed, \(comparison.same) the same"
        guard !comparison.isEqual else { return [totals] }
        var table = TextTable([
            .init(title: "", widthMax: 1), .init(title: "RUN (UTC)", widthMax: 20),
            .init(title: "DETECTION", widthMax: 60), .init(title: "RECORD", widthMax: 7),
            .init(title: "RISK OBJECT", widthMax: 44), .init(title: "WHAT", widthMax: 120),
        ])
        for entry in comparison.removed { table.add(cells("-", entry, entry.message)) }
        for entry in comparison.added { table.add(cells("+", entry, entry.message)) }
        for change in comparison.changed {
            table.add(cells("~", change.after, change.fields.joined(separator: ", ")))
        }
        return table.lines(isColoured: isColoured) + ["", totals]
    }

    private func cells(
        _ sign: String, _ entry: OutputComparison.Entry, _ what: String
    ) -> [String] {
        [
            sign, String(entry.run.prefix(16)), entry.detection, entry.kind,
            entry.object.isEmpty ? "-" : entry.object, what,
        ]
    }
}
