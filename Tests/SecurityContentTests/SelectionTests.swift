import CIM
import RiskDetection
import SPL
import Testing

@testable import SecurityContent

struct SelectionTests {
    /// Two detections that compile, one that does not, one file that cannot be read.
    static func library() throws -> (ContentLibrary, TemporaryContent) {
        let content = try TemporaryContent()
        for (index, name) in ["Good One", "Good Two", "Bad Three"].enumerated() {
            let macro = index == 0 ? "`broken_macro`" : ""
            try content.write(
                "detections/\(index).yml",
                """
                name: \(name)
                id: 0000000\(index)
                type: Hunting
                search: '| tstats count from datamodel=Endpoint.Processes \(macro) \(name)'
                """)
        }
        try content.write("detections/unreadable_four.yml", "name: 'a")
        try content.write("macros/broken_macro.yml", "name: [")
        try content.write(
            "deployments/h.yml", ContentLibraryTests.deployment("Hunting", cron: "'0 * * * *'"))
        return (ContentLibrary.load(directories: [content.path]), content)
    }

    static func compile(
        _ enable: [String], disable: [String] = [], overrides: [DetectionOverride] = [],
        _ selection: ContentSelection
    ) throws -> CompiledContent {
        let (library, _) = try library()
        var configuration = Configuration()
        configuration.detections = DetectionSelection(
            enable: enable.map { LocatedText($0) }, disable: disable.map { LocatedText($0) },
            overrides: overrides)
        let compiler = DetectionCompiler(deployments: library.deployments, zone: .utc) {
            search, _ in
            search.contains("Bad")
                ? CompiledSearch(
                    plan: nil, errors: [SPLError(.syntax, "bad search", range: 2..<4)])
                : CompilationTests.plan()
        }
        return library.compile(
            configuration: configuration, selecting: selection,
            macros: library.macroTable(configuration), with: compiler)
    }

    static func lines(_ content: CompiledContent) -> [String] {
        content.problems.map { problem in
            let file = problem.file.split(separator: "/").last ?? ""
            return "\(file) \(problem.severity)"
        }
    }

