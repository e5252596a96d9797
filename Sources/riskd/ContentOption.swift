import ArgumentParser

/// Content beside that of the configuration.
struct ContentOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "More content: a checkout of security_content, or a Splunk app; may be repeated.",
            valueName: "dir"), completion: .directory)
    var content: [String] = []
}
