/// Makes plans out of search texts.
///
/// Text → macro expansion → stages → tokens → syntax → plan. A problem does not stop the reading:
/// all that are wrong with a search are found at once, one syntax error for each command.
package struct SearchCompiler: Sendable {
    private let macros: MacroTable

    package init(macros: MacroTable) { self.macros = macros }

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
        let stages = Stage.split(expanded.bytes, &diagnostics)
        var compilation = StageCompilation(expanded: expanded, diagnostics: diagnostics)
        for (index, stage) in stages.enumerated() {
            compilation.add(stage, isFirst: index == 0)
            if compilation.isFull { break }
        }
        return compilation.result()
    }
}

/// The stages of one search, added one after the other.
private struct StageCompilation {
    private let expanded: ExpandedSearch
    private var plan: PlanBuilder
    private var tokenBudget = SearchLimits.tokensMax
    /// Unsupported commands that have been reported: once each is enough.
    private var namedCommands: Set<String> = []

    init(expanded: ExpandedSearch, diagnostics: Diagnostics) {
        self.expanded = expanded
        plan = PlanBuilder(diagnostics: diagnostics)
    }

    /// Whether further problems would not be taken.
    var isFull: Bool { plan.diagnostics.isFull }

    mutating func add(_ stage: Stage, isFirst: Bool) {
        let hasHole = expanded.hasHole(within: stage.range)
        do throws(Problem) {
            guard let command = try command(of: stage, isFirst: isFirst, hasHole: hasHole) else {
                return plan.forgetRows()
            }
            var tokens = TokenCursor(
                try Lexer.tokens(of: stage.body, in: expanded.bytes, budget: &tokenBudget),
                range: stage.body)
            try command.init(&tokens, &plan.diagnostics).lower(into: &plan)
        } catch {
            plan.forgetRows()
            // Around a macro that could not be expanded the syntax cannot be judged.
            if !(hasHole && error.code == .syntax) { plan.diagnostics.report(error) }
        }
    }

    /// The command of a stage, when it is one that can stand there.
    ///
    /// - Returns: Nil when there is nothing to say: a macro could not be expanded, or the same
    ///   command has been reported before.
    private mutating func command(
        of stage: Stage, isFirst: Bool, hasHole: Bool
    ) throws(Problem) -> (any Command.Type)? {
        let command = CommandRegistry.command(stage.command)
        if isFirst, !stage.hasPipe, command?.isGenerating != true, !stage.isEmpty {
            throw Problem(
                .unsupportedCommand,
                "a search of raw events (`search`) is not supported; begin with "
                    + "`| tstats … from datamodel=…`.", at: stage.content)
        }
        guard !stage.command.isEmpty else {
            if hasHole { return nil }
            let message =
                stage.isEmpty
                ? (isFirst ? "the search is empty." : "behind this pipe a command is missing.")
                : "here the name of a command is expected."
            throw Problem(.syntax, message, at: stage.nameRange)
        }
        guard let command else {
            guard namedCommands.insert(stage.command).inserted else { return nil }
            throw Self.unsupported(stage)
        }
        if isFirst, !command.isGenerating {
            throw Problem(
                .syntax,
                "`\(command.name)` needs rows from a command before it; begin with "
                    + "`| tstats … from datamodel=…`.", at: stage.nameRange)
        }
        if !isFirst, command.isGenerating {
            throw Problem(
                .unsupportedCommand,
                "`\(command.name)` is only supported as the first command.", at: stage.nameRange)
        }
        return command
    }

    private static func unsupported(_ stage: Stage) -> Problem {
        let supported = CommandRegistry.all.map { $0.name }
        let list = supported.map { "`\($0)`" }.joined(separator: ", ")
        let what =
            SplunkCommands.names.contains(stage.command)
            ? "the command `\(stage.command)` is not supported yet"
            : "there is no command `\(stage.command)`"
        let question =
            SplunkCommands.names.contains(stage.command)
            ? "" : Suggestion.question(stage.command, among: supported)
        return Problem(
            .unsupportedCommand, "\(what); searches may use \(list).\(question)",
            at: stage.nameRange)
    }

    func result() -> CompiledSearch {
        let errors = Diagnostics.sorted(plan.diagnostics.errors)
        let warnings = Diagnostics.sorted(plan.diagnostics.warnings)
        guard errors.isEmpty, let root = plan.root, let columns = plan.columns else {
            precondition(!errors.isEmpty, "a search without plan and without error")
            return CompiledSearch(plan: nil, errors: errors, warnings: warnings)
        }
        return CompiledSearch(
            plan: SearchPlan(scans: plan.scans, root: root), errors: [], warnings: warnings,
            columns: columns)
    }
}
