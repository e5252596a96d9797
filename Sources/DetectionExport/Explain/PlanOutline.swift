package import CIM
package import SPL

/// A plan as an outline: the last operator on top, the scans at the leaves.
package enum PlanOutline {
    package static func outline(of plan: SearchPlan) -> OutlineNode {
        node(plan.root, plan)
    }

    /// What an operator does, in one line.
    package static func label(of relation: Relation, in plan: SearchPlan) -> String {
        switch relation {
        case .scan(let index) where plan.scans[index].output == .events:
            "events of \(name(of: plan.scans[index].dataSet)), newest first"
        case .scan(let index): "scan \(name(of: plan.scans[index].dataSet)), once for each event"
        case .rows(let table): "\(table.rows.count) rows of the search itself"
        case .filter(_, let condition): "keep rows where \(ConditionText.text(condition))"
        case .extend(_, let column, let expression):
            "\(column) = \(ConditionText.text(expression))"
        case .project(_, let columns): "columns \(columns.joined(separator: ", "))"
        case .rename(_, let rules):
            "rename \(rules.map { "\($0.from) → \($0.to)" }.joined(separator: ", "))"
        case .aggregate(_, let grouping): "one row for each group: \(text(of: grouping))"
        case .annotate(_, let grouping, let annotation):
            switch annotation {
            case .wholeGroup: "for each row, of its group: \(text(of: grouping))"
            case .running(let window, _):
                "for each row, of its group so far"
                    + (window > 0 ? ", \(window) rows at most" : "") + ": \(text(of: grouping))"
            case .sliding(let rule):
                "for each row, of its group so far"
                    + (rule.window.map { ", among the last \($0) rows" } ?? "")
                    + (rule.seconds.map { ", within \(Value.text(of: $0)) s" } ?? "")
                    + (rule.hasResets ? ", begun anew at resets" : "")
                    + ": \(text(of: grouping))"
            }
        case .distinct(_, let rule):
            "the first \(rule.count) row(s) of each \(rule.columns.joined(separator: ", "))"
        case .sort(_, let keys, let limit):
            "sort by \(keys.map { ($0.isDescending ? "-" : "") + $0.column }.joined(separator: ", "))"
                + (limit.map { ", the first \($0)" } ?? "")
        case .limit(_, .max, fromEnd: true): "the rows from the last to the first"
        case .limit(_, let count, let fromEnd): "the \(fromEnd ? "last" : "first") \(count) rows"
        case .expand(_, let column, _): "one row for each value of \(column)"
        case .lookup(_, let lookup):
            "look up \(lookup.table.name) by "
                + lookup.inputs.map(\.row).joined(separator: ", ") + " for "
                + lookup.outputs.map(\.row).joined(separator: ", ")
        case .join(_, _, let rule):
            "join, \(rule.keepsUnmatched ? "left" : "inner"), by "
                + rule.columns.joined(separator: ", ")
        case .matching(_, _, let isNegated):
            "keep rows that \(isNegated ? "no row" : "a row") of the second search agrees with"
        case .append: "the rows of both"
        case .piped: "the rows, and behind them what a pipeline makes of them"
        case .given: "the rows that the pipeline is given"
        case .reshape(_, let reshaping): text(of: reshaping)
        }
    }

    private static func text(of reshaping: Reshaping) -> String {
        switch reshaping {
        case .unpack(let column, .path(_, let name)): "\(name) = what stands at a path of \(column)"
        case .unpack(let column, _): "columns of what stands in the text of \(column)"
        case .remove(let names): "without the columns \(names.joined(separator: ", "))"
        case .pivot(let pivot):
            "a column for each value of \(pivot.name), a row for each "
                + pivot.keys.joined(separator: ", ")
        case .unpivot(let kept, _, _): "a row for each column beside \(kept)"
        case .combine(let column): "rows that agree in all but \(column) as one"
        case .continuous(let column, let span, _):
            "rows for each \(ConditionText.text(span)) of \(column) that has none"
        case .transaction(let rule):
            "transactions of rows that agree in \(rule.columns.joined(separator: ", "))"
        case .correlate(let rule): text(of: rule)
        }
    }

    /// Example: `within 300 s, by User: matches gte 10, of Failed logon`.
    private static func text(of rule: Correlating) -> String {
        let bounds = rule.bounds.map { "\($0.relation.rawValue) \(Value.text(of: $0.number))" }
            .joined(separator: " and ")
        let measure =
            switch rule.measure {
            case .rows: "matches"
            case .distinct(let columns): "different values of \(names(columns))"
            case .sum(let column): "the sum of \(names([column]))"
            case .average(let column): "the average of \(names([column]))"
            case .percentile(let column, let share):
                "percentile \(Value.text(of: share)) of \(names([column]))"
            case .rules: "different rules"
            case .sequence: "rules in their order"
            }
        let keys = rule.keys.isEmpty ? "" : ", by \(rule.keys.joined(separator: ", "))"
        return "within \(rule.seconds) s\(keys): \(measure) \(bounds), of "
            + rule.rules.joined(separator: ", ")
    }

    /// What is measured stands in columns of its own, behind a mark.
    private static func names(_ columns: [String]) -> String {
        columns.map { Correlating.fieldName(of: $0) }.joined(separator: " and ")
    }

    /// What a data set is called for people.
    package static func name(of dataSet: DataSet) -> String {
        dataSet.isRaw ? "Windows event logs" : dataSet.qualifiedName
    }

    private static func node(_ relation: Relation, _ plan: SearchPlan) -> OutlineNode {
        var node = OutlineNode(
            label(of: relation, in: plan), relation.inputs.map { self.node($0, plan) })
        if case .scan(let index) = relation {
            node.children = [outline(of: plan.scans[index])].flatMap(\.children)
        }
        return node
    }

    /// What a scan counts, groups by and computes.
    package static func outline(of scan: Scan) -> OutlineNode {
        let keys = scan.keys.map { key in
            let bucket = key.span.map { " in buckets of \(ConditionText.text($0))" } ?? ""
            return key.column + bucket
        }
        let fill = scan.nullFill.map { " (missing values: \"\($0)\")" } ?? ""
        var children = [
            OutlineNode("events where", [condition(scan.predicate, scan)])
        ]
        let name = name(of: scan.dataSet)
        guard scan.output == .groups else {
            children.append(OutlineNode("with the fields \(keys.joined(separator: ", "))"))
            return OutlineNode("events of \(name)", children)
        }
        children.append(
            OutlineNode(
                keys.isEmpty
                    ? "all in one group" : "by \(keys.joined(separator: ", "))\(fill)"))
        let aggregates = scan.aggregates.map { aggregate in
            let input = aggregate.input.map { ConditionText.text($0, in: scan) } ?? ""
            return "\(aggregate.column) = \(aggregate.function.rawValue)(\(input))"
        }
        if !aggregates.isEmpty {
            children.append(OutlineNode("computing \(aggregates.joined(separator: ", "))"))
        }
        return OutlineNode("scan \(name)", children)
    }

    /// A condition with a line for each of its parts.
    static func condition(_ predicate: Predicate<ScanField>, _ scan: Scan) -> OutlineNode {
        switch predicate {
        case .and(let parts): OutlineNode("all of", parts.map { condition($0, scan) })
        case .or(let parts): OutlineNode("one of", parts.map { condition($0, scan) })
        case .not(let part): OutlineNode("not", [condition(part, scan)])
        case .all: OutlineNode("every event")
        case .matches, .differs, .ordered, .passes, .compares, .term:
            OutlineNode(
                ConditionText.text(predicate) { ConditionText.text($0, in: scan) })
        }
    }

    private static func text(of grouping: Grouping) -> String {
        let aggregates = grouping.aggregates.map { aggregate in
            let input = aggregate.input.map(ConditionText.text) ?? ""
            return "\(aggregate.column) = \(name(of: aggregate.function))(\(input))"
        }
        let keys = grouping.keys.isEmpty ? "" : " by \(grouping.keys.joined(separator: ", "))"
        return aggregates.joined(separator: ", ") + keys
    }

    private static func name(of function: RowFunction) -> String {
        switch function {
        case .scanned(let function): function.rawValue
        default: "\(function)"
        }
    }
}
