/// Makes plans out of search texts.
///
/// Text → macro expansion → stages → tokens → syntax → plan. A problem does not stop the reading:
/// all that are wrong with a search are found at once, one syntax error for each command.
package struct SearchCompiler: Sendable {
    private let macros: MacroTable
    private let lookups: LookupCatalog

    package init(macros: MacroTable, lookups: LookupCatalog = LookupCatalog()) {
        self.macros = macros
        self.lookups = lookups
    }

    /// The text of a search with its macros expanded and without comments, as it is compiled; a
    /// macro that cannot be expanded is missing.
    package func expand(_ search: String) -> String {
        var diagnostics = Diagnostics()
        let text = Array(search.utf8.prefix(SearchLimits.expandedBytesMax))
        let expanded = MacroExpander.expand(text, macros: macros, &diagnostics)
        return String(decoding: expanded.bytes, as: UTF8.self)
    }

    /// Compiles a search. Never fails otherwise than by the errors in the result.
    package func compile(_ search: String) -> CompiledSearch {
        let text = Array(search.utf8)
        var diagnostics = Diagnostics()
        guard text.count <= SearchLimits.expandedBytesMax else {
            let limit = SearchLimits.expandedBytesMax
            diagnostics.report(
                SPLError(
                    .tooComplex, "the search is longer than \(limit) bytes.",
                    range: limit..<text.count))
            return CompiledSearch(plan: nil, errors: diagnostics.errors)
        }
        let expanded = MacroExpander.expand(text, macros: macros, &diagnostics)
        diagnostics.place(by: expanded.map)
        var plan = PlanBuilder(
            expanded, lookups: lookups, commands: CommandRegistry.all, diagnostics: diagnostics)
        plan.compile(0..<expanded.bytes.count)
        return plan.result()
    }
}
