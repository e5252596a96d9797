import ArgumentParser
import DaemonRuntime
import Foundation

/// `--config`, the same for every command.
struct ConfigurationOption: ParsableArguments {
    /// Where a checkout of riskd has its configuration.
    private static let checkoutPath = "config/riskd.yaml"

    /// Where an unpacked tarball has its own: `bin/riskd` stands beside `share/riskd/riskd.yaml`.
    private static var bundledPath: String {
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return program.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "share/riskd/riskd.yaml").path
    }

    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            """
            The configuration file. (default: \(Setup.defaultPath); where that does not exist, \
            \(checkoutPath) of the working directory, or that of the tarball the program is in)
            """, valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    private var given: String?

    var path: String {
        let known = [Setup.defaultPath, Self.checkoutPath, Self.bundledPath]
        return given ?? known.first { FileManager.default.fileExists(atPath: $0) }
            ?? Setup.defaultPath
    }

    /// The directory of the content that comes with riskd.
    static var contentDirectory: String? {
        [Setup.defaultPath, bundledPath, checkoutPath]
            .map { URL(filePath: $0).standardizedFileURL.deletingLastPathComponent().path }
            .first { FileManager.default.fileExists(atPath: $0 + "/detections") }
    }

    /// For commands that do with content alone: nil, which stands for the defaults, where content
    /// is given and a configuration neither given nor there.
    func path(orNoneWith content: [String]) -> String? {
        let isThere = FileManager.default.fileExists(atPath: path)
        return given == nil && !isThere && !content.isEmpty ? nil : path
    }
}
