import ArgumentParser
import DaemonRuntime
import SecurityContent

/// Which detections a command is about, the same for those that speak to other engines.
struct ContentOptions: ParsableArguments {
    @OptionGroup var config: ConfigurationOption

    @OptionGroup var more: ContentOption

    @Flag(help: "Every detection that compiles.")
    var all = false

    /// - Parameters:
    ///   - names: Detections that were asked for; where there are none, those that the
    ///     configuration enables.
    ///   - adjust: Changes the configuration before content is compiled with it.
    func setup(
        _ names: [String], adjust: (inout Configuration) -> Void = { _ in }
    ) -> Setup {
        let selection: ContentSelection =
            all ? .all : names.isEmpty ? .enabled : .named(names)
        return Setup.load(
            path: config.path, extraContent: more.content, selecting: selection, adjust: adjust)
    }
}
