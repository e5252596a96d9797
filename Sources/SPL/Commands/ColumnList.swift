/// Names of columns as commands list them: separated by blanks or commas, `*` for any text.
enum ColumnList {
    /// Reads names up to the end, or to a word that ends the list.
    static func read(
        _ cursor: inout TokenCursor, until endWords: [String] = []
    ) throws(Problem) -> [Token] {
        var names: [Token] = []
        while !cursor.isAtEnd, !endWords.contains(where: cursor.next.isKeyword),
            !cursor.isAtOption, cursor.next.kind != .subsearch
        {
            if cursor.accept(.comma) { continue }
            names.append(try cursor.expectText("here the name of a column is expected."))
        }
        return names
    }

    /// The columns that a name stands for, in the order of the rows.
    static func matching(_ name: String, _ columns: [String]) -> [String] {
        guard name.contains("*") else { return columns.contains(name) ? [name] : [] }
        let pattern = TextPattern(name, isCaseSensitive: true)
        return columns.filter { pattern.matches($0) }
    }
}
