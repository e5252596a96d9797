import Foundation
import TestSupport
import Testing

/// `riskd init`: from nothing to a configuration that runs.
struct InitTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(holding: "logs")
        try directory.write(SampleLog.bitsadmin(hour: 9, number: 1), to: "logs/a.xml")
    }

    private var path: String { directory.path }

    @Test("the file passes check, and the logs that are named are read with it")
    func passesCheck() throws {
        let file = path + "/riskd.yaml"
        let result = try Program.run([
            "init", "--logs", path + "/logs", "--directory", path + "/run", "--from-start", file,
        ])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("/logs: 1 file: 1 XML of Windows events\n"))
        #expect(result.errors.contains("wrote \(file): 1 source, 1 detection enabled\n"))
        let check = try Program.run(["check", "--config", file])
        #expect(check.status == 0 && check.errors.isEmpty, "\(check.errors)")
        let values = try Program.run(["config", "show", "--changed", "--config", file]).output
        for (key, value) in [
            ("sources[1].path", "[\(path)/logs/*]"), ("sources[1].read_from", "start"),
            ("sources[1].name", "logs"), ("output.file", "\(path)/run/events.ndjson"),
            ("state.directory", "\(path)/run/state"), ("status.socket", "\(path)/run/status.sock"),
        ] {
            #expect(
                values.split(separator: "\n").contains {
                    $0.hasPrefix("\(key) ") && $0.contains(" \(value) ")
                }, "\(key): \(values)")
        }
        let text = try directory.text(of: "riskd.yaml")
        #expect(text.split(separator: "\n").count { $0.contains("#") } > 10)
        let replay = try Program.run(["replay", "--config", file, path + "/logs"])
        #expect(replay.status == 3, "\(replay.errors)")
    }

    @Test("a file that is there is replaced with --force only")
    func keepsFile() throws {
        try directory.write("mine\n", to: "riskd.yaml")
        let arguments = ["init", "--logs", path + "/logs", path + "/riskd.yaml"]
        let refused = try Program.run(arguments)
        #expect(refused.status == 1)
        #expect(
            refused.errors
                == "riskd init: \(path)/riskd.yaml exists: give --force to replace it, or name another "
                + "file\n")
        #expect(try directory.text(of: "riskd.yaml") == "mine\n")
        #expect(try Program.run(arguments + ["--force"]).status == 0)
        #expect(try directory.text(of: "riskd.yaml").contains("sources:"))
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        #expect(names == ["logs", "riskd.yaml"], "no draft stays")
    }

    @Test("nothing is written of what check would refuse, and the reason is told")
    func refusesErrors() throws {
        let result = try Program.run([
            "init", "--logs", path + "/logs", "--enable", "No Such Detection", path + "/riskd.yaml",
        ])
        #expect(result.status == 1)
        #expect(result.errors.contains("\(path)/riskd.yaml:"))
        #expect(result.errors.contains("error: no detection \"No Such Detection\""))
        #expect(result.errors.hasSuffix("the file would have these errors\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["logs"])
    }

    @Test(
        "each kind of file is named by its first bytes, with advice where the daemon reads none of it"
    )
    func formats() throws {
        try directory.append([0x50, 0x4B, 0x03, 0x04, 0, 0], to: "logs/b.zip")
        try directory.append("ElfFile\0rest".utf8, to: "logs/c.evtx")
        try directory.write("{\"event_simpleName\":\"X\"}\n", to: "logs/d.json")
        try directory.write("<13>Mar  4 h {\"EventID\":1,\"x\":\"<Event\"}\n", to: "logs/e.log")
        try directory.write("Mar  4 08:12:08 host sshd[4]: accepted\n", to: "logs/f.log")
        try directory.write("", to: "logs/g.log")
        try directory.write("_time,_raw,host\n1,\"<Event>\",h\n", to: "logs/h.csv")
        try directory.append(
            [0xFF, 0xFE] + "<w:Event>".utf8.flatMap { [$0, 0] }, to: "logs/i.xml")
        try directory.write("a,b,c\n1,2,3\n", to: "logs/j.csv")
        let result = try Program.run(["init", "--logs", path + "/logs/*", "-"])
        #expect(result.status == 0)
        let first = try #require(result.errors.split(separator: "\n").first)
        #expect(
            first
                == "\(path)/logs/*: 10 files: 2 XML of Windows events, 1 a zip archive, "
                + "1 a Windows event log (.evtx), 1 JSON of CrowdStrike's FDR, 1 JSON, "
                + "1 text without records, 1 empty, 1 CSV with a column _raw, "
                + "1 CSV without a column _raw")
        let warned = result.errors.split(separator: "\n").filter { $0.hasPrefix("warning: ") }
            .map { $0.dropFirst("warning: \(path)/logs/".count).prefix(6) }
        #expect(warned == ["b.zip:", "c.evtx", "f.log:", "j.csv:"], "\(result.errors)")
    }

    @Test("of very many files a part is looked at, and the others are counted")
    func manyFiles() throws {
        for number in 0..<203 { try directory.write("", to: "logs/\(1_000 + number).log") }
        let result = try Program.run(["init", "--logs", path + "/logs/*.log", "-"])
        #expect(
            result.errors.hasPrefix(
                "\(path)/logs/*.log: 203 files: 200 empty, 3 not looked at\n"))
    }

    @Test("names with quotes, blanks, colons and line feeds stay what they are")
    func hostileNames() throws {
        let folder = path + "/a: \"b\" # c\n- d"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try directory.write(SampleLog.bitsadmin(hour: 9, number: 1), to: "a: \"b\" # c\n- d/x.xml")
        let file = path + "/riskd.yaml"
        let result = try Program.run(["init", "--logs", folder, "--directory", path + "/run", file])
        #expect(result.status == 0, "\(result.errors)")
        let show = try Program.run(["config", "show", "--json", "--config", file])
        #expect(show.status == 0 && show.output.contains("# c"), "\(show.errors)")
        #expect(try Program.run(["check", "--quiet", "--config", file]).status == 0)
    }

    @Test("without logs on the command line and without a terminal it says what to give")
    func saysWhatToGive() throws {
        let result = try Program.run(["init", path + "/riskd.yaml"])
        #expect(result.status == 64)
        #expect(result.errors.contains("--logs PATH, --journal or --syslog ENDPOINT"))
        #expect(!directory.exists("riskd.yaml"))
    }

    @Test("on a terminal it asks, looks at each answer at once, and writes what was answered")
    func asks() throws {
        let file = path + "/riskd.yaml"
        let answers = [path + "/logs", "journal", "", "", "BITS *", "", ""]
        try directory.write(answers.joined(separator: "\n") + "\n", to: "answers")
        let result = try Program.shell(
            "export RISKD=\"$0\"; script -qec '\"$RISKD\" init \"\(file)\"' /dev/null <\(path)/answers"
        )
        #expect(result.output.contains("Where are the logs?"), "\(result.output)")
        #expect(result.output.contains("  1 file: 1 XML of Windows events"))
        let text = try directory.text(of: "riskd.yaml")
        #expect(text.contains("matches: [SYSLOG_IDENTIFIER=sysmon]"))
        #expect(text.contains("- \"BITS *\""))
    }

    @Test("a terminal that is closed amid the questions leaves nothing behind")
    func closed() throws {
        let result = try Program.shell(
            "export RISKD=\"$0\"; script -qec '\"$RISKD\" init \(path)/riskd.yaml; echo status=$?' "
                + "/dev/null </dev/null")
        #expect(result.output.contains("status=1"), "\(result.output)")
        #expect(!directory.exists("riskd.yaml"))
    }
}
