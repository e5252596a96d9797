/// The lookup tables that a search may name.
package struct LookupCatalog: Sendable {
    private var tables: [String: LookupTable] = [:]

    package init() {}

    package init(_ tables: some Sequence<LookupTable>) {
        for table in tables { define(table) }
    }

    /// Takes a table in, in place of one with the same name.
    package mutating func define(_ table: LookupTable) { tables[table.name] = table }

    package func table(_ name: String) -> LookupTable? { tables[name] }

    /// All names, sorted, for suggestions.
    package var names: [String] { tables.keys.sorted() }
}
