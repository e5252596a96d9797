import Foundation
import TestSupport
import Testing

/// Files that content CI and people take further: SARIF, ATT&CK Navigator, one page of Markdown; and
/// detections to begin with.
struct ContentReportTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(holding: "logs")
        try directory.write(
            """
            content: [\(Checkout.path)/config]
            detections: {enable: [BITS Job Persistence, Risk Score Above 100 In 24 Hours]}
            """, to: "riskd.yaml")
        let log = [(9, 0), (9, 1), (10, 2)].map { SampleLog.bitsadmin(hour: $0.0, number: $0.1) }
        try directory.write(log.joined(), to: "logs/a.xml")
    }

    private var path: String { directory.path }

    private func json(_ name: String) throws -> [String: Any] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(directory.text(of: name).utf8))
                as? [String: Any])
    }

    // MARK: - Navigator

    @Test(
        "a layer has each technique that is looked for, and those found with score, colour, comment"
    )
    func navigator() throws {
        let result = try Program.run([
            "replay", "--config", path + "/riskd.yaml", "--exit-zero", "--navigator",
            path + "/layer.json", path + "/logs/a.xml",
        ])
        #expect(result.status == 0, "\(result.errors)")
        let layer = try json("layer.json")
        #expect((layer["versions"] as? [String: String])?["layer"] == "4.5")
        #expect(layer["domain"] as? String == "enterprise-attack")
        let techniques = try #require(layer["techniques"] as? [[String: Any]])
        #expect(techniques.map { $0["techniqueID"] as? String } == ["T1197"])
        #expect(techniques[0]["score"] as? Int == 56)
        #expect(techniques[0]["color"] as? String == "#fdbb84")
        #expect(
            techniques[0]["comment"] as? String
                == "found by BITS Job Persistence (3); about system ws-0, system ws-1, system ws-2, "
                + "user mira; looked for by 1 detection(s)")
        // Over logs in which nothing is found it is coverage alone.
        try directory.write("", to: "logs/none.xml")
        _ = try Program.run([
            "replay", "--config", path + "/riskd.yaml", "--navigator", path + "/layer.json",
            path + "/logs/none.xml",
        ])
        let quiet = try #require(try json("layer.json")["techniques"] as? [[String: Any]])
        #expect(quiet[0]["score"] as? Int == 0 && quiet[0]["color"] as? String == "#9ecae1")
        #expect(
            quiet[0]["comment"] as? String == "not found; looked for by BITS Job Persistence")
    }

    @Test(
        "a file that cannot be written is told before any log is read",
        arguments: ["navigator", "sarif"])
    func unwritable(option: String) throws {
        let result = try Program.run([
            "replay", "--config", path + "/riskd.yaml", "--\(option)", path + "/none/x",
            path + "/logs/a.xml",
        ])
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(result.errors.hasPrefix("error: the report cannot be written: \(path)/none/x: "))
    }

    // MARK: - SARIF

    private func writeContent() throws {
        for folder in ["own/detections", "own/data"] {
            try FileManager.default.createDirectory(
                atPath: path + "/" + folder, withIntermediateDirectories: true)
        }
        try directory.write(
            """
            name: Broken Search
            id: 7c1e8f52-3a04-4d0e-9a57-5f7d7f2f0c12
            version: 1
            date: '2025-03-04'
            author: nobody
            status: production
            type: TTP
            description: A command that does not exist.
            search: '| tstats count from datamodel=Endpoint.Processes by Processes.dest | frobnicate x'
            tags: {analytic_story: [], asset_type: Endpoint, mitre_attack_id: [T1197],
              product: [Splunk Enterprise], security_domain: endpoint}
            """, to: "own/detections/a b.yml")
    }

    private func results(_ name: String) throws -> [[String: Any]] {
        let log = try json(name)
        #expect(log["version"] as? String == "2.1.0")
        let run = try #require((log["runs"] as? [[String: Any]])?.first)
        let driver = (run["tool"] as? [String: [String: Any]])?["driver"]
        let rules = (driver?["rules"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
        let results = try #require(run["results"] as? [[String: Any]])
        for result in results {
            #expect(rules.contains(result["ruleId"] as? String ?? ""))
            #expect(["error", "warning", "note"].contains(result["level"] as? String ?? ""))
        }
        return results
    }

    @Test(
        "check writes each problem of content and configuration with file, line and column as SARIF"
    )
    func sarifOfCheck() throws {
        try writeContent()
        try directory.write("content: [own]\nprofile: cim\n", to: "bad.yaml")
        let result = try Program.run([
            "check", "--files-only", "--quiet", "--config", path + "/bad.yaml", "--sarif",
            path + "/out.sarif",
        ])
        #expect(result.status == 1)
        let results = try results("out.sarif")
        func place(_ result: [String: Any]) -> (uri: String?, line: Int?, column: Int?) {
            let locations = result["locations"] as? [[String: [String: Any]]]
            let physical = locations?.first?["physicalLocation"]
            let region = physical?["region"] as? [String: Int]
            return (
                (physical?["artifactLocation"] as? [String: String])?["uri"], region?["startLine"],
                region?["startColumn"]
            )
        }
        let configuration = try #require(
            results.first { $0["ruleId"] as? String == "configuration" })
        #expect(place(configuration) == ("file://\(path)/bad.yaml", 2, 10))
        #expect(configuration["level"] as? String == "error")
        let broken = try #require(
            results.first {
                (place($0).uri ?? "").hasSuffix("own/detections/a%20b.yml")
                    && ($0["message"] as? [String: String])?["text"]?.contains("frobnicate") == true
            })
        #expect(place(broken).line == 9 && place(broken).column ?? 0 > 60)
        let message = (broken["message"] as? [String: String])?["text"] ?? ""
        #expect(message.contains("frobnicate") && message.contains("Broken Search"), "\(message)")
    }

    @Test("paths below the working directory are relative, as a checkout has them")
    func relative() throws {
        try writeContent()
        let result = try Program.shell(
            "cd '\(path)' && \"$0\" check --files-only --quiet --content own --sarif out.sarif")
        let text = try directory.text(of: "out.sarif")
        #expect(text.contains("\"uri\":\"own/detections/a%20b.yml\""), "\(result.errors) \(text)")
    }

    @Test("test writes each failed test as SARIF and as a page of Markdown")
    func sarifOfTest() throws {
        let content = path + "/own"
        #expect(try new("My Détection").status == 0)
        let benign = "own/data/my_d_tection_benign.xml"
        try directory.write(
            directory.text(of: benign).replacing("--help", with: "--steal"), to: benign)
        let result = try Program.run([
            "test", "--content", content, "--detection", "My Détection", "--config",
            path + "/riskd.yaml", "--sarif", path + "/out.sarif", "--markdown", path + "/out.md",
        ])
        #expect(result.status == 1, "\(result.output)\(result.errors)")
        let failed = try results("out.sarif").filter { $0["ruleId"] as? String == "test-failed" }
        #expect(failed.count == 1)
        let page = try directory.text(of: "out.md")
        #expect(page.hasPrefix("## Tests of detections: 1 failed\n\n2 tests: 1 passed, 1 failed"))
        #expect(
            page.contains("| My Détection | does not fire on what is harmless | 1 |"), "\(page)")
    }

    // MARK: - New detections

    private func new(_ name: String) throws -> Program.Result {
        try Program.run(["new", "detection", "--directory", path + "/own", name])
    }

    @Test(
        "a new detection compiles without a word, and its tests pass",
        arguments: [
            "Windows Example", "a: \"b\" # c", "X",
        ])
    func newDetection(name: String) throws {
        let result = try new(name)
        #expect(result.status == 0, "\(result.errors)")
        let arguments = ["--content", path + "/own", "--config", path + "/riskd.yaml"]
        let check = try Program.run(["check", "--files-only", "--quiet"] + arguments)
        #expect(check.status == 0 && check.errors.isEmpty, "\(check.errors)")
        let test = try Program.run(["test", "--detection", name] + arguments)
        #expect(test.status == 0, "\(test.output)\(test.errors)")
        #expect(test.output.hasSuffix("2 test(s): 2 passed, 0 failed, 0 without data, 0 not run\n"))
        let again = try new(name)
        #expect(again.status == 1 && again.errors.contains("exists: take another name"))
    }

    @Test("a name that another file has, or that gives no file, is refused")
    func refusedNames() throws {
        #expect(try new("Some Name").status == 0)
        try FileManager.default.moveItem(
            atPath: path + "/own/detections/some_name.yml",
            toPath: path + "/own/detections/other.yml")
        try FileManager.default.removeItem(atPath: path + "/own/macros/some_name_filter.yml")
        try FileManager.default.removeItem(atPath: path + "/own/data")
        let taken = try new("some NAME")
        #expect(
            taken.status == 1 && taken.errors.contains("other.yml has a detection of this name"))
        #expect(try new("???").status == 64)
        #expect(try new(String(repeating: "n", count: 201)).status == 64)
        #expect(!directory.exists("own/data"), "nothing is written")
    }
}
