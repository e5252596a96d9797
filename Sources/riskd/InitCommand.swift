import ArgumentParser
import DaemonRuntime
import Foundation
import SecurityContent

/// `riskd init`: a configuration to begin with.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a configuration to begin with: where the logs are, which detections run.",
        discussion: """
            Looks at the first bytes of the logs, says what they are, and writes a commented \
            riskd.yaml that riskd check passes. On a terminal it asks for what the command line does \
            not say.

            Exit status: 0 written, 1 an error: nothing was written.
            """)

    @Option(
        help: ArgumentHelp(
            "A log file, a directory of them, or a pattern; may be repeated.", valueName: "path"),
        completion: .file())
    var logs: [String] = []

    @Flag(help: "Read the systemd journal, where Sysmon for Linux writes.")
    var journal = false

    @Option(
        help: ArgumentHelp(
            "Listen for syslog, such as on udp://127.0.0.1:5514; may be repeated.",
            valueName: "endpoint"))
    var syslog: [String] = []

    @OptionGroup var more: ContentOption

    @Option(
        help: ArgumentHelp(
            """
            A detection that runs, by name, id or pattern; may be repeated. (default: all in \
            production of the content given, else those that come with riskd)
            """, valueName: "name"), completion: DetectionNames.completion)
    var enable: [String] = []

    @Flag(help: "Read what the logs hold already, and not only what comes from now on.")
    var fromStart = false

    @Option(
        help: ArgumentHelp(
            """
            Where output, state and the socket lie, to try riskd out without root; it is made. \
            (default: those of the system)
            """, valueName: "dir"), completion: .directory)
    var directory: String?

    @Flag(help: "Replace the file if it is there; owner and mode stay, links are followed.")
    var force = false

    @Argument(
        help: ArgumentHelp("The file to write; - for standard output.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var file = "riskd.yaml"

    private var asks: Bool {
        logs.isEmpty && !journal && syslog.isEmpty && StandardInput.isTerminal
            && StandardError.isTerminal
    }

    func validate() throws {
        if logs.contains("") { throw ValidationError("--logs takes a path, and not nothing") }
        if logs.isEmpty, !journal, syslog.isEmpty, !asks {
            throw ValidationError(
                "say where the logs are: --logs PATH, --journal or --syslog ENDPOINT")
        }
    }

    func run() throws {
        let place = try file == "-" ? nil : place()
        let starter: StarterConfiguration
        do {
            starter = try asks ? asked() : made(logs: logs, journal, more.content, given(enable))
        } catch is InitQuestions.Ended {
            throw refused("nothing was written: the questions were not answered")
        }
        guard let place else {
            try check(starter.text)
            return StandardOutput.print(String(starter.text.dropLast()))
        }
        try starter.directory.map(Self.make)
        let setup = try write(starter.text, to: place)
        let enabled = setup.content.report.count { $0.enabled && $0.compiled }
        StandardError.write(
            "wrote \(TextTable.safe(file)): \(FindingsText.plural(starter.sources.count, "source")), "
                + "\(FindingsText.plural(enabled, "detection")) enabled")
        let option = Self.isUsual(file) ? "" : " --config \(ShellText.quoted(file))"
        StandardError.write(
            "next: riskd check\(option)\n      riskd replay\(option) FILES…"
                + "\n      riskd run\(option)")
    }

    private func refused(_ text: String) -> ExitCode {
        StandardError.write("riskd init: \(TextTable.safe(text))")
        return ExitCode(1)
    }

    /// Where the file is to stand; looked at before anything is asked.
    private func place() throws -> ReplacedFile {
        let place: ReplacedFile
        do {
            place = try ReplacedFile(file)
        } catch let refusal as ReplacedFile.Refusal {
            throw refused("\(file) \(refusal.reason)")
        }
        if place.isThere, !force {
            throw refused("\(file) exists: give --force to replace it, or name another file")
        }
        return place
    }

    private func given(_ names: [String]) -> [String]? { names.isEmpty ? nil : names }

    // MARK: - What is written

    private func asked() throws -> StarterConfiguration {
        let questions = InitQuestions()
        let logs = try questions.logs()
        let content = try more.content.isEmpty ? questions.content() : more.content
        let usual = content.isEmpty ? Self.bundled[0] : "all in production"
        let enabled = try given(enable) ?? questions.enabled(usual: usual)
        return made(
            logs: logs.filter { $0 != "journal" }, logs.contains("journal"), content, enabled,
            isTold: true)
    }

    private static let bundled = ["BITS Job Persistence"]

    /// - Parameter isTold: Whether what lies there was said already.
    private func made(
        logs: [String], _ journal: Bool, _ content: [String], _ enabled: [String]?,
        isTold: Bool = false
    ) -> StarterConfiguration {
        var starter = StarterConfiguration(version: Version.text)
        var names: [String] = []
        for log in logs {
            let place = LogPlace(log)
            let name = StarterConfiguration.name(for: place.pattern, among: names)
            names.append(name)
            starter.sources.append(.files(name: name, paths: [place.pattern], seen: place.seen))
            guard !isTold else { continue }
            StandardError.write(TextTable.safe("\(log): \(place.seen)"))
            for warning in place.warnings {
                StandardError.write(TextTable.safe("warning: \(warning)"))
            }
        }
        if journal { starter.sources.append(.journal) }
        starter.sources += syslog.map { .syslog(endpoint: $0) }
        starter.content =
            [ConfigurationOption.contentDirectory].compactMap(\.self)
            + content.map(LogPlace.absolute)
        starter.enabled = enabled ?? (content.isEmpty ? Self.bundled : nil)
        starter.readsFromStart = fromStart
        starter.directory = directory.map(LogPlace.absolute)
        return starter
    }

    // MARK: - Writing

    private static func isUsual(_ file: String) -> Bool {
        LogPlace.absolute(file) == Setup.defaultPath
    }

    private static func make(_ directory: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true)
        } catch {
            StandardError.write(
                TextTable.safe(
                    "riskd init: \(directory) cannot be made: \(error.localizedDescription)"))
            throw ExitCode(1)
        }
    }

    /// Checks the text as a file beside the one to write, which appears whole or not at all.
    private func write(_ text: String, to place: ReplacedFile) throws -> Setup {
        try drafted(text, place, shown: file) { try place.put($0) }
    }

    /// The same for what goes to standard output.
    private func check(_ text: String) throws {
        let name = NSTemporaryDirectory() + "riskd-init-\(UUID().uuidString)"
        _ = try drafted(text, ReplacedFile(name), shown: "standard output") { _ in }
    }

    private func drafted(
        _ text: String, _ place: ReplacedFile, shown: String, _ use: (String) throws -> Void
    ) throws -> Setup {
        do {
            let draft = try place.draft(text)
            defer { unsafe unlink(draft) }
            var setup = Setup.load(path: draft, selecting: .enabled)
            for index in setup.problems.indices where setup.problems[index].file == draft {
                setup.problems[index].file = shown
            }
            if setup.hasErrors {
                ProblemReport.write(setup.problems, errorsOnly: true)
                throw refused("nothing was written: the file would have these errors")
            }
            try use(draft)
            return setup
        } catch let refusal as ReplacedFile.Refusal {
            throw refused("\(shown) \(refusal.reason)")
        }
    }
}
