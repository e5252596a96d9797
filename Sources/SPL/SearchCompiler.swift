/// Makes plans out of search texts.
///
/// Text → macro expansion → stages → tokens → syntax → plan. A problem does not stop the reading:
/// all that are wrong with a search are found at once, one syntax error for each command.
package struct SearchCompiler: Sendable {
    private let macros: MacroTable
    private let lookups: LookupCatalog
    private let evaluate: (@Sendable (Relation) -> Table?)?

    /// - Parameter evaluate: Gives the rows of a search over lookup tables alone, which then may stand
    ///   in brackets where a condition has to be known before events are read: behind WHERE of
    ///   `tstats`. Nil where a limit cuts them.
    package init(
        macros: MacroTable, lookups: LookupCatalog = LookupCatalog(),
        evaluate: (@Sendable (Relation) -> Table?)? = nil
    ) {
        self.macros = macros
        self.lookups = lookups
        self.evaluate = evaluate
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
    ///
    /// Events have whatever fields their log has; those of a raw search that count are the ones that
    /// the search names. So it is compiled again with the names that were missing, until none is.
    ///
    /// - Parameter fields: Columns that the result should have, if its rows are events: those that
    ///   risk objects are taken from.
    package func compile(_ search: String, fields: Set<String> = []) -> CompiledSearch {
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
        var rawFields = fields
        while true {
            var plan = PlanBuilder(
                expanded, lookups: lookups, commands: CommandRegistry.all, rawFields: rawFields,
                evaluate: evaluate, diagnostics: diagnostics)
            plan.compile(0..<expanded.bytes.count)
            // Each round adds a name, and the text has no more names than bytes.
            let known = rawFields.count
            if plan.hasRawScan { rawFields.formUnion(plan.missing) }
            if rawFields.count == known { return plan.result() }
        }
    }
}
