/// Where the columns of a table stand in its rows.
struct ColumnPlaces {
    private let names: [String]

    /// - Parameter names: In the order of the cells.
    init(_ names: [String]) { self.names = names }

    /// The place of a column; nil for one that the table does not have.
    ///
    /// Tables have a dozen columns with names of a dozen bytes: comparing them costs less than a
    /// hash of one.
    subscript(_ name: String) -> Int? {
        let names = names.span
        for place in names.indices where names[place] == name { return place }
        return nil
    }
}
