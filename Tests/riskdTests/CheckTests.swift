import Foundation
import TestSupport
import Testing

/// `riskd check` finds what would stop `riskd run` on this machine.
struct CheckTests {
    private func check(
        _ yaml: String, _ arguments: [String] = [], files: [String: String] = [:]
    ) throws -> (status: Int32, problems: [String]) {
        let directory = try TemporaryDirectory(holding: "logs")
        for (name, text) in files { try directory.write(text, to: name) }
        let text = yaml.replacing("DIR", with: directory.path)
        try directory.write("content: [\(Checkout.path)/config]\n" + text, to: "riskd.yaml")
        let result = try Program.run(
            ["check", "--quiet", "--config", directory.path + "/riskd.yaml"] + arguments)
        let lines = result.errors.replacing(directory.path, with: "DIR").split(separator: "\n")
        return (result.status, lines.map(String.init).filter { $0.contains("riskd.yaml:") })
    }

    @Test("a group, directories, files and sources that would stop it, each at its line")
    func obstacles() throws {
        let (status, problems) = try check(
            """
            macros: {bits_job_persistense_filter: search *}
            sources:
              - {path: /logs/a.xml, name: same}
              - {path: [/logs/a.xml, /logs/b.xml], name: same}
            output:
              file: DIR/missing/out.ndjson
              group: no-such-group
              sinks:
                - {name: s, hec: {url: "https://127.0.0.1:1", token_file: DIR/no-token, ca_file: DIR/ca}}
            state: {directory: DIR/riskd.yaml/state}
            kafka: {properties_file: DIR/empty}
            """, files: ["ca": "no certificate", "empty": ""])
        #expect(status == 1)
        let expected = [
            "riskd.yaml:2:10: warning: no search calls the macro \"bits_job_persistense_filter\"",
            "riskd.yaml:5: warning: sources[2].name is \"same\"",
            "riskd.yaml:5: warning: sources[2].path has /logs/a.xml",
            "riskd.yaml:7: error: output.file is in DIR/missing, which does not exist",
            "riskd.yaml:8: error: output.group is \"no-such-group\", and there is no such group",
            "riskd.yaml:10: error: output.sinks[1].hec.ca_file is DIR/ca, which holds nothing in PEM form",
            "riskd.yaml:10: error: output.sinks[1].hec.token_file is DIR/no-token, which does not",
            "riskd.yaml:11: error: state.directory needs the directory DIR/riskd.yaml/state, and",
            "riskd.yaml:12: error: kafka.properties_file is DIR/empty, which is empty",
        ]
        for line in expected {
            #expect(problems.contains { $0.contains(line) }, "\(line) in \(problems)")
        }
        #expect(problems.count == expected.count, "\(problems)")
    }

    @Test("a port that another process has; none of it is asked with --files-only")
    func ports() throws {
        let taken = LoopbackListener { _ in }
        defer { taken.stop() }
        let yaml = """
            sources: [{syslog: {listen: "tcp://127.0.0.1:\(taken.port)"}}]
            output: {file: DIR/out.ndjson}
            state: {directory: DIR/state}
            status: {socket: DIR/status.sock}
            metrics: {listen: "127.0.0.1:\(taken.port)"}
            """
        let (status, problems) = try check(yaml)
        #expect(status == 1)
        #expect(problems.count == 2, "\(problems)")
        #expect(problems.allSatisfy { $0.contains("where another process listens") })
        #expect(try check(yaml, ["--files-only"]).status == 0)
    }

    @Test("as the service's user, what that user may not do is an error")
    func user() throws {
        guard geteuid() == 0 else { return print("skipped: only root may become somebody else") }
        let yaml = "output: {file: DIR/out.ndjson}\nstate: {directory: DIR/state}\n"
        #expect(try check(yaml).status == 0)
        // The directory of the test is root's.
        let (status, problems) = try check(yaml, ["--user", "nobody"])
        #expect(status == 1)
        #expect(
            problems.contains { $0.contains("output.file needs the directory DIR, which may not") })
        #expect(problems.contains { $0.contains("state.directory needs the directory DIR/state") })
        #expect(try check(yaml, ["--user", "no-such-user"]).status == 1)
    }
}
