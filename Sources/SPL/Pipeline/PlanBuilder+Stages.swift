extension PlanBuilder {
    /// Adds the commands of a pipeline, from left to right. A problem does not stop the reading.
    ///
    /// - Parameter isWithin: Whether the first command gets rows as the others do.
    mutating func compile(_ range: Range<Int>, isWithin: Bool = false) {
        let stages = Stage.split(expanded.bytes, range, &diagnostics)
        for (index, stage) in stages.enumerated() where !diagnostics.isFull {
            add(stage, isFirst: index == 0 && !isWithin)
        }
        if let prepared { refuse(prepared) }
    }

    private mutating func refuse(_ prepared: PreparedRows) {
        diagnostics.report(
            Problem(.unsupportedArgument, PreparedRows.refusal, at: prepared.range))
        forgetRows()
    }

    /// Compiles a text as if it stood in the search, over the rows so far.
    ///
    /// - Parameter range: Where problems with it are placed.
    mutating func compile(text: String, at range: Range<Int>) {
        guard let inner = expanded.append(text, at: range) else {
            diagnostics.report(
                Problem(
                    .tooComplex,
                    "the search is longer than \(SearchLimits.expandedBytesMax) bytes with what "
                        + "this stands for.", at: range))
            return forgetRows()
        }
        diagnostics.place(by: expanded.map)
        compile(inner, isWithin: root != nil)
    }

    /// Compiles a search in square brackets, whose rows are not those of the plan so far.
    ///
    /// - Parameters:
    ///   - brackets: The search with its brackets.
    ///   - isInCondition: Whether its rows stand for a condition.
    /// - Returns: Its rows and their columns; nil when there is a problem, which is reported.
    mutating func subsearch(
        _ brackets: Range<Int>, isInCondition: Bool = false
    ) -> (rows: Relation, columns: [String], isOpen: Bool)? {
        let wasInCondition = self.isInCondition
        self.isInCondition = isInCondition
        defer { self.isInCondition = wasInCondition }
        let outer = takeRows()
        compile(brackets.lowerBound + 1..<brackets.upperBound - 1)
        let inner = takeRows()
        restoreRows(outer)
        guard let rows = inner.root, let columns = inner.columns else { return nil }
        return (rows, columns, inner.isOpen)
    }

    private mutating func add(_ stage: Stage, isFirst: Bool) {
        let hasHole = expanded.hasHole(within: stage.range)
        do throws(Problem) {
            guard let command = try command(of: stage, isFirst: isFirst, hasHole: hasHole) else {
                return forgetRows()
            }
            let isImplied = command == commands.implied && stage.command != command.name
            let body = isImplied ? stage.content : stage.body
            var tokens = TokenCursor(
                try Lexer.tokens(of: body, in: expanded.bytes, budget: &tokenBudget),
                source: expanded.bytes, range: body, generating: commands.generating)
            let parsed = try command.init(&tokens, &diagnostics)
            if !isFirst, root == nil { return }
            if !isFirst, isEnded {
                throw Problem(
                    .syntax, "behind `return` and `format` no command can stand.",
                    at: stage.nameRange)
            }
            if let prepared, !PreparedRows.takers.contains(command.name) {
                return refuse(prepared)
            }
            begin(commandAt: stage.nameRange)
            parsed.lower(into: &self)
        } catch {
            forgetRows()
            // Around a macro that could not be expanded the syntax cannot be judged.
            if !(hasHole && error.code == .syntax) { diagnostics.report(error) }
        }
    }

    /// The command of a stage, when it is one that can stand there.
    ///
    /// - Returns: Nil when there is nothing to say: a macro could not be expanded, or the same
    ///   command has been reported before.
    private mutating func command(
        of stage: Stage, isFirst: Bool, hasHole: Bool
    ) throws(Problem) -> (any Command.Type)? {
        let command = commands.command(stage.command)
        if isFirst, !stage.isEmpty, command?.isGenerating != true,
            !stage.hasPipe || stage.command == commands.implied.name
        {
            return commands.implied
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
            throw unsupported(stage)
        }
        if isFirst, !command.isGenerating {
            throw Problem(
                .syntax,
                "`\(command.name)` needs rows from a command before it; begin with "
                    + "`| tstats … from datamodel=…`.", at: stage.nameRange)
        }
        if !isFirst, command.isGenerating, !command.canAppend {
            throw Problem(
                .unsupportedCommand,
                "`\(command.name)` is only supported as the first command.", at: stage.nameRange)
        }
        return command
    }

    private func unsupported(_ stage: Stage) -> Problem {
        let supported = commands.commands.map { $0.name }
        let list = supported.map { "`\($0)`" }.joined(separator: ", ")
        if let reason = SplunkCommands.refusals[stage.command] {
            return Problem(
                .unsupportedCommand, "the command `\(stage.command)` is not supported: \(reason)",
                at: stage.nameRange)
        }
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
        let errors = Diagnostics.sorted(diagnostics.errors)
        let warnings = Diagnostics.sorted(diagnostics.warnings)
        guard errors.isEmpty, let root, let columns else {
            precondition(!errors.isEmpty, "a search without plan and without error")
            return CompiledSearch(plan: nil, errors: errors, warnings: warnings)
        }
        return CompiledSearch(
            plan: SearchPlan(scans: scans, root: root).keepingWhatIsRead, errors: [],
            warnings: warnings, columns: columns, hasOtherColumns: isOpen)
    }
}
