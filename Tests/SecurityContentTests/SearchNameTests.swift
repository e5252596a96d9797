import CIM
import RiskDetection
import SPL
import Testing

@testable import SecurityContent

/// What saved searches are called.
struct SearchNameTests {
    private static func detection(_ name: String, author: String, _ more: String = "") -> String {
        """
        name: \(name)
        id: id-\(name)
        type: Hunting
        author: \(author)
        \(more)
        search: '| tstats count from datamodel=Endpoint.Processes'
        """
    }

    private static func names(
        _ content: TemporaryContent..., searchName: String? = nil
    ) -> [String] {
        var configuration = Configuration()
        configuration.detections.searchName = searchName.map { LocatedText($0) }
        return ContentLibrary.load(directories: content.map(\.path))
            .compile(configuration: configuration, zone: .utc, selecting: .all)
            .detections.map(\.searchName)
    }

    @Test(
        "the file that names the app decides",
        arguments: [
            ("build.yml", "content_prefix: Acme", "Acme - A - Rule"),
            ("contentctl.yml", "app: {label: Acme, prefix: AC}", "Acme - A - Rule"),
            ("contentctl.yml", "app: {prefix: AC}", "AC - A - Rule"),
            ("contentctl.yml", "path: .\napp: 7", "A"), ("build.yml", "label: only a label", "A"),
            ("build.yml", "content_prefix: ''", "A"),
        ])
    func app(_ file: String, _ text: String, _ name: String) throws {
        let content = try TemporaryContent()
        try content.write("detections/a.yml", Self.detection("A", author: "ann"))
        try content.write(file, text)
        #expect(Self.names(content) == [name])
    }

    @Test("build.yml wins over contentctl.yml, and a broken one is only a warning")
    func both() throws {
        let content = try TemporaryContent()
        try content.write("detections/a.yml", Self.detection("A", author: "ann"))
        try content.write("contentctl.yml", "app: {label: Old}")
        try content.write("build.yml", "content_prefix: New")
        #expect(Self.names(content) == ["New - A - Rule"])
        try content.write("build.yml", "content_prefix: [")
        let library = ContentLibrary.load(directories: [content.path])
        #expect(library.documents.map(\.searchName) == ["Old - A - Rule"])
        #expect(library.problems.map(\.severity) == [.warning])
    }

    @Test("ESCU is told by its authors, also where outsiders wrote some of it")
    func escu() throws {
        let escu = try TemporaryContent()
        try escu.write("detections/a.yml", Self.detection("A", author: "Ann Other, Splunk"))
        try escu.write("detections/b.yml", Self.detection("B", author: "Splunk"))
        try escu.write("detections/c.yml", Self.detection("C", author: "somebody"))
        #expect(
            Self.names(escu) == ["ESCU - A - Rule", "ESCU - B - Rule", "ESCU - C - Rule"])
        let own = try TemporaryContent()
        try own.write("detections/c.yml", Self.detection("C", author: "ann"))
        try own.write("detections/d.yml", Self.detection("D", author: "ann"))
        try own.write("detections/e.yml", Self.detection("E", author: "Splunkfan"))
        try own.write("detections/f.yml", Self.detection("F", author: "bob, Splunk"))
        #expect(
            Self.names(escu, own) == [
                "ESCU - A - Rule", "ESCU - B - Rule", "ESCU - C - Rule", "D", "E",
                "ESCU - F - Rule",
            ])
    }

    @Test("a key of the file wins over the app, and the configuration over all")
    func keys() throws {
        let content = try TemporaryContent()
        try content.write("build.yml", "content_prefix: Acme")
        try content.write(
            "detections/a.yml", Self.detection("A", author: "ann", "search_name: Threat - A"))
        try content.write("detections/b.yml", Self.detection("B", author: "ann"))
        #expect(Self.names(content) == ["Threat - A", "Acme - B - Rule"])
        #expect(
            Self.names(content, searchName: "SOC %type%: %name%")
                == ["SOC Hunting: A", "SOC Hunting: B"])
    }

    @Test("search_name of the configuration must have a place for the detection's name")
    func configuration() {
        func read(_ text: String) -> ConfigurationDocument {
            ConfigurationDocument(file: "c.yaml", bytes: Array(text.utf8)) { _ in true }
        }
        let good = read("detections: {search_name: 'Acme - %name%'}")
        #expect(good.problems.isEmpty)
        #expect(good.configuration.detections.searchName?.value == "Acme - %name%")
        for text in ["Acme", "", "a\\n%name%"] {
            let bad = read("detections: {search_name: \"\(text)\"}")
            #expect(bad.problems.map { "\($0.line):\($0.column)" } == ["1:27"])
            #expect(bad.configuration.detections.searchName == nil)
        }
    }
}
