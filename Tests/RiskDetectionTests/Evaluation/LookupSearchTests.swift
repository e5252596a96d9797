import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Lookups by index beside lookups by a look at every row of the table, and what they cost.
struct LookupSearchTests {
    private static let texts = [
        "a", "A", "ab", "b.exe", "B.EXE", "x.b.exe", "é", "É", "e\u{301}", "10.1.2.3", "10.200.0.1",
        "2001:db8::7", "", "none",
    ]
    private static let entries = [
        "a", "A", "*", "*.exe", "b*", "*b*", "*.b.*", "É*", "é", "e\u{301}", "10.1.0.0/16",
        "10.0.0.0/8", "2001:db8::/32", "10.1.2.3", "", "*a*b*",
    ]

    private static func table(_ random: inout SplitMix64) -> LookupTable {
        let types: [LookupTable.MatchType] = [.exact, .wildcard, .network]
        var table = LookupTable(
            name: "t", columns: ["p", "q", "out", "more"],
            rows: (0..<Int.random(in: 0...30, using: &random)).map { row in
                [
                    entries.randomElement(using: &random)!, entries.randomElement(using: &random)!,
                    ["x", "y", "", "\(row)"].randomElement(using: &random)!, "m\(row % 3)",
                ]
            },
            isCaseSensitive: Bool.random(using: &random),
            defaultMatch: [nil, "nothing"].randomElement(using: &random)!,
            matchesMin: Int.random(in: 0...2, using: &random),
            matchesMax: [1, 2, 5, LookupTable.matchesMaxDefault].randomElement(using: &random)!)
        for column in ["p", "q"] { table.matchTypes[column] = types.randomElement(using: &random) }
        return table
    }

