import ArgumentParser
import DaemonRuntime

/// `--config`, the same for every command.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp("The configuration file.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var path: String = Setup.defaultPath
}
