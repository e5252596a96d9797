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
        guard plan.root == nil, let source else { return plan.forgetRows() }
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
        plan.begin(with: scan)
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