    private static func cell(_ random: inout SplitMix64) -> Value {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: .null
        case 1: .multivalue([texts.randomElement(using: &random)!, "b.exe"])
        case 2: .integer(Int64.random(in: 0...2, using: &random))
        default: .string(texts.randomElement(using: &random)!)
        }
    }

    @Test("a lookup gives the cells and counts of the plain one", arguments: 0..<300)
    func asPlain(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let table = Self.table(&random)
        let isPlainText = Bool.random(using: &random)
        let rows = Table(
            columns: ["a", "b", "out"],
            rows: (0..<Int.random(in: 0...40, using: &random)).map { number in
                Row(
                    cells: (0..<3).map { _ in
                        isPlainText
                            ? .string(Self.texts.randomElement(using: &random)!)
                            : Self.cell(&random)
                    }, identity: [UInt8(number)])
            })
        let inputs = [
            [Lookup.Pair(table: "p", row: "a")],
            [Lookup.Pair(table: "p", row: "a"), Lookup.Pair(table: "q", row: "b")],
            [Lookup.Pair(table: "p", row: "missing")], [Lookup.Pair(table: "q", row: "out")],
            [],
        ].randomElement(using: &random)!
        let lookup = Lookup(
            table: table, inputs: inputs,
            outputs: [
                Lookup.Pair(table: "out", row: "out"), Lookup.Pair(table: "more", row: "new"),
                Lookup.Pair(table: "q", row: "new"),
            ], overwrites: Bool.random(using: &random))
        let (plain, fast) = (RowBudget(rowsMax: 100), RowBudget(rowsMax: 100))
        let expected = LookupEvaluation(lookup).apply(to: rows, plain)
        var search = FrameLookup(lookup, over: Frame(rows), LookupColumns())
        let found = search.apply(fast).table
        let difference = TwoEvaluators.difference(expected, found)
        #expect(difference == nil, "\(difference ?? "")\n\(lookup)\n\(rows)")
        #expect(plain.lookupsCut == fast.lookupsCut)
        #expect(plain.lookupsInVain == fast.lookupsInVain)
    }

    @Test("a subsearch as a condition finds the rows that the plain one finds", arguments: 0..<200)
    func subsearch(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        func rows(_ columns: [String], _ cell: (inout SplitMix64) -> Value) -> Table {
            Table(
                columns: columns,
                rows: (0..<Int.random(in: 0...25, using: &random)).map { number in
                    Row(cells: columns.map { _ in cell(&random) }, identity: [UInt8(number)])
                })
        }
        let known = rows(["a", "b", "c"]) { Self.cell(&$0) }
        let found = rows([["a"], ["a", "b"], ["a", "z"]].randomElement(using: &random)!) { random in
            switch Int.random(in: 0..<6, using: &random) {
            case 0: .null
            case 1: .multivalue(["*.exe", Self.entries.randomElement(using: &random)!])
            default: .string(Self.entries.randomElement(using: &random)!)
            }
        }
        let matching = RowMatching(found, in: known)
        let expected = known.rows.indices.filter { matching.holds(for: known.rows[$0]) }
        let rowsFound = SubsearchSearch.rows(of: Frame(known), matching: found, isNegated: false)
        #expect(rowsFound.map(Int.init) == expected)
        let others = SubsearchSearch.rows(of: Frame(known), matching: found, isNegated: true)
        #expect(Set(others.map(Int.init)) == Set(known.rows.indices).subtracting(expected))
    }

    // MARK: - Cost

    private static func rows(_ count: Int, _ text: (Int) -> String) -> Table {
        Table(
            columns: ["domain"],
            rows: (0..<count).map { Row(cells: [.string(text($0))], identity: [UInt8($0 & 255)]) })
    }

    @Test(
        "rows of the table that are compared grow with the values and the table, not with their product",
        arguments: [
            ("*.d%.example", LookupTable.MatchType.wildcard, "www.D%.example"),
            ("D%.example", .exact, "d%.EXAMPLE"), ("10.%.0/24", .network, "10.%.7"),
        ])
    func linear(entry: String, type: LookupTable.MatchType, value: String) {
        func text(_ form: String, _ number: Int) -> String {
            let middle = type == .network ? "\(number / 256).\(number % 256)" : "\(number)"
            return form.split(separator: "%").joined(separator: middle)
        }
        for (values, entries) in [(2_000, 500), (2_000, 4_000), (8_000, 4_000)] {
            let table = LookupTable(
                name: "t", columns: ["p", "out"],
                rows: (0..<entries).map { [text(entry, $0), "\($0)"] }, matchTypes: ["p": type],
                isCaseSensitive: false)
            let lookup = Lookup(
                table: table, inputs: [Lookup.Pair(table: "p", row: "domain")],
                outputs: [Lookup.Pair(table: "out", row: "out")], overwrites: true)
            let known = LookupColumns()
            // Each value stands in two rows.
            let rows = Self.rows(2 * values) { text(value, $0 % values) }
            var search = FrameLookup(lookup, over: Frame(rows), known)
            let found = search.apply(RowBudget(rowsMax: 1)).table
            #expect(found.rows.count { !$0.cells[1].isNull } == 2 * min(values, entries))
            #expect(known.valuesAsked == values)
            #expect(known.rowsCompared <= 2 * (values + entries), "\(known.rowsCompared)")
        }
    }

    @Test(
        "a column of a table is laid out once for all evaluations, and anew when the table changes")
    func known() {
        var table = LookupTable(name: "t", columns: ["p"], rows: [["a"]])
        let first = LookupColumns()
        _ = first.column("p", of: table)
        let second = LookupColumns(known: first.known)
        var memory = LookupColumn.Memory()
        #expect(second.column("p", of: table).candidates(for: ["b"], &memory).isEmpty)
        table.rows = [["a"], ["b"]]
        #expect(second.column("p", of: table).candidates(for: ["b"], &memory) == [1])
        #expect(first.known.count == 1 && second.known.count == 1)
    }

    @Test("rows of a subsearch that are compared grow with the rows, not with both numbers")
    func subsearchLinear() {
        for (values, entries) in [(1_000, 500), (1_000, 4_000), (4_000, 4_000)] {
            let known = Self.rows(values) { "www.d\($0).example" }
            let found = Self.rows(entries) { "*.d\($0).example" }
            var search = SubsearchSearch(RowMatching(found, in: known))
            let matched = known.rows.count { search.holds(for: $0) }
            #expect(matched == min(values, entries))
            #expect(search.rowsCompared <= 2 * (values + entries), "\(search.rowsCompared)")
        }
    }
}
