package import CIM
package import RiskDetection
package import SPL

/// What compiling gave.
package struct CompiledContent: Sendable {
    /// The selected detections that compile, sorted by name.
    package var detections: [Detection]
    /// One row for every selected detection, sorted by name.
    package var report: [CoverageRow]
    /// Sorted by place. An error keeps the daemon from starting.
    package var problems: [ContentProblem]
    /// Those of the problems for which a file, or a part of one, was not read; as severe as they are
    /// for what runs.
    package var unread: [ContentProblem] = []
    /// What searches may call.
    package var macros = MacroTable()

    package init(
        detections: [Detection] = [], report: [CoverageRow] = [], problems: [ContentProblem] = []
    ) {
        self.detections = detections
        self.report = report
        self.problems = problems
    }

    /// Whether some problem is an error.
    package var hasErrors: Bool { problems.contains { $0.severity == .error } }
}

extension ContentLibrary {
    /// Compiles the selected detections.
    ///
    /// - Parameter zone: The zone that the configuration names.
    package func compile(
        configuration: Configuration, zone: TimeZoneRules, selecting selection: ContentSelection
    ) -> CompiledContent {
        let macros = macroTable(configuration)
        var compiler = DetectionCompiler(
            deployments: deployments.isEmpty
                ? DetectionType.allCases.map(DeploymentDocument.standard) : deployments,
            schedules: schedules, searchName: configuration.detections.searchName, zone: zone,
            compileSearch: SearchCompiler(
                macros: macros, lookups: lookups, evaluate: Evaluator.constant
            ).compile)
        compiler.sigma = sigma
        return compile(
            configuration: configuration, selecting: selection, macros: macros, with: compiler)
    }

    /// The macros that come with Splunk, over them the generated filters, the macros of the files,
    /// and those of the configuration.
    package func macroTable(_ configuration: Configuration) -> MacroTable {
        var table = MacroTable(
            Macro.ofSplunk
                + documents.map { Macro(name: $0.filterMacro, definition: "search *") })
        for document in macros { table.define(document.macro) }
        for macro in configuration.macros { table.define(macro) }
        return table
    }

    func compile(
        configuration: Configuration, selecting selection: ContentSelection, macros: MacroTable,
        with compiler: DetectionCompiler
    ) -> CompiledContent {
        let enabling = configuration.detections
        var content = CompiledContent()
        content.macros = macros
        let index = SelectionIndex(enabling, selection)
        let exceptions = ExceptionIndex(enabling.exceptions)
        let correlated = CorrelatedRules(documents, index, compiler.sigma)
        let selected = documents.filter { correlated.isSelected($0, by: selection) }
            .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        let results = selected.concurrentMap { document in
            compiler.compile(
                document, override: index.override(for: document.name, document.id),
                exceptions: exceptions.exceptions(of: document.name, document.id))
        }
        for (document, result) in zip(selected, results) {
            let enabled = correlated.isEnabled(document)
            content.report.append(CoverageRow(document, enabled: enabled, result: result))
            if var detection = result.detection {
                // Who runs rules of Sigma expects to hear of a match at once.
                if index.tellsEarly(document) || document.rule != nil {
                    detection.tellsEarly = detection.canTellEarly
                    if !detection.tellsEarly {
                        content.problems += enabling.cannotTellEarly(DetectionTraits(document))
                    }
                }
                content.detections.append(detection)
            }
            // Of what a pattern takes in, some may not compile: the rest runs.
            let isRequired =
                index.insists(on: document) && index.isSelected(document, by: selection.running)
            content.problems += result.problems.map { problem in
                var problem = problem
                if !isRequired { problem.severity = .warning }
                return problem
            }
        }
        content.problems += enabling.unmatched(documents, selection, broken: findings)
        if case .enabled = selection { content.problems += enabling.leftOff(documents, index) }
        let found = fileProblems(enabling, index, selection, macros)
        content.problems += found.problems
        content.unread = found.unread
        content.problems += unusedMacros(configuration, macros)
        // A problem of a deployment comes once for each detection of its type.
        content.problems = content.problems.sorted().reduce(into: []) { unique, problem in
            if unique.last != problem { unique.append(problem) }
        }
        return content
    }

    /// Warnings about macros of the configuration that no search of the content calls: mostly the
    /// name is not quite that of the macro that was to be changed.
    private func unusedMacros(
        _ configuration: Configuration, _ macros: MacroTable
    ) -> [ContentProblem] {
        guard !configuration.macroNames.isEmpty, !documents.isEmpty else { return [] }
        let called = MacroCalls.names(from: documents.map(\.search.value), macros: macros)
        return configuration.macroNames.filter { !called.contains($0.value) }.map { name in
            let suggestion = Suggestion.nearest(to: name.value, among: called.sorted())
                .map { ": did you mean \"\($0)\"?" }
            return name.problem(
                .warning, "no search calls the macro \"\(name.value)\"" + (suggestion ?? ""))
        }
    }

    private func fileProblems(
        _ enabling: DetectionSelection, _ index: SelectionIndex, _ selection: ContentSelection,
        _ macros: MacroTable
    ) -> (problems: [ContentProblem], unread: [ContentProblem]) {
        let wanted = selection.running
        let running = documents.filter { index.isSelected($0, by: wanted) }
        var content = RunningContent(
            documents: running, macros: macros, wanted: enabling.names(of: wanted),
            isSelected: { index.isSelected($0, $1, by: wanted) })
        // Of what is asked for by name the other rules of a library are nobody's concern, nor those that
        // no filter can take in.
        let isOfAll =
            switch selection {
            case .all: true
            case .named: false
            case .enabled: !enabling.enableWhere.isEmpty
            }
        var found: (problems: [ContentProblem], unread: [ContentProblem]) = ([], [])
        for finding in findings where isOfAll || finding.concerns(content) {
            let problem = finding.problem(for: &content)
            found.problems.append(problem)
            if finding.leavesUnread { found.unread.append(problem) }
        }
        found.unread.sort()
        return found
    }
}
