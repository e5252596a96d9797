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
