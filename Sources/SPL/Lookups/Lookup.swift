/// What a `lookup` command does with a table.
package struct Lookup: Sendable {
    /// A column of the table and the column of the rows that it goes with.
    package struct Pair: Hashable, Sendable {
        package var table: String
        package var row: String

        package init(table: String, row: String) {
            self.table = table
            self.row = row
        }
    }

    package var table: LookupTable
    /// All of them must agree.
    package var inputs: [Pair]
    package var outputs: [Pair]
    /// Whether a value that a row has already is replaced (OUTPUT), or kept (OUTPUTNEW).
    package var overwrites: Bool

    package init(table: LookupTable, inputs: [Pair], outputs: [Pair], overwrites: Bool) {
        self.table = table
        self.inputs = inputs
        self.outputs = outputs
        self.overwrites = overwrites
    }
}
