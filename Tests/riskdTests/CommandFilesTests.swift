import Foundation
import TestSupport
import Testing

/// Files that commands read and write: none is lost, none is read twice, none is half there.
struct CommandFilesTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(holding: "logs")
        try directory.write(
            """
            content: [\(Checkout.path)/config]
            detections: {enable: [BITS Job Persistence]}
            """, to: "riskd.yaml")
        try directory.write(SampleLog.bitsadmin(hour: 9, number: 1), to: "logs/a.xml")
    }

    private var path: String { directory.path }

    private func run(_ command: String, _ arguments: [String]) throws -> Program.Result {
        try Program.run([command, "--config", path + "/riskd.yaml"] + arguments)
    }

    private func status(_ name: String) throws -> stat {
        var status = stat()
        #expect(unsafe lstat(path + "/" + name, &status) == 0)
        return status
    }

    // MARK: - init

    private func begin(_ arguments: [String]) throws -> Program.Result {
        try Program.run(["init", "--logs", path + "/logs"] + arguments)
    }

    @Test("init --force writes through a link, and keeps owner, group and mode of the file")
    func keepsOwner() throws {
        try directory.write("mine\n", to: "real.yaml")
        #expect(unsafe chmod(path + "/real.yaml", 0o640) == 0)
        let isRoot = getuid() == 0
        if isRoot { #expect(unsafe chown(path + "/real.yaml", 1, 2) == 0) }
        #expect(unsafe symlink("real.yaml", path + "/link.yaml") == 0)
        let result = try begin(["--force", path + "/link.yaml"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try status("link.yaml").st_mode & S_IFMT == S_IFLNK)
        #expect(try directory.text(of: "real.yaml").contains("sources:"))
        let kept = try status("real.yaml")
        #expect(kept.st_mode & 0o7777 == 0o640)
        if isRoot { #expect(kept.st_uid == 1 && kept.st_gid == 2) }
    }

    @Test(
        "init refuses what is no regular file, also with --force, and leaves it as it is",
        arguments: ["fifo", "dangling", "logs"])
    func refusesOthers(name: String) throws {
        #expect(unsafe mkfifo(path + "/fifo", 0o600) == 0)
        #expect(unsafe symlink("nothing", path + "/dangling") == 0)
        let before = try status(name)
        for force in [[], ["--force"]] {
            let result = try begin(force + [path + "/" + name])
            #expect(result.status == 1, "\(result.errors)")
            let reason =
                name == "dangling" ? "is a link to what is not there" : "is no regular file"
            #expect(
                result.errors.contains("riskd init: \(path)/\(name) \(reason)"),
                "\(result.errors)")
        }
        let after = try status(name)
        #expect(after.st_ino == before.st_ino && after.st_mode == before.st_mode)
        #expect(!directory.exists("nothing"))
    }

    @Test(
        "init prints nothing that check would refuse",
        arguments: [["--syslog", "foo"], ["--enable", "nosuch"]])
    func checksOutput(arguments: [String]) throws {
        let result = try begin(arguments + ["-"])
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(result.errors.contains("standard output:"), "\(result.errors)")
        #expect(result.errors.hasSuffix("the file would have these errors\n"))
    }

    @Test("a path that is there is no pattern, an empty one is refused, and no name forges a line")
    func literalPaths() throws {
        try directory.write(SampleLog.bitsadmin(hour: 9, number: 2), to: "logs/b[1]\n.xml")
        try directory.write("", to: "logs/b1\n.xml")
        let file = path + "/own.yaml"
        let result = try Program.run([
            "init", "--logs", path + "/logs/b[1]\n.xml", "--directory", path + "/it's", file,
        ])
        #expect(result.status == 0, "\(result.errors)")
        let safe = "\(path)/logs/b[1]\u{FFFD}.xml: 1 file: 1 XML of Windows events\n"
        #expect(result.errors.hasPrefix(safe), "\(result.errors)")
        #expect(try directory.text(of: "own.yaml").contains(#"/logs/b\\[1]\n.xml""#))
        let empty = try Program.run(["init", "--logs", "", "-"])
        #expect(empty.status == 64 && empty.errors.contains("--logs takes a path"))
    }

    @Test("suggested commands are quoted so that a shell takes them as they are")
    func quoted() throws {
        let file = path + "/it's $HOME\n.yaml"
        let result = try begin(["--directory", path + "/run", file])
        #expect(result.status == 0, "\(result.errors)")
        let next = try #require(result.errors.firstMatch(of: #/next: riskd (check .*)\n/#)).output.1
        let check = try Program.shell("\"$0\" \(next) --files-only --quiet")
        #expect(check.status == 0 && check.errors.isEmpty, "\(next): \(check.errors)")
        let made = try Program.run([
            "new", "detection", "--directory", path + "/my own", "It's `id` $HOME",
        ])
        let test = try #require(made.errors.firstMatch(of: #/riskd (test .*)\n/#)).output.1
        let outcome = try Program.shell("\"$0\" \(test) --config '\(path)/riskd.yaml'")
        #expect(outcome.status == 0, "\(test): \(outcome.output)\(outcome.errors)")
    }

    // MARK: - new detection

    @Test("a new detection of which one file cannot be written leaves none behind")
    func halfNew() throws {
        try FileManager.default.createDirectory(
            atPath: path + "/own", withIntermediateDirectories: true)
        try directory.write("", to: "own/data")
        let result = try Program.run([
            "new", "detection", "--directory", path + "/own", "Some Name",
        ])
        #expect(result.status == 1 && result.errors.contains("cannot be written"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/own") == ["data"])
    }

    // MARK: - Reports

    @Test("a report through a link to no file yet makes the file, and the link stays")
    func danglingLink() throws {
        #expect(unsafe symlink("later.json", path + "/layer.json") == 0)
        let refused = try run(
            "replay", ["--navigator", path + "/layer.json", path + "/logs/none.xml"])
        #expect(refused.status == 1)
        #expect(try status("layer.json").st_mode & S_IFMT == S_IFLNK)
        let result = try run(
            "replay", ["--navigator", path + "/layer.json", "--exit-zero", path + "/logs/a.xml"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try status("layer.json").st_mode & S_IFMT == S_IFLNK)
        #expect(directory.exists("later.json"))
    }

    @Test(
        "a report that names a log, the configuration or another report is refused before reading",
        arguments: [
            ["--navigator", "logs/a.xml"], ["--report", "link.xml"], ["--sarif", "riskd.yaml"],
            ["--navigator", "x", "--report", "./x"],
            ["--navigator", "logs/../x", "--sarif", "x"],
        ])
    func collidingReports(options: [String]) throws {
        #expect(unsafe symlink("logs/a.xml", path + "/link.xml") == 0)
        let arguments = options.map { $0.hasPrefix("--") ? $0 : path + "/" + $0 }
        let result = try run("replay", arguments + [path + "/logs"])
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(
            result.errors.contains(options.count > 2 ? "name one file" : " would overwrite "),
            "\(result.errors)")
        #expect(try directory.text(of: "logs/a.xml").hasPrefix("<Event"))
        #expect(try directory.text(of: "riskd.yaml").hasPrefix("content:"))
        #expect(!directory.exists("x"))
    }

    // MARK: - Logs

    @Test(
        "a log that is named twice is read once, and that is said of the first few",
        arguments: [1, 7])
    func repeats(count: Int) throws {
        let log = path + "/logs/a.xml"
        #expect(unsafe symlink("a.xml", path + "/logs/b.xml") == 0)
        let names = [log] + (1..<count).map { _ in log } + [path + "/logs/b.xml"]
        let result = try run("replay", ["--output", "rows"] + names)
        #expect(result.status == 3)
        #expect(result.output.split(separator: "\n").count == 1)
        #expect(result.errors.contains("read 1 file(s)"), "\(result.errors)")
        let warnings = result.errors.split(separator: "\n").filter { $0.hasPrefix("warning: ") }
        #expect(warnings.count == min(count, 6), "\(result.errors)")
        #expect(result.errors.contains("more files that are named twice: 2") == (count == 7))
        let normalized = try run("normalize", names)
        #expect(normalized.output.split(separator: "\n").count == 1)
    }

    @Test("coverage counts what cannot be read, also as JSON, and nothing readable is an error")
    func unreadableRecords() throws {
        try directory.write("<Event><broken\n</Event>\n{\"a\":\n", to: "logs/bad.xml")
        let partly = try run("coverage", [path + "/logs/a.xml", path + "/logs/bad.xml"])
        #expect(partly.status == 0, "\(partly.errors)")
        #expect(partly.errors.contains("skipped 1 record(s): "), "\(partly.errors)")
        let none = try run("coverage", ["--json", path + "/logs/bad.xml"])
        #expect(none.status == 1)
        #expect(none.errors.hasSuffix("error: no record could be read\n"), "\(none.errors)")
        #expect(none.output.contains(#""skipped":[{"read_for":"data models","reason":""#))
        try directory.write("only text\n", to: "logs/text.log")
        #expect(try run("coverage", [path + "/logs/text.log"]).status == 1)
        try directory.write("", to: "logs/empty.xml")
        let empty = try run("coverage", [path + "/logs/empty.xml"])
        #expect(empty.status == 0 && empty.errors.isEmpty, "\(empty.errors)")
    }

    // MARK: - test

    @Test("content that cannot be read is told by test, and with --strict fails it")
    func unreadContent() throws {
        for folder in ["own/detections"] {
            try FileManager.default.createDirectory(
                atPath: path + "/" + folder, withIntermediateDirectories: true)
        }
        try directory.write("name: [open\n  a: b: c\n", to: "own/detections/x.yml")
        let content = ["--content", path + "/own", "--data", path + "/logs"]
        let plain = try run("test", content)
        #expect(plain.status == 0 && plain.errors.contains("own/detections/x.yml:2:4: "))
        let strict = try run(
            "test", content + ["--strict", "--markdown", path + "/out.md"])
        #expect(strict.status == 1, "\(strict.output)\(strict.errors)")
        let page = try directory.text(of: "out.md")
        #expect(page.contains("### Content that could not be read\n\n- "), "\(page)")
    }

    @Test("no test at all is said, and with --strict is status 1")
    func noTest() throws {
        let arguments = ["--data", path + "/logs", "--detection", "no such*"]
        let plain = try run("test", arguments + ["--markdown", path + "/out.md"])
        #expect(plain.status == 0 && plain.errors.contains("warning: no test was found"))
        #expect(
            try directory.text(of: "out.md").hasPrefix("## Tests of detections: no test was run"))
        #expect(try run("test", arguments + ["--strict"]).status == 1)
    }

    @Test(
        "a report of test that cannot be written ends with one status, whichever it is",
        arguments: ["markdown", "sarif", "junit"])
    func unwritable(option: String) throws {
        let early = try run("test", ["--data", path + "/logs", "--\(option)", path + "/none/x"])
        #expect(early.status == 2 && early.output.isEmpty, "\(early.errors)")
        // A full disk shows only when the report is written. Root gets a device of its own.
        let full = getuid() == 0 ? path + "/full" : "/dev/full"
        if getuid() == 0 {
            #expect(unsafe mknod(full, S_IFCHR | 0o600, 0x107) == 0)
        }
        let late = try run("test", ["--data", path + "/logs", "--\(option)", full])
        #expect(late.status == 2, "\(late.errors)")
        #expect(late.errors.contains("the report cannot be written: \(full): "))
        #expect(FileManager.default.fileExists(atPath: full), "a device stays")
    }
}
