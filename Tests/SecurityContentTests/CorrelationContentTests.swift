import CIM
import RiskDetection
import SPL
import Testing

@testable import SecurityContent

/// Correlation rules as content: which rules they are over, and what runs.
struct CorrelationContentTests {
    private static let logon = """
        title: Failed logon
        name: failed
        id: 00000000-0000-4000-8000-0000000000c1
        level: low
        logsource: {product: windows, service: security}
        detection: {s: {EventID: 4625}, condition: s}
        """

    private static func correlation(
        _ title: String, over rules: [String], more: String = "", span: String = "10m"
    ) -> String {
        """
        title: \(title)
        level: high
        \(more)
        correlation:
          type: event_count
          rules: [\(rules.joined(separator: ", "))]
          group-by: [TargetUserName]
          timespan: \(span)
          condition: {gte: 3}
        """
    }

    /// So many rules, as documents behind another one, and their names.
    private static func logons(_ count: Int) -> (names: [String], text: String) {
        let names = (1...count).map { "many\($0)" }
        let documents = names.map { name in
            "\n---\ntitle: Rule \(name)\nname: \(name)\n"
                + "logsource: {product: windows, service: security}\n"
                + "detection: {s: {EventID: 4625}, condition: s}\n"
        }
        return (names, documents.joined())
    }

    @Test("a correlation that cannot run leaves its rules running")
    func brokenCorrelation() throws {
        let compiled = try compile([
            "a.yml": Self.logon,
            "b.yml": "title: Mac\nname: mac\nlogsource: {product: macos}\n"
                + "detection: {s: {a: b}, condition: s}\n---\n"
                + Self.correlation("Many", over: ["failed", "mac"]),
        ])
        #expect(compiled.detections.map(\.name) == ["Failed logon"])
    }

    private func compile(
        _ files: [String: String], enable: [String] = ["*"],
        selecting selection: ContentSelection = .enabled
    ) throws -> CompiledContent {
        let content = try TemporaryContent()
        for (name, text) in files { try content.write(name, text) }
        var configuration = Configuration()
        configuration.detections = DetectionSelection(enable: enable.map { LocatedText($0) })
        return ContentLibrary.load(directories: [content.path])
            .compile(configuration: configuration, zone: .utc, selecting: selection)
    }

