extension RowFunction {
    private static let others: [String: RowFunction] = [
        "first": .first, "last": .last, "list": .list,
    ]

    /// Names that a search may write, sorted; percentiles aside.
    package static let names = (AggregateFunction.names + others.keys).sorted()

    /// - Parameter name: In any case; `perc95` and `p95` are percentiles.
    init?(named name: String) {
        if let other = Self.others[name.lowercased()] {
            self = other
        } else if let scanned = AggregateFunction(rawValue: name) {
            self = .scanned(scanned)
        } else {
            return nil
        }
    }
}
