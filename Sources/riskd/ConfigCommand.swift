import ArgumentParser
import DaemonRuntime
import DetectionExport
import SecurityContent

/// `riskd config`: what the configuration comes to.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Look at the configuration.",
        subcommands: [ShowCommand.self, SchemaCommand.self])

    /// `riskd config schema`: the configuration for editors.
    struct SchemaCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "schema",
            abstract: "Print a JSON Schema of the configuration, for editors.",
            discussion: """
                Editors with a YAML language server complete and check riskd.yaml by it, where its first \
                line is: # yaml-language-server: $schema=riskd.schema.json
                """)

        func run() { StandardOutput.print(ConfigurationSchema.json.text) }
    }

    /// `riskd config show`: every key with its value and who set it.
    struct ShowCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Print every key with the value in force and where it comes from.",
            discussion: """
                Environment variables override the file: RISKD_ and the key in capitals, such as \
                RISKD_OUTPUT_FILE for output.file; their values are read as YAML. What the running \
                daemon was started with, "systemctl show -P Environment riskd" tells.

                Exit status: 0, or 1 when the configuration has errors.
                """)

        @OptionGroup var config: ConfigurationOption

        @Flag(help: "Leave out what has its default.")
        var changed = false

        @Flag(help: "Print one JSON object for each key.")
        var json = false

        func run() throws {
            guard let document = Setup.document(config.path) else {
                StandardError.write("riskd config show: \(config.path) cannot be read")
                throw ExitCode(1)
            }
            let values = document.values.filter { !changed || !$0.isDefault }
            var out = StandardOutput()
            for line in json ? values.map(Self.json) : lines(values) { out.write(line) }
            out.flush()
            ProblemReport.write(document.problems)
            if document.problems.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
        }

        private func lines(_ values: [ConfigurationValue]) -> [String] {
            var table = TextTable([
                .init(title: "KEY", widthMax: 60), .init(title: "VALUE", widthMax: 100),
                .init(title: "FROM", widthMax: 100),
            ])
            for value in values { table.add([value.key, value.value, value.origin]) }
            return table.lines(isColoured: StandardOutput.isTerminal)
        }

        private static func json(_ value: ConfigurationValue) -> String {
            JSONValue.object([
                ("key", .string(value.key)), ("value", .string(value.value)),
                ("from", .string(value.origin)),
            ]).text
        }
    }
}
