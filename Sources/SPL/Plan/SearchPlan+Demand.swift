package import CIM

/// Raw searches read fields that no schema lists: what they ask for is the schema.
extension SearchPlan {
    /// The fields of raw events that the plan asks for, by name.
    package var rawFields: Set<String> {
        scans.reduce(into: []) { names, scan in
            if scan.dataSet.isRaw { names.formUnion(scan.fieldNames) }
        }
    }

    /// The same plan over another raw data set, which has every field of ``rawFields``.
    package func rebased(onto dataSet: DataSet) -> SearchPlan {
        var plan = self
        for place in scans.indices where scans[place].dataSet.isRaw {
            plan.scans[place] = scans[place].rebased(onto: dataSet)
        }
        return plan
    }

    /// Scans of events keep no fields that nothing above them looks at.
    var keepingWhatIsRead: SearchPlan {
        var plan = self
        for place in scans.indices where scans[place].output == .events {
            guard let read = root.columnsRead(ofScan: place) else { continue }
            // The time stays: events come in its order.
            plan.scans[place].keys.removeAll { $0.field != .time && !read.contains($0.column) }
        }
        return plan
    }
}

extension Scan {
    fileprivate var fieldNames: [String] {
        let fields = predicate.references + keys.map(\.field) + aggregates.compactMap(\.input)
        return fields.compactMap { field in
            if case .field(let id) = field { dataSet.fields[id.index] } else { nil }
        }
    }

    fileprivate func rebased(onto other: DataSet) -> Scan {
        func moved(_ field: ScanField) -> ScanField {
            guard case .field(let id) = field else { return field }
            let name = dataSet.fields[id.index]
            return other.field(name).map(ScanField.field) ?? .absent(name)
        }
        var scan = self
        scan.dataSet = other
        scan.predicate = predicate.mapping(moved)
        for place in keys.indices { scan.keys[place].field = moved(keys[place].field) }
        for place in aggregates.indices {
            scan.aggregates[place].input = aggregates[place].input.map(moved)
        }
        return scan
    }
}

extension Predicate {
    /// What it looks at, in its order.
    package var references: [Reference] {
        switch self {
        case .all: []
        case .term(_, let reference): reference.map { [$0] } ?? []
        case .not(let part): part.references
        case .and(let parts), .or(let parts): parts.flatMap(\.references)
        case .matches(let field, _), .differs(let field, _), .ordered(let field, _, _),
            .passes(let field, _):
            [field]
        case .compares(let field, _, let other): [field, other]
        }
    }

    /// The same condition over other references.
    func mapping<Other>(_ move: (Reference) -> Other) -> Predicate<Other> {
        switch self {
        case .all: .all
        case .and(let parts): .and(parts.map { $0.mapping(move) })
        case .or(let parts): .or(parts.map { $0.mapping(move) })
        case .not(let part): .not(part.mapping(move))
        case .matches(let field, let patterns): .matches(move(field), patterns)
        case .differs(let field, let pattern): .differs(move(field), pattern)
        case .ordered(let field, let ordering, let text): .ordered(move(field), ordering, text)
        case .passes(let field, let test): .passes(move(field), test)
        case .compares(let field, let comparison, let other):
            .compares(move(field), comparison, move(other))
        case .term(let pattern, let field): .term(pattern, in: field.map(move))
        }
    }
}