    @Test(
        "a correlation runs over rules of other files, by id, name or title, and looks back a timespan"
    )
    func linked() throws {
        for name in ["failed", "Failed logon", "00000000-0000-4000-8000-0000000000C1"] {
            let compiled = try compile([
                "a.yml": Self.logon, "b.yml": Self.correlation("Many", over: [name]),
            ])
            #expect(compiled.problems.isEmpty, "\(compiled.problems)")
            let detection = try #require(compiled.detections.first)
            #expect(detection.name == "Many" && detection.tellsEarly)
            #expect(detection.type == .ttp && detection.plan.scans.count == 1)
            #expect(detection.schedule.earliest.text == "-70m@m-600s")
            #expect(detection.risk.riskObjects.map(\.score).allSatisfy { $0 == 60 })
            #expect(
                detection.risk.message == "Many: $count$ matches of TargetUserName $TargetUserName$"
            )
        }
    }

    // Source: Sigma correlation rules specification 2.1, "Generate".
    @Test(
        "a correlation runs instead of its rules, beside them with generate, and a named rule always",
        arguments: [
            ("", ["*"], ["Many"]), ("generate: true", ["Many"], ["Failed logon", "Many"]),
            ("", ["*", "Failed logon"], ["Failed logon", "Many"]),
            ("", ["Failed*"], ["Failed logon"]),
            ("", ["Many"], ["Many"]),
        ])
    func generates(_ more: String, _ enable: [String], _ names: [String]) throws {
        let files = [
            "a.yml": Self.logon, "b.yml": Self.correlation("Many", over: ["failed"], more: more),
        ]
        #expect(try compile(files, enable: enable).detections.map(\.name) == names)
        let asked = try compile(files, enable: [], selecting: .named(enable))
        #expect(asked.detections.map(\.name) == names)
        let all = try compile(files, enable: [], selecting: .all)
        #expect(all.detections.map(\.name) == ["Failed logon", "Many"])
    }

    @Test("what a correlation is over and cannot be is told where it is named")
    func refusals() throws {
        let deep = (1...9).map { number in
            Self.correlation("C\(number)", over: [number == 9 ? "failed" : "C\(number + 1)"])
        }.joined(separator: "\n---\n")
        let many = Self.logons(101)
        for (text, line, words) in [
            (Self.correlation("C", over: ["faild"]), 6, "did you mean \"failed\"?"),
            (Self.correlation("C", over: ["nobody at all"]), 6, "write the id or the name"),
            (Self.correlation("C", over: ["C"]), 6, "is over itself (C → C)"),
            (
                Self.correlation("C", over: ["D"]) + "\n---\n" + Self.correlation("D", over: ["C"]),
                16, "is over itself (C → D → C)"
            ),
            (
                Self.correlation("C", over: many.names) + many.text, 6,
                "the correlation is over more than 100 rules"
            ),
            (
                Self.correlation("C", over: ["failed", "Failed logon"]), 6,
                "the rule \"Failed logon\" is named twice"
            ),
            (deep, 86, "more than 8 correlations"),
            (
                Self.correlation("C", over: ["Broken"])
                    + "\n---\ntitle: Broken\nlogsource: {product: windows}\ndetection: {}\n",
                6, "has a mistake of its own"
            ),
        ] {
            let compiled = try compile(["a.yml": Self.logon, "b.yml": text])
            let found = compiled.problems.filter { $0.message.contains(words) }
            #expect(found.first?.line == line, "\(words) in \(compiled.problems)")
        }
    }

    @Test("as many correlations within one another, and as many rules, as may be are run")
    func atTheLimits() throws {
        let many = Self.logons(100)
        let deep = (1...8).map { number in
            Self.correlation("C\(number)", over: [number == 8 ? "failed" : "C\(number + 1)"])
        }.joined(separator: "\n---\n")
        let compiled = try compile(
            [
                "a.yml": Self.logon, "b.yml": deep,
                "c.yml": Self.correlation("Many", over: many.names) + many.text,
            ], selecting: .all)
        #expect(compiled.problems.isEmpty, "\(compiled.problems)")
        #expect(compiled.detections.map(\.name).contains("Many"))
        let outermost = compiled.detections.first { $0.name == "C1" }
        #expect(outermost?.schedule.earliest.text == "-70m@m-4800s")
    }

    // MARK: - Configuration

    private func configuration(_ text: String) -> ConfigurationDocument {
        ConfigurationDocument(file: "riskd.yaml", bytes: Array(text.utf8)) { _ in true }
    }

    @Test("scores, placeholders and log sources of the configuration count for rules")
    func settings() throws {
        let document = configuration(
            """
            sigma:
              scores: {high: 80}
              placeholders: {Names: ["WS-*", NB-1], One: x}
              logsources:
                - category: file_access
                  channels: [Security]
                  event_ids: [4663]
                  fields: {TargetFilename: ObjectName}
            """)
        #expect(document.problems.isEmpty, "\(document.problems)")
        let sigma = document.configuration.sigma
        let content = try TemporaryContent()
        try content.write(
            "a.yml",
            """
            title: A
            level: high
            logsource: {product: windows, category: file_access}
            detection: {s: {Computer|expand: '%Names%', TargetFilename: x}, condition: s}
            """)
        let compiled = ContentLibrary.load(directories: [content.path], sigma: sigma)
            .compile(configuration: document.configuration, zone: .utc, selecting: .all)
        #expect(compiled.problems.isEmpty, "\(compiled.problems)")
        let detection = try #require(compiled.detections.first)
        #expect(detection.plan.rawFields.contains("ObjectName"))
        #expect(detection.plan.scans[0].eventIDs == [4663])
        #expect(detection.risk.riskObjects.first?.score == 80)
    }

    @Test(
        "a mistake in the section sigma is told at its place",
        arguments: [
            ("scores: {hgh: 1}", 2, 12, "did you mean \"high\"?"),
            ("scores: {high: 101}", 2, 18, "from 0 to 100"),
            ("scores: {high: }", 2, 12, "sigma.scores.high has no value"),
            ("placeholders: {A: []}", 2, 18, "sigma.placeholders.A has no value"),
            ("logsources: [{channels: [a]}]", 2, 16, "write the product, category or service"),
            ("logsources: [{category: a}]", 2, 16, "write the channels or event_ids"),
            ("logsources: [{category: a, event_ids: [1, x]}]", 2, 30, "from 0 to 65535"),
            ("logsources: [{category: a, ids: [1]}]", 2, 30, "unknown key \"ids\""),
            ("score: {}", 2, 3, "did you mean \"scores\"?"),
        ])
    func mistakes(_ text: String, _ line: Int, _ column: Int, _ words: String) {
        let problems = configuration("sigma:\n  \(text)\n").problems
        let found = problems.first { $0.message.contains(words) }
        #expect(found?.line == line && found?.column == column, "\(problems)")
    }
}
