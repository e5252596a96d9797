import ArgumentParser

/// `riskd`: Splunk's security detections on the log collector, in a stream, without Splunk.
@main
struct Riskd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "riskd",
        abstract: "Run Splunk ESCU security detections on log files, without Splunk.",
        discussion: """
            What riskd emits is what the hourly search of Splunk Enterprise Security would have \
            returned over the same logs.
            """,
        version: Version.text,
        subcommands: [
            RunCommand.self, StatusCommand.self, TailCommand.self, ReplayCommand.self,
            ExplainCommand.self, CheckCommand.self, CoverageCommand.self, ConfigCommand.self,
            InitCommand.self, TestCommand.self, NewCommand.self, TuneCommand.self,
            LanguageCommand.self, NormalizeCommand.self, ExportCommand.self, ParityCommand.self,
        ])

    static func main() {
        StandardOutput.reserve()
        do {
            let words = RawArguments.texts
            if let problem = SubcommandName.problem(words, of: Self.self) {
                throw ValidationError(problem)
            }
            var command = try parseAsRoot(words)
            try command.run()
        } catch {
            let status = exitCode(for: error)
            // Help, the version and completion scripts are output as well.
            let text = status.isSuccess ? fullMessage(for: error) : ""
            if !text.isEmpty { StandardOutput.print(text) }
            StandardOutput.close()
            if status.isSuccess { return }
            exit(withError: error)
        }
        StandardOutput.close()
    }
}
