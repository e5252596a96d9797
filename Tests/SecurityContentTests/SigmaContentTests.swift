import CIM
import Foundation
import RiskDetection
import SPL
import Testing

@testable import SecurityContent

/// Rules of Sigma as content: which files are read, and what becomes of a rule.
struct SigmaContentTests {
    static func rule(
        _ title: String, id: String? = nil, category: String = "process_creation",
        level: String = "high", more: String = ""
    ) -> String {
        """
        title: \(title)
        \(id.map { "id: \($0)" } ?? "author: nobody")
        status: test
        level: \(level)
        tags: [attack.t1197, attack.persistence, cve.2024-0001]
        \(more)
        logsource: {product: windows, category: \(category)}
        detection:
          selection: {Image|endswith: '\\bitsadmin.exe'}
          condition: selection
        """
    }

    private func compile(
        _ content: TemporaryContent, _ paths: [String] = [""], _ enable: [String] = ["*"],
        where filters: [DetectionFilter] = []
    ) -> (library: ContentLibrary, content: CompiledContent) {
        let library = ContentLibrary.load(directories: paths.map { content.path + $0 })
        var configuration = Configuration()
        configuration.detections = DetectionSelection(
            enable: enable.map { LocatedText($0) }, enableWhere: filters)
        return (
            library,
            library.compile(configuration: configuration, zone: .utc, selecting: .enabled)
        )
    }

    @Test("a tree of rules is content, and a file of it, too")
    func trees() throws {
        let content = try TemporaryContent()
        try content.write("rules/windows/a.yml", Self.rule("A", id: "1"))
        try content.write("rules-emerging/b.yml", Self.rule("B"))
        try content.write("tests/map.yml", "logsources: {x: y}")
        try content.write("regression_data/info.yml", "id: x")
        #expect(compile(content).library.documents.map(\.name) == ["B", "A"])
        #expect(compile(content, ["/rules"]).library.documents.map(\.name) == ["A"])
        #expect(compile(content, ["/rules/windows/a.yml"]).library.documents.map(\.name) == ["A"])
        #expect(compile(content, ["/tests"]).library.documents.isEmpty)
    }

    @Test("a rule is a detection with risk, tactics' techniques and an hour's schedule, told early")
    func detection() throws {
        let content = try TemporaryContent()
        try content.write("a.yml", Self.rule("A rule", id: "0815"))
        let compiled = compile(content).content
        #expect(compiled.problems.isEmpty, "\(compiled.problems)")
        let detection = try #require(compiled.detections.first)
        #expect(detection.name == "A rule" && detection.id == "0815")
        #expect(detection.searchName == "Sigma - A rule - Rule" && detection.status == "test")
        #expect(detection.type == .ttp && detection.severity == .high && detection.tellsEarly)
        #expect(detection.annotations.list("mitre_attack") == ["T1197"])
        #expect(detection.annotations.list("cve") == ["CVE-2024-0001"])
        #expect(detection.risk.message == "A rule on $Computer$")
        #expect(detection.risk.riskObjects.map(\.score).allSatisfy { $0 == 60 })
        #expect(Set(detection.risk.riskObjects.map(\.type)) == ["system", "user"])
        #expect(detection.risk.riskObjects.allSatisfy { $0.nobody.contains("-") })
        #expect(detection.createsRisk && detection.notable != nil)
        let scan = try #require(detection.plan.scans.first)
        #expect(scan.dataSet.isRaw && scan.eventIDs == [1, 4688])
    }

    @Test("who asks for one rule hears nothing of the others, and check tells all")
    func othersRules() throws {
        let content = try TemporaryContent()
        try content.write("a.yml", Self.rule("A", id: "1"))
        try content.write(
            "b.yml",
            Self.rule("B", id: "2").replacing("endswith", with: "expand")
                .replacing("\\bitsadmin.exe", with: "%programs%"))
        let library = ContentLibrary.load(directories: [content.path])
        func problems(
            _ selection: ContentSelection, enable: [String] = ["A"],
            where filters: [DetectionFilter] = []
        ) -> [ContentProblem.Severity] {
            var configuration = Configuration()
            configuration.detections = DetectionSelection(
                enable: enable.map { LocatedText($0) }, enableWhere: filters)
            return library.compile(
                configuration: configuration, zone: .utc, selecting: selection
            ).problems.map(\.severity)
        }
        #expect(problems(.named(["A"])).isEmpty)
        #expect(problems(.named(["*"])) == [.warning])
        #expect(problems(.named(["2"])).contains(.error))
        #expect(problems(.enabled).isEmpty)
        #expect(problems(.enabled, enable: ["A", "2"]).contains(.error))
        #expect(problems(.all) == [.warning])
        // Which rules a filter takes in is not known of one that cannot be read.
        let filter = DetectionFilter([(key: .level, value: LocatedText("high"))])
        #expect(problems(.enabled, where: [filter]) == [.warning])
    }

