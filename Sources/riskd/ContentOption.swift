import ArgumentParser

/// Content beside that of the configuration.
struct ContentOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "More content, laid out like a security_content checkout; may be repeated.",
            valueName: "dir"), completion: .directory)
    var content: [String] = []
}
