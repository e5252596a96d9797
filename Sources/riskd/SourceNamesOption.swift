import ArgumentParser
import CIM

/// `--index`, `--source` and `--sourcetype`: what searches over whole records find the logs of the
/// command line by.
struct SourceNamesOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The index that raw searches find the logs in; main unless given.", valueName: "name"))
    var index: String?

    @Option(
        help: ArgumentHelp(
            """
            What raw searches call the source; XmlWinEventLog: and the channel of the record unless \
            given.
            """, valueName: "name"))
    var source: String?

    @Option(
        help: ArgumentHelp(
            "What raw searches call the kind of source; XmlWinEventLog unless given.",
            valueName: "name"))
    var sourcetype: String?

    /// Of every file; nil where the records decide.
    var names: RawSource? {
        guard index != nil || source != nil || sourcetype != nil else { return nil }
        var names = RawSource(source: source, sourcetype: sourcetype)
        if let index { names.index = index }
        return names
    }
}
