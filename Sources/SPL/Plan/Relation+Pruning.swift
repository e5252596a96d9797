extension Relation {
    /// The same rows without working out columns that nothing above them looks at, or of rows that a
    /// condition above them leaves out.
    ///
    /// Detections format times and then aggregate them away; each such column costs a value a row.
    package var pruned: Relation { pruned(needing: nil) }

    /// The columns of a scan that anything looks at; nil where all are.
    ///
    /// - Parameter needed: The columns of the result that are looked at; nil for all, none for which
    ///   columns of the scan the number of rows depends on.
    package func columnsRead(ofScan number: Int, for needed: Set<String>? = nil) -> Set<String>? {
        var read: Set<String>? = []
        collect(needing: needed, ofScan: number, into: &read)
        return read
    }

    /// The same of the rows that a pipeline is given.
    var columnsReadOfGiven: Set<String>? {
        var read: Set<String>? = []
        collect(needing: nil, ofScan: nil, into: &read)
        return read
    }

    /// - Parameter number: Of a scan; nil for the rows that are given.
    private func collect(
        needing needed: Set<String>?, ofScan number: Int?, into read: inout Set<String>?
    ) {
        let isLeaf =
            switch self {
            case .scan(let other): other == number
            case .given: number == nil
            default: false
            }
        if isLeaf {
            if let needed { read?.formUnion(needed) } else { read = nil }
        }
        let traits = traits
        let before = traits.columns.needed(ofInput: needed)
        // A pipeline within has rows of its own that it is given.
        let isNested = if case .piped = self { number == nil } else { false }
        for input in isNested ? [traits.inputs[0]] : traits.inputs {
            input.collect(needing: before, ofScan: number, into: &read)
        }
    }

    /// - Parameter needed: The columns that are looked at; nil where all are.
    private func pruned(needing needed: Set<String>?) -> Relation {
        if case .extend(let input, let column, _) = self, let needed, !needed.contains(column) {
            return input.pruned(needing: needed)
        }
        let before = traits.columns.needed(ofInput: needed)
        let pruned = mappingInputs { $0.pruned(needing: before) }
        guard case .filter(let input, let condition) = pruned else { return pruned }
        return input.filtered(by: condition)
    }

    /// The rows for which a condition is true, asked before columns are worked out that it does not
    /// read.
    private func filtered(by condition: Expression) -> Relation {
        guard case .extend(let input, let column, let expression) = self,
            !condition.columns.contains(column)
        else { return .filter(self, condition) }
        return .extend(input.filtered(by: condition), column: column, expression)
    }
}
