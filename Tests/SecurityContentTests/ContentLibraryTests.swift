import Foundation
import RiskDetection
import SPL
import Testing

@testable import SecurityContent

struct ContentLibraryTests {
    static func detection(_ name: String, id: String, version: Int = 1) -> String {
        """
        name: \(name)
        id: \(id)
        version: \(version)
        type: Hunting
        search: '| tstats count from datamodel=Endpoint.Processes'
        """
    }

    static func deployment(_ type: String, cron: String) -> String {
        """
        type: \(type)
        scheduling: {cron_schedule: \(cron), earliest_time: -70m@m, latest_time: -10m@m}
        """
    }

    @Test("detections are read from all folders in the order of their paths")
    func order() throws {
        let content = try TemporaryContent()
        try content.write("detections/b/x.yaml", Self.detection("X", id: "1"))
        try content.write("detections/a.yml", Self.detection("A", id: "2"))
        try content.write("detections/a/z.yml", Self.detection("Z", id: "3"))
        try content.write("detections/.hidden.yml", "broken: [")
        try content.write("detections/README.md", "no yaml")
        try content.write("detections/base.yml", "name: B\ntype: Baseline\n")
        let library = ContentLibrary.load(directories: [content.path + "/"])
        #expect(library.problems.isEmpty)
        #expect(library.documents.map(\.name) == ["A", "Z", "X"])
        #expect(library.otherFiles == 1)
        #expect(library.filesRead == 4)
    }

    @Test("later directories win by id or name, macro name and arguments, deployment type")
    func layers() throws {
        let base = try TemporaryContent()
        try base.write("detections/a.yml", Self.detection("A", id: "1"))
        try base.write("detections/b.yml", Self.detection("B", id: "2"))
        try base.write("detections/c.yml", Self.detection("C", id: "3"))
        try base.write("macros/m.yml", "name: m\ndefinition: base")
        try base.write("macros/m1.yml", "name: m1\nname2: m\ndefinition: one")
        try base.write("macros/n.yml", "name: m\narguments: [x]\ndefinition: base $x$")
        try base.write("deployments/h.yml", Self.deployment("Hunting", cron: "'1 * * * *'"))
        try base.write("deployments/t.yml", Self.deployment("TTP", cron: "'2 * * * *'"))
        let own = try TemporaryContent()
        try own.write("detections/a2.yml", Self.detection("A renamed", id: "1", version: 2))
        try own.write("detections/b2.yml", Self.detection("B", id: "20", version: 2))
        try own.write("macros/m.yml", "name: m(0)\ndefinition: never")
        try own.write("macros/mm.yml", "name: m\ndefinition: own")
        try own.write("deployments/own.yaml", Self.deployment("Hunting", cron: "'3 * * * *'"))
        let library = ContentLibrary.load(directories: [base.path, own.path])
        #expect(library.documents.map(\.name) == ["C", "A renamed", "B"])
        #expect(library.documents.map(\.id) == ["3", "1", "20"])
        let macros = library.macroTable(Configuration())
        #expect(macros.macro("m", arity: 0)?.definition == "own")
        #expect(macros.macro("m", arity: 1)?.definition == "base $x$")
        #expect(library.deployments.map(\.cron.value) == ["3 * * * *", "2 * * * *"])
    }

