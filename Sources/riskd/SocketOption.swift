import ArgumentParser
import DaemonRuntime
import SecurityContent

/// The socket that a command asks the daemon over.
struct SocketOption: ParsableArguments {
    @Option(
        name: .customLong("socket"),
        help: ArgumentHelp(
            "The socket to ask. (default: as the configuration says)", valueName: "path"),
        completion: .file())
    private var given: String?

    /// - Throws: Ends with 3, and says so, where the configuration has none.
    func path(_ config: ConfigurationOption, command: String) throws -> String {
        if let given { return given }
        switch Setup.statusSocket(of: config.path) {
        case .unix(let path): return path
        case .off, .loopback:
            StandardError.write("riskd \(command): status.socket is off in \(config.path)")
            throw ExitCode(3)
        }
    }
}
