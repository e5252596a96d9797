import CIM

extension Tstats {
    /// Width of a bucket of `_time` when `span=` is not written.
    ///
    /// Splunk takes one that suits the range of the search; for a range of an hour it is a minute.
    ///
    /// Source: Splunk Search Reference, "tstats": `span` defaults to `auto`; "timechart", table of
    /// default spans.
    private static let automaticSpan = TimeSpan.seconds(60)

    func lower(into plan: inout PlanBuilder) {
        guard plan.root != nil else { return begin(&plan) }
        guard appends, (prestats != nil) == (plan.prepared != nil) else {
            plan.diagnostics.report(
                appends
                    ? Problem(.unsupportedArgument, PreparedRows.refusal, at: range)
                    : Problem(
                        .unsupportedCommand,
                        "`tstats` is only supported as the first command, or with `append=true` "
                            + "behind others.", at: plan.commandRange))
            return plan.forgetRows()
        }
        let before = plan.prepared
        let outer = plan.takeRows()
        begin(&plan)
        let prepared = plan.prepared
        let inner = plan.takeRows()
        plan.restoreRows(outer)
        plan.append(inner, at: range)
        if let before, let prepared { plan.prepare(before.appending(prepared)) }
    }

    /// Makes the rows of the scan those that the next command gets.
    private func begin(_ plan: inout PlanBuilder) {
        guard let source else { return plan.forgetRows() }
        var fields = ScanFields(source, &plan.diagnostics)
        let condition = fields.takeNodeName(
            from: plan.resolved(condition).condition, &plan.diagnostics)
        fields.inferDataSet(
            from: condition, keys: keys.map(\.name),
            inputs: aggregates.compactMap { $0.input?.name }, nullFill: nullFill)
        fields.finish(source, &plan.diagnostics)
        guard keys.count + aggregates.count <= SearchLimits.columnsMax else {
            let limit = SearchLimits.columnsMax
            plan.diagnostics.report(
                Problem(.tooComplex, "the search has more than \(limit) columns.", at: range))
            return
        }
        if aggregates.isEmpty, plan.diagnostics.errors.isEmpty {
            plan.diagnostics.report(
                Problem(.syntax, "`tstats` needs an aggregate, such as `count`.", at: range))
        }
        let predicate = Predicate<ScanField>(condition) { field in
            fields.resolve(field, &plan.diagnostics)
        } term: { value in
            plan.diagnostics.warn(
                .unsupportedArgument,
                "`\(value.text)` is looked for in the raw text of the event, which a data model "
                    + "does not have, and so never found; write `<field>=\(value.text)`.",
                at: value.range)
            return nil
        }
        let scan = Scan(
            dataSet: fields.dataSet ?? Self.noDataSet, predicate: predicate.simplified,
            keys: scanKeys(fields, &plan.diagnostics),
            aggregates: scanAggregates(fields, &plan.diagnostics), nullFill: nullFill)
        if let prestats { prepare(scan, prestats, &plan) } else { plan.begin(with: scan) }
    }

    /// Keeps the events of a scan, one row each, with the fields that its functions are of.
    ///
    /// - Parameter option: `prestats=true`.
    private func prepare(_ scan: Scan, _ option: Range<Int>, _ plan: inout PlanBuilder) {
        guard scan.dataSet != AllRisk.dataSet else {
            return plan.diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "`prestats=true` of risk events is not supported; leave it out.", at: option))
        }
        let calls = aggregates.map {
            PreparedRows.Call(function: $0.function, input: $0.input?.name)
        }
        let isTimed = calls.contains { $0.function.readsTime }
        if isTimed, scan.keys.contains(where: { $0.field == .time }) {
            plan.diagnostics.report(
                Problem(
                    .unsupportedArgument,
                    "functions that go by time are not supported with `prestats=true` and "
                        + "`by _time`; leave `prestats=true` out.", at: option))
        }
        var columns = [ScanKey(column: "_time", field: .time)]
        let inputs = zip(aggregates, scan.aggregates).compactMap { call, aggregate in
            call.input.flatMap { name in aggregate.input.map { (name.name, $0) } }
        }
        for (name, field) in scan.keys.map({ ($0.column, $0.field) }) + inputs
        where !columns.contains(where: { $0.column == name }) {
            columns.append(ScanKey(column: name, field: field))
        }
        plan.begin(
            with: Scan(
                dataSet: scan.dataSet, predicate: scan.predicate, keys: columns,
                aggregates: [Aggregate(function: .count, input: nil, column: "count of events")],
                nullFill: nil, output: .events))
        for key in scan.keys {
            if let span = key.span {
                plan.extend(
                    key.column, at: range, .bucket(.column(key.column), .time(span)))
            } else if let nullFill {
                plan.extend(
                    key.column, at: range, .coalesce(.column(key.column), .text(nullFill)))
            } else if let columns = plan.columns {
                plan.add(columns: columns, at: range) {
                    .filter($0, .isNotNull(.column(key.column)))
                }
            }
        }
        plan.prepare(
            PreparedRows(
                calls: Set(calls), keys: Set(scan.keys.map(\.column)), range: option))
    }

    /// Stands in a plan that is thrown away because of an error.
    private static let noDataSet = DataSet(model: "", name: "", fields: [])

    private func scanKeys(
        _ fields: ScanFields, _ diagnostics: inout Diagnostics
    ) -> [ScanKey] {
        var scanKeys: [ScanKey] = []
        for key in keys {
            guard !scanKeys.contains(where: { $0.column == key.name }) else {
                diagnostics.warn(
                    .unsupportedArgument, "`\(key.name)` stands in `by` twice.", at: key.range)
                continue
            }
            let field = fields.resolve(
                SearchField(name: key.name, range: key.range), &diagnostics)
            var width: TimeSpan?
            if field == .time {
                width = span?.width ?? Self.automaticSpan
                if span == nil {
                    diagnostics.warn(
                        .unsupportedArgument,
                        "`by _time` without `span=` is taken as `span=1m`; write the width.",
                        at: key.range)
                }
            }
            scanKeys.append(ScanKey(column: key.name, field: field, span: width))
        }
        if let span, !scanKeys.contains(where: { $0.field == .time }) {
            diagnostics.report(
                Problem(
                    .unsupportedArgument, "`span=` needs `_time` among the fields of `by`.",
                    at: span.range))
        }
        return scanKeys
    }

    private func scanAggregates(
        _ fields: ScanFields, _ diagnostics: inout Diagnostics
    ) -> [Aggregate] {
        var result: [Aggregate] = []
        for call in aggregates {
            let aggregate = Aggregate(
                function: call.function,
                input: call.input.map { fields.resolve($0, &diagnostics) }, column: call.column)
            if result.contains(aggregate) {
                diagnostics.warn(
                    .unsupportedArgument, "`\(call.column)` is computed twice.", at: call.range)
            } else if keys.contains(where: { $0.name == call.column })
                || result.contains(where: { $0.column == call.column })
            {
                diagnostics.report(
                    Problem(
                        .syntax,
                        "two columns are called `\(call.column)`; give this one another name with "
                            + "`as`.", at: call.range))
            } else {
                result.append(aggregate)
            }
        }
        return result
    }
}
