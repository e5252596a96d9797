import CIM
import SPL

extension LinkedCorrelation {
    /// What riskd runs of a correlation: a scan for each rule and each source that can answer it, which
    /// keeps the matches with their times, and ``SPL/Correlating`` over them.
    ///
    /// Matches are looked for from the beginning of the window on that a detection without lookback
    /// would have: the schedule looks back ``lookbackSeconds`` more.
    ///
    /// - Throws: ``PlanRefusal``.
    package func plan(over table: LogSourceTable) throws(PlanRefusal) -> SigmaRule.Plan {
        var builder = CorrelationBuilder(table)
        let root = try builder.root(of: self)
        return SigmaRule.Plan(
            plan: SearchPlan(scans: builder.scans, root: root), sources: builder.sources,
            riskFields: builder.risk, columns: builder.columns)
    }

    /// Why there is no plan.
    package struct PlanRefusal: Error, Hashable {
        package var message: String
    }
}

/// Makes the scans and operators of a correlation.
private struct CorrelationBuilder {
    /// A column of the rows of a part, and the field of the part's events that stands in it.
    typealias Wanted = (column: String, field: String)

    private let table: LogSourceTable
    private(set) var scans: [Scan] = []
    private(set) var sources: [RecordSource] = []
    private(set) var risk: [RiskFields.Entry] = []
    /// Of the rows of the outermost correlation.
    private(set) var columns: [String] = []

    init(_ table: LogSourceTable) { self.table = table }

    /// The outermost one gives a row for each group, with hosts and accounts of its matches.
    mutating func root(
        of correlation: LinkedCorrelation
    ) throws(LinkedCorrelation.PlanRefusal) -> Relation {
        for rule in correlation.detectionRules {
            guard case .sources(let found) = table.answer(rule.logSource) else { continue }
            for source in found {
                for entry in RiskFields.standard(source).entries where !risk.contains(entry) {
                    risk.append(entry)
                }
            }
        }
        let seconds = correlation.lookbackSeconds
        return try relation(
            of: correlation, gathering: risk.map { ($0.field, $0.field) },
            .groups(behind: seconds))
    }

    /// - Parameter gathered: Columns that the rows have beside those of the groups.
    private mutating func relation(
        of correlation: LinkedCorrelation, gathering gathered: [Wanted],
        _ output: Correlating.Output
    ) throws(LinkedCorrelation.PlanRefusal) -> Relation {
        let rule = correlation.rule
        var rows: Relation?
        for (place, part) in correlation.parts.enumerated() {
            let name = rule.rules[place].name
            var wanted: [Wanted] = []
            func want(_ column: String, _ field: String) {
                if !wanted.contains(where: { $0.column == column }) {
                    wanted.append((column, field))
                }
            }
            for key in rule.groupBy { want(key, rule.field(key, of: name)) }
            for field in rule.fields {
                want(Correlating.fieldColumn(field), rule.field(field, of: name))
            }
            for (column, field) in gathered { want(column, rule.field(field, of: name)) }
            for next in try relations(of: part, wanted) {
                let marked = Relation.extend(
                    next, column: Correlating.ruleColumn, .literal(.integer(Int64(place))))
                rows = rows.map { .append($0, marked) } ?? marked
            }
        }
        guard let rows else { throw .init(message: "the correlation is over no rule") }
        let correlating = Correlating(
            measure: rule.measure, bounds: rule.bounds, seconds: Int64(rule.seconds),
            keys: rule.groupBy, gathered: gathered.map(\.column),
            rules: correlation.parts.map(\.title), output: output)
        // The outermost one comes last.
        columns = correlating.columns
        return .reshape(rows, .correlate(correlating))
    }

    private mutating func relations(
        of part: LinkedCorrelation.Part, _ wanted: [Wanted]
    ) throws(LinkedCorrelation.PlanRefusal) -> [Relation] {
        switch part {
        case .rule(let rule): return try scans(of: rule, wanted)
        case .correlation(let inner):
            // What stands in its keys is there; the rest is gathered from its matches.
            let others = wanted.filter { !inner.rule.groupBy.contains($0.field) }
                .map { (column: "\($0.column) of \(inner.rule.head.title)", field: $0.field) }
            var relation = try relation(of: inner, gathering: others, .matches)
            let copies = wanted.map { column, field in
                (
                    column: column,
                    source: inner.rule.groupBy.contains(field)
                        ? field : "\(column) of \(inner.rule.head.title)"
                )
            }.filter { $0.source != $0.column }
            // Aliases may swap names: a column that is written is read before, under another name.
            let written = Set(copies.map(\.column))
            for (column, source) in copies where written.contains(source) {
                relation = .extend(
                    relation, column: "\(source) before \(column)", .column(source))
            }
            for (column, source) in copies {
                let read = written.contains(source) ? "\(source) before \(column)" : source
                relation = .extend(relation, column: column, .column(read))
            }
            return [relation]
        }
    }

    private mutating func scans(
        of rule: SigmaRule, _ wanted: [Wanted]
    ) throws(LinkedCorrelation.PlanRefusal) -> [Relation] {
        let found: [RecordSource]
        switch table.answer(rule.logSource) {
        case .notRead(let reason):
            throw .init(message: "the rule \"\(rule.head.title)\" is not run: \(reason)")
        case .sources(let all): found = all.filter { rule.canRun(over: $0) }
        }
        guard !found.isEmpty else {
            throw .init(
                message: "the rule \"\(rule.head.title)\" is not run: the sources of "
                    + "\(rule.logSource) lack a field that it needs")
        }
        return found.map { source in
            let columns = wanted.map { (name: $0.column, field: source.recordField($0.field)) }
            scans.append(rule.events(of: source, columns))
            if !sources.contains(source) { sources.append(source) }
            return .scan(scans.count - 1)
        }
    }
}

extension CorrelationRule {
    /// What events of a rule call a field that the correlation names.
    fileprivate func field(_ name: String, of rule: String) -> String {
        aliases.first { $0.name == name }?.fields.first { $0.rule == rule }?.field ?? name
    }

    fileprivate var measure: Correlating.Measure {
        let columns = fields.map(Correlating.fieldColumn)
        // Reading a rule refuses one of these without its field.
        let column = columns.first ?? ""
        return switch kind {
        case .eventCount: .rows
        case .valueCount: .distinct(columns)
        case .temporal: .rules
        case .temporalOrdered: .sequence
        case .valueSum: .sum(column)
        case .valueAverage: .average(column)
        case .valuePercentile: .percentile(column, percentile)
        }
    }
}