    @Test("every detection has its filter, which content and configuration may define")
    func filters() throws {
        let content = try TemporaryContent()
        for name in ["One", "Two", "Three"] {
            try content.write("detections/\(name).yml", Self.detection(name, id: name))
        }
        try content.write("macros/t.yml", "name: two_filter\ndefinition: search a=1")
        try content.write("macros/u.yml", "name: three_filter\ndefinition: search a=2")
        let library = ContentLibrary.load(directories: [content.path])
        var configuration = Configuration()
        configuration.macros = [Macro(name: "three_filter", definition: "search a=3")]
        let macros = library.macroTable(configuration)
        #expect(
            ["one_filter", "two_filter", "three_filter"].map {
                macros.macro($0, arity: 0)?.definition
            } == ["search *", "search a=1", "search a=3"])
    }

    @Test("bad files are problems, and the others are read")
    func badFiles() throws {
        let content = try TemporaryContent()
        try content.write("detections/good.yml", Self.detection("Good", id: "1"))
        try content.write("detections/latin.yml", Data([0x61, 0x3A, 0x20, 0xFC]))
        try content.write("detections/list.yml", "- a\n")
        try content.write("detections/quote.yml", "name: 'a\n")
        try content.write("detections/same.yml", Self.detection("Other", id: "1"))
        try content.write("detections/folder.yml/x", "")
        try content.write("macros/m.yml", "name: m\n")
        try content.write("macros/n.yml", "name: m n\ndefinition: x\n")
        try content.write("deployments/d.yml", "type: TPT\n")
        try content.write("deployments/e.yml", "type: TTP\nscheduling: {}\n")
        let library = ContentLibrary.load(directories: [content.path, content.path + "/none"])
        #expect(library.documents.map(\.name) == ["Good"])
        #expect(
            library.problems.map { content.relative("\($0.file):\($0.line):\($0.column)") } == [
                "deployments/d.yml:1:7", "deployments/e.yml:2:13", "deployments/e.yml:2:13",
                "deployments/e.yml:2:13", "detections/folder.yml:0:0", "detections/latin.yml:1:4",
                "detections/list.yml:1:1", "detections/quote.yml:2:1", "detections/same.yml:1:1",
                "macros/m.yml:1:1", "macros/n.yml:1:7", "none:0:0",
            ])
        #expect(library.problems.allSatisfy { $0.severity == .error })
    }

    @Test("a directory without content is a warning")
    func noContent() throws {
        let content = try TemporaryContent()
        let library = ContentLibrary.load(directories: [content.path])
        #expect(library.problems.map(\.severity) == [.warning])
    }

    @Test("macros of Splunk's own apps are there without any content, and as the shipped ones say")
    func macrosOfSplunk() {
        let none = ContentLibrary().macroTable(Configuration())
        let shipped = ContentLibrary.load(directories: [Package.config])
            .macroTable(Configuration())
        for macro in Macro.ofSplunk {
            #expect(none.macro(macro.name, arity: macro.arguments.count) == macro)
            #expect(shipped.macro(macro.name, arity: macro.arguments.count) == macro)
        }
    }

    @Test("what is shipped is free of problems")
    func shipped() throws {
        let library = ContentLibrary.load(directories: [Package.config])
        #expect(library.problems.isEmpty, "\(library.problems)")
        let bits = try #require(library.documents.first { $0.name == "BITS Job Persistence" })
        let others = library.documents.filter { $0.name != bits.name }
        #expect(others.allSatisfy { $0.type == .correlation })
        #expect(bits.id == "e97a5ffe-90bf-11eb-928a-acde48001122")
        #expect(bits.version == "5")
        #expect(bits.severity == .medium)
        #expect(
            bits.risk.riskObjects.map { "\($0.field) \($0.type) \($0.score)" }
                == ["user user 56", "dest system 56"])
        #expect(
            bits.risk.threatObjects.map { "\($0.field) \($0.type)" }
                == ["parent_process_name process", "process_name process"])
        #expect(library.deployments.map(\.type) == [.anomaly, .correlation, .hunting, .ttp])
        #expect(library.deployments.map(\.createsRisk) == [true, false, false, true])
        #expect(library.deployments.map { $0.notable != nil } == [false, true, false, true])
        for deployment in library.deployments {
            #expect(deployment.cron.value == "0 * * * *")
            #expect(deployment.earliest.value == "-70m@m")
            #expect(deployment.latest.value == "-10m@m")
        }
        let filters = others.map { DetectionDocument.filterMacro(of: $0.name) }
        #expect(
            library.macroTable(Configuration()).names.filter { !filters.contains($0) } == [
                "bits_job_persistence_filter", "drop_dm_object_name", "fillnull_config",
                "oldsummaries_config", "process_bitsadmin", "security_content_ctime",
                "security_content_summariesonly", "summariesonly_config",
            ])
    }

    @Test(
        "macro names as content and configuration write them",
        arguments: [
            ("m", "m", []), ("m(a)", "m", ["a"]), ("m( a , b )", "m", ["a", "b"]),
            ("m-1.x", "m-1.x", []),
        ])
    func signature(_ text: String, _ name: String, _ arguments: [String]) throws {
        let signature = try #require(MacroSignature(text))
        #expect(signature.name == name)
        #expect(signature.arguments == arguments)
    }

    @Test(
        "what is no macro name",
        arguments: ["", "m n", "m(", "m(a", "m(a,)", "m(a,a)", "m()", "(a)", "m(a)b", "`m`"])
    func noSignature(_ text: String) { #expect(MacroSignature(text) == nil) }

    @Test(
        "the data model of a search",
        arguments: [
            ("| tstats count from datamodel=Endpoint.Processes where x", "Endpoint.Processes"),
            ("|tstats count FROM DataModel = \"Endpoint\".x", "Endpoint"),
            ("| from datamodel Risk.All_Risk | x", "Risk.All_Risk"),
            ("| from datamodel:Change.All_Changes", "Change.All_Changes"),
            ("`sysmon` EventCode=1", ""), ("datamodel=", ""), ("", ""),
        ])
    func dataModel(_ search: String, _ name: String) {
        #expect(DetectionDocument.dataModel(of: search) == name)
    }

    @Test("content is found sixteen folders deep, and no deeper")
    func depth() throws {
        let content = try TemporaryContent()
        func path(_ depth: Int) -> String {
            (0..<depth).map { "d\($0)/" }.joined()
        }
        let most = ContentDirectory.depthMax
        for depth in [0, most, most + 1] {
            try content.write(
                "detections/\(path(depth))x\(depth).yml",
                Self.detection("D\(depth)", id: "\(depth)"))
        }
        let library = ContentLibrary.load(directories: [content.path])
        #expect(library.documents.map(\.name) == ["D\(most)", "D0"])
    }

    @Test("of a directory twenty thousand files are read, and more are told of")
    func files() throws {
        let content = try TemporaryContent()
        let most = ContentDirectory.filesMax
        try content.write("macros/a.yml", "name: a\ndefinition: a")
        for number in 1..<most {
            let made = FileManager.default.createFile(
                atPath: "\(content.path)/macros/b\(number).yml", contents: nil)
            try #require(made)
        }
        let directory = ContentDirectory(content.path)
        #expect(directory.files(of: .macros).problems.isEmpty)
        try content.write("macros/z.yml", "name: z\ndefinition: z")
        let (files, problems) = directory.files(of: .macros)
        #expect(files.count == most && files.last?.path.hasSuffix("z.yml") == false)
        #expect(problems.map(\.message) == ["holds 20001 files: at most 20000 are read"])
    }
}