    @Test("check counts rules as such, and names the log source of each")
    func coverage() throws {
        let content = try TemporaryContent()
        try content.write("a.yml", Self.rule("A", id: "1"))
        try content.write("b.yml", Self.rule("B", id: "2", category: "proxy"))
        let report = compile(content).content.report
        #expect(
            report.map(\.logSource) == ["windows/process_creation", "windows/proxy"])
        #expect(
            Coverage(report).lines.map { "\($0.dataModel) \($0.status) \($0.compiled)" }
                == ["Sigma rules test 1"])
    }

    @Test(
        "the level says what becomes of a match",
        arguments: [
            ("critical", DetectionType.ttp), ("high", .ttp), ("medium", .anomaly),
            ("low", .anomaly),
            ("informational", .hunting),
        ])
    func levels(_ level: String, _ type: DetectionType) throws {
        let content = try TemporaryContent()
        try content.write("a.yml", Self.rule("A", level: level))
        #expect(compile(content).content.detections.map(\.type) == [type])
    }

    @Test("rules are enabled by level, tag, log source and status")
    func filters() throws {
        let content = try TemporaryContent()
        try content.write("a.yml", Self.rule("A", id: "1"))
        try content.write("b.yml", Self.rule("B", id: "2", category: "file_event", level: "low"))
        for (key, value, names) in [
            (DetectionFilter.Key.level, "low", ["B"]), (.tag, "attack.t1197", ["A", "B"]),
            (.tag, "attack.t9*", []), (.logSource, "file_event", ["B"]),
            (.logSource, "windows/process_creation", ["A"]), (.logSource, "windows", ["A", "B"]),
            (.status, "test", ["A", "B"]), (.technique, "T1197", ["A", "B"]),
        ] {
            let filter = DetectionFilter([(key: key, value: LocatedText(value))])
            let compiled = compile(content, [""], [], where: [filter]).content
            #expect(compiled.detections.map(\.name) == names, "\(key) \(value)")
        }
    }

    @Test("what cannot run is refused at its place, and keeps nothing else from running")
    func refusals() throws {
        let content = try TemporaryContent()
        try content.write("a.yml", Self.rule("A", id: "1"))
        try content.write("b.yml", Self.rule("B", id: "2", category: "file_access"))
        try content.write("c.yml", Self.rule("C", id: "3").replacing("endswith", with: "endwith"))
        try content.write(
            "d.yml",
            Self.rule("D", id: "4", category: "antivirus").replacing("Image", with: "Imag|re|re"))
        try content.write(
            "e.yml",
            "title: E\ncorrelation: {type: temporal, rules: [B], timespan: 1m}\n")
        let (library, compiled) = compile(content)
        #expect(compiled.detections.map(\.name) == ["A"])
        let problems = (library.problems + compiled.problems).map {
            "\(content.relative($0.file)):\($0.line):\($0.column) \($0.message)"
        }
        for start in [
            "b.yml:7:12 no event log has windows/file_access", "c.yml:9:21 unknown modifier",
            "d.yml:9:",
            "e.yml:2:14 the rule \"B\" is not run: no event log has windows/file_access",
        ] {
            #expect(
                problems.contains { $0.hasPrefix(start) },
                "\(start) in \(problems.joined(separator: " // "))")
        }
        // Of what a pattern takes in, some may not run.
        #expect(!compiled.hasErrors)
        #expect(compile(content, [""], ["B"]).content.hasErrors)
    }

    @Test("two rules of one title are two detections")
    func titles() throws {
        let content = try TemporaryContent()
        try content.write("a.yml", Self.rule("A", id: "11111111-1"))
        try content.write("b.yml", Self.rule("A", id: "22222222-2"))
        let (library, compiled) = compile(content)
        #expect(library.problems.isEmpty)
        #expect(compiled.detections.map(\.name) == ["A", "A (22222222)"])
    }

    @Test("rules without an id under one title are detections with numbers")
    func globals() throws {
        let content = try TemporaryContent()
        let two = """
            action: global
            title: G
            logsource: {product: windows, category: process_creation}
            ---
            detection: {s: {Image: a}, condition: s}
            ---
            detection: {s: {Image: b}, condition: s}
            """
        try content.write("a.yml", two)
        let (library, compiled) = compile(content)
        #expect(library.problems.isEmpty, "\(library.problems)")
        #expect(compiled.detections.map(\.id) == ["sigma: G", "sigma: G (2)"])
    }

    @Test(
        "YAML is read however it is written",
        arguments: [
            { "\u{FEFF}" + $0 }, { $0.replacing("\n", with: "\r\n") },
            { $0.replacing("\n", with: "\r") },
            { "# c\n%YAML 1.2\n---\n" + $0 + "\n...\n---\n# c\n" },
            { $0.replacing("condition: selection", with: "condition: selection\t") },
            {
                $0.replacing(
                    "condition: selection",
                    with: "condition: >-\n    ALL OF them\n    AND 1 Of sel*")
            },
            {
                $0.replacing(
                    "selection: {", with: "other: &o {CommandLine: a}\n  selection: {<<: *o, "
                )
                .replacing("condition: selection", with: "condition: selection and other")
            },
            {
                $0.replacing(
                    "selection: {", with: "other: &o {CommandLine: a}\n  more: *o\n  selection: {"
                )
                .replacing("condition: selection", with: "condition: selection or more or other")
            },
        ] as [@Sendable (String) -> String])
    func renderings(_ change: @Sendable (String) -> String) throws {
        let content = try TemporaryContent()
        try content.write("a.yml", change(Self.rule("A", id: "1")))
        let (library, compiled) = compile(content)
        #expect(library.problems.isEmpty, "\(library.problems)")
        #expect(compiled.detections.map(\.name) == ["A"])
    }

    @Test(
        "a file that is not YAML, or not text, is told once and keeps nothing from running",
        arguments: [
            ([0, 1, 2], "control characters"),
            (Array("title: A\nauthor: M\u{FC}".utf8.dropLast()), "UTF-8"),
            (Array("detection:\n\ta: b\nlogsource: x\n".utf8), "not valid YAML"),
        ])
    func broken(_ bytes: [UInt8], _ words: String) throws {
        let content = try TemporaryContent()
        try content.write("a.yml", Self.rule("A", id: "1"))
        try content.write("b.yml", Data(bytes))
        let (library, compiled) = compile(content)
        #expect(
            library.problems.filter { $0.message.contains(words) }.count == 1, "\(library.problems)"
        )
        #expect(compiled.detections.map(\.name) == ["A"] && !compiled.hasErrors)
    }

    @Test("a filter of another directory keeps matches of a rule back")
    func filterRules() throws {
        let content = try TemporaryContent()
        try content.write("own/rules/a.yml", Self.rule("A", id: "1"))
        try content.write(
            "more/f.yml",
            """
            title: F
            logsource: {product: windows}
            filter:
              rules: ['1']
              selection: {User: admin}
              condition: selection
            """)
        let own = compile(content, ["/own"]).content.detections[0]
        let both = compile(content, ["/own", "/more"]).content.detections[0]
        #expect(!own.plan.rawFields.contains("Nobody") && both.plan.rawFields.contains("User"))
        #expect(
            own.plan.scans[0].predicate.references.count
                < both.plan.scans[0].predicate.references.count)
    }

    @Test("the regression data of a rule is a test of it")
    func regressionData() throws {
        let content = try TemporaryContent()
        try content.write(
            "a.yml",
            Self.rule("A", id: "1", more: "regression_tests_path: regression_data/rules/a/info.yml")
        )
        let tests = try #require(compile(content).content.report.first).tests
        #expect(tests.map(\.isOfRule) == [true])
        #expect(tests[0].recordings.map(\.location.value) == ["regression_data/rules/a/1.json"])
    }
}
