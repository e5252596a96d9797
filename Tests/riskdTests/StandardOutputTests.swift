import Foundation
import TestSupport
import Testing

/// What a command prints is written, or it says that it could not be (a full disk), and ends with 1.
struct StandardOutputTests {
    /// What has each command print something. Commands are taken from the program itself: a new one
    /// needs an entry here.
    private static let calls: [String: [[String]]] = [
        // It prints nothing itself; its help is printed as that of all.
        "run": [],
        "status": [["--json"]],
        "init": [["--logs", log, "-"]],
        // It prints what a daemon finds, and there is none.
        "tail": [],
        "replay": [
            ["--output", "table", log], ["--output", "rows", log], ["--compare", records, records],
        ] + OutputForms.names.map { ["--output", $0, log] },
        "explain": [
            [detection], [detection, "--json"], [detection, "--event", log + ":1"],
            [detection, "--event", log + ":1", "--json"],
        ],
        "check": [[], ["--json"], ["--summary"]],
        "coverage": [["--all", log], ["--all", "--json", log]],
        "config show": [[], ["--json"], ["--changed"]],
        "config schema": [[]],
        // It writes files, and says so on standard error.
        "new detection": [],
        "tune": [["--marked", marked, log]],
        "test": [["--data", directory?.path ?? ""]],
        "language": [[]],
        "normalize": [[log]],
        "export": ["duckdb", "clickhouse", "flink", "spark", "splunk"].map { ["--engine", $0] },
        // What it finds goes to standard error.
        "parity": [],
        "help": [[], ["replay"]],
    ]

    /// Names of `--output` beside table and rows, as the program's help tells them.
    private enum OutputForms {
        static let names: [String] = {
            let help = (try? Program.run(["replay", "--help"]))?.output ?? ""
            let text = help.replacing("\n", with: " ").replacing(#/ +/#, with: " ")
            guard let list = text.firstMatch(of: #/in a schema: ([a-z_, -]+) \(ndjson/#) else {
                return []
            }
            return list.output.1.split(separator: ",").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }()
    }

    private static let detection = "BITS Job Persistence"
    private static let directory: TemporaryDirectory? = {
        let directory = try? TemporaryDirectory(holding: "logs")
        try? directory?.write(SampleLog.bitsadmin(hour: 9, number: 1), to: "log.xml")
        try? directory?.write("", to: "records.ndjson")
        let id = "e97a5ffe-90bf-11eb-928a-acde48001122"
        try? directory?.write(
            "{\"id\":\"\(id)\",\"result\":{\"user\":\"mira\"}}\n", to: "marked.jsonl")
        return directory
    }()
    private static var log: String { (directory?.path ?? "") + "/log.xml" }
    private static var marked: String { (directory?.path ?? "") + "/marked.jsonl" }
    private static var records: String { (directory?.path ?? "") + "/records.ndjson" }

    private static func arguments(_ command: String, _ rest: [String]) -> [String] {
        let words = command.split(separator: " ").map(String.init)
        let config = ["--config", Checkout.path + "/config/riskd.yaml"]
        switch command {
        case "language", "help", "init", "new detection", "config schema": return words + rest
        case "status": return words + ["--socket", "/nonexistent/status.sock"] + rest
        default: return words + config + rest
        }
    }

    /// The commands that do something, as the program tells them.
    private static func commands() throws -> [String] {
        let dump = try Program.run(["--experimental-dump-help"])
        let object = try JSONSerialization.jsonObject(with: Data(dump.output.utf8))
        func leaves(_ command: Any?, _ path: [String]) -> [String] {
            let object = command as? [String: Any]
            let inner = object?["subcommands"] as? [[String: Any]] ?? []
            if inner.isEmpty { return [path.joined(separator: " ")] }
            return inner.flatMap { leaves($0, path + [$0["commandName"] as? String ?? "?"]) }
        }
        return leaves((object as? [String: Any])?["command"], [])
            .filter { !$0.hasSuffix(" help") }
    }

    @Test("output that cannot be written ends every command with status 1 and a message")
    func full() throws {
        let commands = try Self.commands()
        #expect(Set(commands) == Set(Self.calls.keys))
        #expect(Self.OutputForms.names.count >= 5)
        var lines = [["--version"], ["--help"], ["--generate-completion-script", "bash"]]
        for command in commands {
            if command != "help" { lines.append(Self.arguments(command, ["--help"])) }
            lines += (Self.calls[command] ?? []).map { Self.arguments(command, $0) }
        }
        for line in lines {
            let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
            let result = try Program.run(line, output: full)
            #expect(result.status == 1, "\(line)")
            #expect(
                result.errors.hasSuffix(
                    "riskd: error: standard output cannot be written: No space left on device\n"),
                "\(line): \(result.errors)")
        }
    }

    @Test("the same calls print something and no such message where there is room")
    func room() throws {
        for (command, calls) in Self.calls {
            for call in calls {
                let result = try Program.run(Self.arguments(command, call))
                #expect(!result.output.isEmpty, "\(command) \(call): \(result.errors)")
                #expect(!result.errors.contains("standard output"))
            }
        }
    }

    @Test("a standard output that is closed is as one that cannot be written")
    func closed() throws {
        let shell = try Program.shell("exec \"$0\" language >&-")
        #expect(shell.status == 1)
        #expect(shell.errors.contains("standard output cannot be written: Bad file descriptor"))
    }

    @Test(
        "a reader that goes ends the program quietly, with SIGPIPE's status, ignored or not",
        arguments: ["", "trap '' PIPE;"])
    func pipe(trap: String) throws {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let shell = try Program.shell(
            "\(trap) \"$0\" language; echo \"status $?\" >&2",
            output: pipe.fileHandleForWriting)
        #expect(shell.errors == "status 141\n")
    }
}
