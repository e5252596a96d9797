/// What the columns of a relation show, followed from a scan through operators that take each row by
/// itself (``RowFlow``).
package struct ColumnOrigins<Origin> {
    private var columns: [(name: String, origin: Origin?)]

    /// - Parameter columns: Those of the scan; nil where nothing is known of one.
    package init(_ columns: [(name: String, origin: Origin?)]) { self.columns = columns }

    package func origin(of column: String) -> Origin? {
        columns.first { $0.name == column }?.origin ?? nil
    }

    package func contains(_ column: String) -> Bool { columns.contains { $0.name == column } }

    /// Gives a column another origin, behind the others when it is new.
    package mutating func set(_ column: String, _ origin: Origin?) {
        if let place = columns.firstIndex(where: { $0.name == column }) {
            columns[place].origin = origin
        } else {
            columns.append((column, origin))
        }
    }

    /// Goes on to what an operator makes of the columns.
    ///
    /// - Parameter computed: The origin of an expression over the columns before it.
    package mutating func follow(_ flow: ColumnFlow, _ computed: (Expression) -> Origin?) {
        switch flow {
        case .kept: break
        case .computed(let column, let expression): set(column, computed(expression))
        case .picked(let names): columns = names.map { ($0, origin(of: $0)) }
        case .renamed(let renamings):
            let before = columns
            columns = Renaming.apply(renamings, to: before.map(\.name)).map {
                ($0.name, before[$0.source].origin)
            }
        case .grouped, .made, .unknown: columns = []
        }
    }
}
