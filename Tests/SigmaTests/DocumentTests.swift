import SPL
import Testing

@testable import SecurityContent
@testable import Sigma

/// Documents of more than one rule, correlation rules and filters.
struct DocumentTests {
    // Source: Sigma specification 1.0, "Rule Collections".
    @Test("a global document says what those behind it leave out")
    func global() throws {
        let file = RuleText(
            """
            action: global
            title: Shared
            level: high
            logsource: {product: windows}
            detection:
              s: {a: x}
            ---
            detection:
              t: {b: y}
              condition: s and t
            ---
            title: Own
            logsource: {service: security}
            detection:
              condition: s
            ---
            action: reset
            ---
            title: Alone
            """
        ).file()
        let rules = file.entries.compactMap { entry -> SigmaRule? in
            if case .rule(let rule) = entry.document { rule } else { nil }
        }
        #expect(rules.map(\.head.title) == ["Shared", "Own"])
        #expect(rules.map(\.head.level) == [.high, .high])
        #expect(rules[1].logSource == LogSource(product: "windows", service: "security"))
        #expect(rules[0].condition.fields == ["a", "b"])
        let messages = try #require(file.entries.last).problems.map(\.message)
        #expect(messages.contains { $0.contains("logsource is missing") })
    }

    @Test("a repeated document changes what it says of the one before")
    func repeated() throws {
        let file = RuleText(
            """
            title: One
            logsource: {product: windows}
            detection:
              s: {a: x}
              condition: s
            ---
            action: repeat
            title: Two
            detection:
              s: {a: y}
            """
        ).file()
        guard case .rule(let rule) = try #require(file.entries.last).document else {
            Issue.record("\(file.entries)")
            return
        }
        #expect(rule.head.title == "Two")
        #expect(rule.condition.holds(for: NamedValues(["a": ["y"]])))
    }

    @Test("a rule says what it is")
    func head() throws {
        let rule = try RuleText(
            """
            title: A rule
            id: 6f3e2987-0000-4c78-a860-b4f4095a7095
            name: a_rule
            status: test
            level: critical
            description: words
            author: someone
            date: 2024-01-02
            modified: 2025-02-03
            references: [https://example.org]
            tags: [attack.t1059.001, attack.credential-access]
            falsepositives: [Unlikely]
            fields: [User]
            logsource: {category: process_creation, product: windows, definition: x}
            detection: {s: {a: x}, condition: s}
            """
        ).rule()
        #expect(rule.head.isCalled("6F3E2987-0000-4C78-A860-B4F4095A7095"))
        #expect(rule.head.isCalled("a_rule") && rule.head.isCalled("A rule"))
        #expect(!rule.head.isCalled("another"))
        #expect(rule.head.status == .test && rule.head.level == .critical)
        #expect(rule.head.date == "2025-02-03" && rule.head.author == "someone")
        #expect(rule.head.fields == ["User"] && rule.head.falsePositives == ["Unlikely"])
        #expect(rule.head.references == ["https://example.org"] && rule.head.description == "words")
        #expect(SigmaSettings().score(of: rule.head.level) == 100)
    }

    // MARK: - Correlation rules

    private func correlation(_ block: String) -> RuleText {
        RuleText("title: C\nlevel: high\ncorrelation:\n" + block + "\n")
    }

    // Source: Sigma correlation rules specification 2.1, the example of each type.
    @Test("a correlation rule is read with all that it says")
    func correlations() throws {
        let file = correlation(
            """
              type: value_percentile
              rules: [a, b]
              group-by: [host, User]
              timespan: 90m
              generate: true
              aliases:
                host:
                  a: Computer
                  b: ComputerName
              condition: {field: Image, gt: 1, lte: 2.5, percentile: 99}
            """
        ).file()
        guard case .correlation(let rule) = try #require(file.entries.first).document else {
            Issue.record("\(file.entries)")
            return
        }
        #expect(rule.kind == .valuePercentile && rule.seconds == 5_400 && rule.generates)
        #expect(rule.rules.map(\.name) == ["a", "b"] && rule.groupBy == ["host", "User"])
        #expect(rule.fields == ["Image"] && rule.percentile == 99)
        #expect(rule.bounds.allSatisfy { $0.holds(2) } && !rule.bounds.allSatisfy { $0.holds(1) })
        #expect(!rule.bounds.allSatisfy { $0.holds(3) })
        #expect(rule.aliases.map(\.name) == ["host"])
        #expect(rule.aliases[0].fields.map(\.field) == ["Computer", "ComputerName"])
    }

    @Test(
        "every type of correlation is read",
        arguments: [
            ("event_count", "{gte: 10}"), ("value_count", "{field: [a, b], gte: 10}"),
            ("value_sum", "{field: a, eq: 10}"), ("value_avg", "{field: a, neq: 10}"),
            ("value_percentile", "{field: a, lt: 10}"), ("temporal", "{gte: 1}"),
            ("temporal_ordered", "{gte: 2}"),
        ])
    func types(_ type: String, _ condition: String) {
        let text = correlation(
            "  type: \(type)\n  rules: [a, b]\n  timespan: 1d\n  condition: \(condition)")
        #expect(text.problems.isEmpty)
    }

    @Test("without a condition a temporal correlation is of all its rules")
    func temporal() throws {
        let file = correlation("  type: temporal\n  rules: [a, b]\n  timespan: 10s").file()
        guard case .correlation(let rule) = try #require(file.entries.first).document else {
            Issue.record("\(file.entries)")
            return
        }
        #expect(rule.bounds == [CorrelationRule.Bound(relation: .gte, number: 2)])
    }

    @Test(
        "a correlation rule with a mistake is refused at its place",
        arguments: [
            ("  rules: [a]\n  timespan: 1m\n  condition: {gte: 1}", 4, 3, "type is missing"),
            ("  type: event_cuont", 4, 9, "did you mean \"event_count\"?"),
            (
                "  type: event_count\n  timespan: 1m\n  condition: {gte: 1}", 4, 3,
                "rules is missing"
            ),
            ("  type: event_count\n  rules: [[a]]", 5, 10, "no list of ids"),
            ("  type: event_count\n  rules: [a]", 4, 3, "timespan is missing"),
            ("  type: event_count\n  timespan: 1w", 5, 13, "as in 90m"),
            ("  type: event_count\n  timespan: 0m", 5, 13, "as in 90m"),
            ("  type: event_count\n  timespan: 367d", 5, 13, "up to 366d"),
            ("  type: event_count\n  rules: [a]\n  timespan: 1m", 4, 3, "condition is missing"),
            ("  type: event_count\n  condition: a and b", 5, 14, "over names of rules"),
            ("  type: event_count\n  condition: [a]", 5, 14, "condition is a list"),
            ("  type: event_count\n  condition: {more: 1}", 5, 15, "unknown key \"more\""),
            ("  type: event_count\n  condition: {gte: many}", 5, 20, "write a number"),
            ("  type: temporal\n  rules: [a]\n  timespan: 1m\n  condition: {}", 7, 14, "no bound"),
            ("  type: value_sum\n  condition: {gte: 1}", 5, 14, "add \"field: <name>\""),
            ("  type: event_count\n  condition: {gte: 1, field: a}", 5, 14, "reads no field"),
            ("  type: value_sum\n  condition: {gte: 1, field: [a, b]}", 5, 14, "reads one field"),
            ("  type: value_sum\n  condition: {percentile: 101}", 5, 27, "from 0 to 100"),
            ("  type: temporal\n  rules: [a]\n  aliases: x", 6, 12, "aliases is"),
            ("  type: temporal\n  rules: [a]\n  aliases: {x: y}", 6, 16, "the alias \"x\" is"),
            ("  type: temporal\n  rules: [a]\n  aliases: {x: {b: y}}", 6, 17, "none of the rules"),
            ("  type: temporal\n  rules: [a]\n  aliases: {x: {a: [y]}}", 6, 20, "write its name"),
            ("  type: temporal\n  generate: perhaps", 5, 13, "write true or false"),
            ("  tpye: temporal", 4, 3, "did you mean \"type\"?"),
        ])
    func refusals(_ block: String, _ line: Int, _ column: Int, _ words: String) {
        let errors = correlation(block).errors
        #expect(
            errors.contains {
                $0.line == line && $0.column == column && $0.message.contains(words)
            }, "\(errors)")
    }

    @Test("a correlation that is no mapping is refused")
    func scalar() {
        #expect(RuleText("title: C\ncorrelation: x\n").errors.map(\.line) == [2])
    }

    // MARK: - Filters

    private func filter(rules: String, condition: String) throws -> FilterRule {
        let file = RuleText(
            """
            title: F
            logsource: {product: windows}
            filter:
              rules: \(rules)
              selection: {User|startswith: 'adm_'}
              condition: \(condition)
            """
        ).file()
        let entry = try #require(file.entries.first)
        guard case .filter(let filter) = entry.document else {
            throw RefusedFilter(problems: entry.problems)
        }
        return filter
    }

    private struct RefusedFilter: Error {
        let problems: [ContentProblem]
    }

    // Source: Sigma filters specification 2.1, "Examples"; pySigma, `SigmaFilter.apply_on_rule`.
    @Test(
        "a filter keeps back what it selects, whichever way its condition says it",
        arguments: ["selection", "not selection", "not 1 of them", "1 of sel*"])
    func filters(_ condition: String) throws {
        let rule = try RuleText(detection: "s: {a: x}\ncondition: s").rule()
        let filtered = rule.filtered(by: [try filter(rules: "any", condition: condition)])
        let admin = NamedValues(["a": ["x"], "User": ["ADM_1"]])
        let other = NamedValues(["a": ["x"], "User": ["joe"]])
        let nobody = NamedValues(["a": ["x"]])
        #expect(!filtered.condition.holds(for: admin) && rule.condition.holds(for: admin))
        #expect(filtered.condition.holds(for: other) && filtered.condition.holds(for: nobody))
    }

    @Test("a filter is for the rules that it names, in its log source")
    func concerns() throws {
        let rule = try RuleText(detection: "s: {a: x}\ncondition: s").rule()
        #expect(try filter(rules: "any", condition: "selection").concerns(rule))
        #expect(try filter(rules: "[]", condition: "selection").concerns(rule))
        #expect(try filter(rules: "[other, A rule]", condition: "selection").concerns(rule))
        #expect(try !filter(rules: "[other]", condition: "selection").concerns(rule))
        var elsewhere = rule
        elsewhere.logSource.product = "linux"
        #expect(try !filter(rules: "any", condition: "selection").concerns(elsewhere))
        #expect(throws: RefusedFilter.self) { try filter(rules: "[[x]]", condition: "selection") }
        #expect(throws: RefusedFilter.self) { try filter(rules: "", condition: "selection") }
    }
}