    @Test("what is not enabled is not compiled, and its problems are warnings")
    func enabled() throws {
        let content = try Self.compile(["Good Two"], .enabled)
        #expect(content.detections.map(\.name) == ["Good Two"])
        #expect(content.report.map(\.name) == ["Good Two"])
        #expect(
            Self.lines(content) == [
                "unreadable_four.yml warning", "broken_macro.yml warning",
            ])
        #expect(!content.hasErrors)
    }

    @Test("a broken macro is an error for those who call it")
    func brokenMacro() throws {
        let content = try Self.compile(["Good One"], .enabled)
        #expect(Self.lines(content) == ["unreadable_four.yml warning", "broken_macro.yml error"])
    }

    @Test("of what a pattern enables the rest runs when one does not compile")
    func patternTakesInBad() throws {
        let content = try Self.compile(["*"], disable: ["Good One"], .enabled)
        #expect(content.detections.map(\.name) == ["Good Two"])
        #expect(content.report.map(\.compiled) == [false, true])
        #expect(Self.lines(content).first == "2.yml warning")
    }

    @Test("a detection that is enabled by name and does not compile is an error")
    func enabledButBad() throws {
        let name = try #require(
            Self.compile(["*"], disable: ["Good One"], .enabled).report.first?.name)
        let content = try Self.compile([name], .enabled)
        #expect(content.detections.isEmpty)
        #expect(Self.lines(content).first == "2.yml error")
    }

    @Test("of all detections there is a row, and only enabled ones have errors")
    func all() throws {
        let content = try Self.compile(["Good Two"], .all)
        #expect(content.detections.map(\.name) == ["Good One", "Good Two"])
        #expect(content.report.map(\.name) == ["Bad Three", "Good One", "Good Two"])
        #expect(content.report.map(\.enabled) == [false, false, true])
        #expect(content.report.map(\.compiled) == [false, true, true])
        let bad = content.report[0]
        #expect(bad.reason == "bad search")
        #expect([bad.line, bad.column] == [4, 12])
        #expect(bad.dataModel == "Endpoint.Processes")
        #expect(!content.hasErrors)
    }

    @Test("named detections are compiled, enabled or not, and must exist")
    func named() throws {
        let content = try Self.compile([], .named(["00000001", "Good Tow", "Unreadable Four"]))
        #expect(content.detections.map(\.name) == ["Good Two"])
        #expect(content.report.map(\.enabled) == [false])
        #expect(
            Self.lines(content).filter { $0.hasSuffix("error") } == [
                // Of what cannot be read its own file tells, and nobody else.
                " error", "unreadable_four.yml error",
            ])
        #expect(
            content.problems.first?.message
                == "no detection \"Good Tow\": did you mean \"Good Two\"?")
    }

    @Test(
        "detections are chosen by what they are about, and all of a filter must hold",
        arguments: [
            ([(DetectionFilter.Key.story, "bits jobs")], true), ([(.technique, "T1197")], true),
            ([(.technique, "T119")], false), ([(.type, "TTP"), (.status, "production")], true),
            ([(.type, "TTP"), (.status, "experimental")], false), ([(.name, "BITS*")], true),
            ([(.dataModel, "Endpoint.*")], true), ([(.dataSource, "*4688")], true),
            ([(.dataSource, "Zeek*")], false),
        ])
    func filters(_ conditions: [(DetectionFilter.Key, String)], _ expected: Bool) throws {
        let library = ContentLibrary.load(directories: [Package.config])
        var configuration = Configuration()
        let filter = DetectionFilter(conditions.map { (key: $0.0, value: LocatedText($0.1)) })
        configuration.detections.enableWhere = [filter]
        let content = library.compile(
            configuration: configuration, zone: .utc, selecting: .enabled)
        #expect(content.detections.map(\.name) == (expected ? ["BITS Job Persistence"] : []))
        #expect(content.problems.map(\.severity) == (expected ? [] : [.warning]))
        configuration.detections.enable = [LocatedText("*")]
        configuration.detections.disableWhere = [filter]
        let others = library.compile(
            configuration: configuration, zone: .utc, selecting: .enabled)
        #expect(others.detections.contains { $0.name == "BITS Job Persistence" } != expected)
        #expect(others.detections.count == library.documents.count - (expected ? 1 : 0))
    }

    @Test("names that no detection has are errors, patterns that fit none are warnings")
    func unknownNames() throws {
        let content = try Self.compile(["Godo Two", "Nothing*"], disable: ["x"], .enabled)
        #expect(
            content.problems.filter { $0.file.isEmpty }.map(\.severity) == [
                .error, .error, .warning,
            ])
    }

    @Test(
        "enabled of an override decides, then disable, then enable",
        arguments: [
            (["A"], [], nil, true), (["A"], ["A"], nil, false), (["A"], ["A"], true, true),
            (["*"], [], false, false), ([], [], true, true), ([], [], nil, false),
            (["I-1"], [], nil, true), (["?"], [], nil, true), (["a"], [], nil, false),
        ] as [([String], [String], Bool?, Bool)])
    func precedence(_ enable: [String], _ disable: [String], _ override: Bool?, _ expected: Bool) {
        let selection = DetectionSelection(
            enable: enable.map { LocatedText($0) }, disable: disable.map { LocatedText($0) },
            overrides: [DetectionOverride(detection: LocatedText("A"), enabled: override)])
        let index = SelectionIndex(selection, .enabled)
        #expect(index.isSelected("A", "i-1", by: .enabled) == expected)
    }

    @Test(
        "patterns of names",
        arguments: [
            ("*", "anything", true), ("*", "", true), ("a*c", "abbc", true), ("a*c", "ac", true),
            ("a*c", "acd", false), ("a?c", "abc", true), ("a?c", "ac", false),
            ("*b*", "abc", true), ("BITS*", "BITS Job", true), ("bits*", "BITS Job", false),
            ("*a*a*a*b", String(repeating: "a", count: 200), false),
        ])
    func pattern(_ pattern: String, _ name: String, _ matches: Bool) {
        #expect(NamePattern(pattern).matches(name) == matches)
    }
}
