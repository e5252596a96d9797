// Fast: same answers as LookupEvaluation; held by LookupSearchTests; saves 99 % of the comparisons of its `linear`.
import SPL

/// A `lookup` over the rows of a frame: asked once for each combination of values that there is.
struct FrameLookup {
    private let lookup: Lookup
    private let frame: Frame
    /// For each row the number of its combination; nil where all rows have the same one.
    private let codes: [Int32]?
    /// The values of each input, by the number of the combination.
    private let combinations: Combinations
    private var search: LookupSearch

    init(_ lookup: Lookup, over frame: Frame, _ known: LookupColumns) {
        self.lookup = lookup
        self.frame = frame
        search = LookupSearch(lookup, known)
        combinations = Combinations(lookup.inputs.map { frame.column($0.row) }, frame.count)
        codes = combinations.codes
    }

    mutating func apply(_ budget: RowBudget) -> Frame {
        if lookup.table.rows.isEmpty { budget.noteLookups(inVain: frame.count) }
        guard frame.count > 0 else { return withOutputs([]) }
        var found: [LookupMatches?] = Array(repeating: nil, count: combinations.count)
        var isAsked = Array(repeating: false, count: combinations.count)
        for row in 0..<frame.count {
            let number = codes.map { Int($0[row]) } ?? 0
            if !isAsked[number] {
                isAsked[number] = true
                found[number] = combinations.whole(number).map { search.matches($0) }
            }
            if found[number]?.isCut == true { budget.noteLookupCut() }
        }
        return withOutputs(found)
    }

    /// - Parameter found: By the number of the combination; nil where an input is null.
    private func withOutputs(_ found: [LookupMatches?]) -> Frame {
        var result = frame
        for (output, place) in zip(lookup.outputs, lookup.outputPlaces) {
            let values = found.map { $0?.output(place, of: lookup.table) ?? .null }
            result.set(output.row, column(values, over: result.column(output.row)))
        }
        return result
    }

    /// The cells of an output: what was found, or what is there already.
    private func column(_ values: [Value], over existing: Column) -> Column {
        guard !values.allSatisfy(\.isNull) else { return existing }
        if case .same(.null) = existing { return found(values) }
        if lookup.overwrites, !values.contains(where: \.isNull) { return found(values) }
        return Column(
            (0..<frame.count).map { row in
                let value = values[codes.map { Int($0[row]) } ?? 0]
                if value.isNull { return existing[row] }
                return lookup.overwrites ? value : existing[row].isNull ? value : existing[row]
            })
    }

    private func found(_ values: [Value]) -> Column {
        guard let codes else { return .same(values[0]) }
        return .coded(values, codes: codes)
    }
}
