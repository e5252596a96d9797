import ArgumentParser
import CIM
import DaemonRuntime

/// `--timezone`, the same for every command that reads files of the command line.
struct TimeZoneOption: ParsableArguments {
    @Option(
        name: .customLong("timezone"),
        help: ArgumentHelp(
            """
            The zone of times in the records that name none: an IANA name such as Europe/Vienna, or \
            a distance from UTC such as +02:00. UTC unless given, or unless the record shows another one.
            """, valueName: "zone"))
    private var given: ZoneArgument?

    /// How the records of the files are read; what is wrong with files of identities is told.
    func reading(_ setup: Setup) -> RecordReading {
        let (reading, problems) = setup.reading(ofFilesIn: given?.rules)
        ProblemReport.write(problems)
        return reading
    }
}

/// A zone on the command line.
struct ZoneArgument: ExpressibleByArgument {
    let rules: TimeZoneRules

    init?(argument: String) {
        guard let rules = TimeZoneDatabase.zone(argument) else { return nil }
        self.rules = rules
    }
}
