/// What a column of a query holds. The search language has one kind of value, which is looked at
/// as text or as a number; an engine has types, so each column gets the one that loses nothing.
enum SQLKind: Hashable, Sendable {
    case text
    case integer
    case double
    /// Nanoseconds since the epoch.
    case time
    /// Several values, one, or none, which is null.
    case list
}

/// An expression of a query and what it gives.
struct SQLExpression: Hashable, Sendable {
    var sql: String
    var kind: SQLKind

    init(_ sql: String, _ kind: SQLKind) {
        self.sql = sql
        self.kind = kind
    }
}

/// A column as the search names it.
struct SQLColumn: Hashable, Sendable {
    var name: String
    var value: SQLExpression
}

/// A step of a query: rows of windows.
struct SQLTable: Hashable, Sendable {
    /// Of the common table expression that gives the rows.
    var name: String
    var columns: [SQLColumn]

    func column(_ name: String) -> SQLExpression? { columns.first { $0.name == name }?.value }

    /// Gives a column a value: in place of one with its name, or behind the others.
    mutating func set(_ name: String, _ value: SQLExpression) {
        if let place = columns.firstIndex(where: { $0.name == name }) {
            columns[place].value = value
        } else {
            columns.append(SQLColumn(name: name, value: value))
        }
    }
}
