import CIM
package import SPL

extension SigmaRule {
    /// What riskd runs of a rule: one scan that groups the matches of each source.
    package struct Plan: Sendable {
        package var plan: SearchPlan
        /// Sources that may match.
        package var sources: [RecordSource]
        /// Columns that name whom a match is about.
        package var riskFields: [RiskFields.Entry]
        /// Of the rows.
        package var columns: [String]
    }

    /// Fields by which matches are one group, if the rule itself names none.
    private static let always = ["Computer", "User"]

    /// The columns that name whom a match is about; none where no source can match.
    package func riskFields(over sources: [RecordSource]) -> [RiskFields.Entry] {
        sources.first(where: canRun).map { RiskFields.standard($0).entries } ?? []
    }

    /// Nil where none of the sources can match.
    ///
    /// Matches of an hour with the same values in the fields of the rule, and of the same host and
    /// user, are one row. A field that a record does not have counts as the empty text.
    package func plan(over sources: [RecordSource]) -> Plan? {
        let windows = sources.filter(canRun)
        guard !windows.isEmpty else { return nil }
        let risk = RiskFields.standard(windows[0]).entries
        let columns = columns(windows, risk)
        let (dataSet, parts) = predicates(of: windows, reading: columns.map(\.field))
        func field(_ name: String) -> ScanField {
            dataSet.field(name).map(ScanField.field) ?? .absent(name)
        }
        let scan = Scan(
            dataSet: dataSet, predicate: (parts.count == 1 ? parts[0] : .or(parts)).simplified,
            keys: columns.map { ScanKey(column: $0.name, field: field($0.field)) },
            aggregates: [
                Aggregate(function: .count, input: nil, column: "count"),
                Aggregate(function: .min, input: .time, column: "firstTime"),
                Aggregate(function: .max, input: .time, column: "lastTime"),
            ], nullFill: "")
        return Plan(
            plan: SearchPlan(scans: [scan], root: .scan(0)), sources: windows, riskFields: risk,
            columns: scan.columns)
    }

    /// Whether some record of a source may match.
    func canRun(over source: RecordSource) -> Bool {
        source.format != .falcon && source.canAnswer(condition)
    }

    /// The matches of one source as events, each with its time.
    ///
    /// - Parameter columns: What they are called, and where they stand in the record; nil where the
    ///   source has no such field.
    func events(of source: RecordSource, _ columns: [(name: String, field: String?)]) -> Scan {
        let (dataSet, parts) = predicates(of: [source], reading: columns.compactMap(\.field))
        let keys = columns.map { name, field in
            ScanKey(
                column: name,
                field: field.flatMap(dataSet.field).map(ScanField.field) ?? .absent(field ?? name))
        }
        return Scan(
            dataSet: dataSet, predicate: parts[0].simplified,
            keys: keys + [ScanKey(column: "_time", field: .time)],
            aggregates: [Aggregate(function: .count, input: nil, column: "count of events")],
            nullFill: nil, output: .events)
    }

    /// A data set with all fields that are read, and what records of each source must be.
    private func predicates(
        of sources: [RecordSource], reading fields: [String]
    ) -> (dataSet: DataSet, parts: [Predicate<ScanField>]) {
        var names = Set(fields + ["EventID", "Channel", RecordSource.everyValue])
        for source in sources {
            names.formUnion(condition.fields.compactMap(source.recordField))
            names.formUnion(source.values.map(\.field))
        }
        if !condition.hasKeywords { names.remove(RecordSource.everyValue) }
        if condition.asksForEmpty { names.insert(RecordSource.emptyNames) }
        let dataSet = DataSet(rawWindows: names.sorted())
        func field(_ name: String) -> ScanField {
            dataSet.field(name).map(ScanField.field) ?? .absent(name)
        }
        let parts = sources.map { source in
            Predicate<ScanField>.every([
                source.membership(field), condition.predicate(of: source, field),
            ])
        }
        return (dataSet, parts)
    }

    /// Names of the record: host and users, then what the rule looks at and wants to see.
    private func columns(
        _ sources: [RecordSource], _ risk: [RiskFields.Entry]
    ) -> [(name: String, field: String)] {
        var columns: [(name: String, field: String)] = []
        func note(_ field: String?) {
            guard let field else { return }
            let name = RecordSource.plainName(field)
            if !columns.contains(where: { $0.name == name }) { columns.append((name, field)) }
        }
        risk.forEach { note(sources[0].recordField($0.field) ?? $0.field) }
        for source in sources {
            (condition.fields + head.fields).forEach { note(source.recordField($0)) }
        }
        return columns
    }
}
