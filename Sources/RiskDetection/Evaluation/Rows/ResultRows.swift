import SPL

/// The rows that a window gave, of which each may be made when it is asked for.
protocol ResultRows: Sendable {
    var columns: [String] { get }
    var count: Int { get }
    /// See ``Row/identity``.
    func identity(_ number: Int) -> [UInt8]
    func row(_ number: Int) -> Row
    /// The texts of one cell; none where there is no such column.
    func texts(_ number: Int, _ column: String) -> [String]
}

extension Table: ResultRows {
    var count: Int { rows.count }

    func identity(_ number: Int) -> [UInt8] { rows[number].identity }

    func row(_ number: Int) -> Row { rows[number] }

    func texts(_ number: Int, _ column: String) -> [String] {
        index(of: column).map { rows[number].cells[$0].texts } ?? []
    }
}
