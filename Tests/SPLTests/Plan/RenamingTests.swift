import SPL
import Testing

struct RenamingTests {
    private static let cases: [(from: String, to: String, columns: String, expected: String)] = [
        ("a", "b", "a c", "b c"),
        ("a", "b", "c d", "c d"),
        ("a", "b", "a b c", "b c"),
        ("a", "b", "c b a", "c b"),
        ("a", "a", "a b", "a b"),
        ("Processes.*", "*", "Processes.dest count Processes.user", "dest count user"),
        ("Processes.*", "*", "Processes.process process", "process"),
        ("a*", "aa*", "a aa", "aa aaa"),
        ("*_x", "*", "b_x a_x_x _x", "b a_x "),
        ("*", "p.*", "a b", "p.a p.b"),
        ("ab*ba", "*", "aba abba", "aba "),
        ("Processes.*", "*", "processes.dest", "processes.dest"),
        ("EU_*", "EMEA_*", "EU_UK EU_DE", "EMEA_UK EMEA_DE"),
    ]

    @Test(
        "a rule renames what it fits, in place, and takes the place of a column of that name",
        arguments: cases)
    func renames(_ from: String, _ to: String, _ columns: String, _ expected: String) {
        let before = columns.split(separator: " ").map(String.init)
        let after = Renaming(from: from, to: to).apply(to: before)
        #expect(
            after.map(\.name)
                == expected.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        )
    }

    @Test("values come from the column that was renamed")
    func tellsWhereValuesAre() {
        let after = Renaming.apply(
            [Renaming(from: "a", to: "b"), Renaming(from: "c", to: "a")], to: ["a", "b", "c"])
        #expect(
            after == [RenamedColumn(name: "b", source: 0), RenamedColumn(name: "a", source: 2)])
    }

    @Test("rules work one after the other, so two can undo each other")
    func appliesRulesInOrder() {
        let rules = [Renaming(from: "a", to: "b"), Renaming(from: "b", to: "c")]
        #expect(Renaming.apply(rules, to: ["a"]).map(\.name) == ["c"])
        #expect(Renaming.apply([], to: ["a"]) == [RenamedColumn(name: "a", source: 0)])
    }

    @Test("column names stay unique whatever the rules are")
    func keepsNamesUnique() {
        var random = SplitMix64(seed: 7)
        let names = ["a", "b", "ab", "aa", "a.b", "x.a", "x.b"]
        let rules = [
            ("a*", "*"), ("*", "x.*"), ("x.*", "*"), ("a", "b"), ("*b", "b*"), ("ab", "a"),
        ]
        for _ in 0..<2_000 {
            let columns = names.filter { _ in Bool.random(using: &random) }
            let chosen = (0..<3).map { _ in rules.randomElement(using: &random)! }
            let after = Renaming.apply(
                chosen.map { Renaming(from: $0.0, to: $0.1) }, to: columns)
            #expect(Set(after.map(\.name)).count == after.count)
            #expect(Set(after.map(\.source)).count == after.count)
        }
    }
}
