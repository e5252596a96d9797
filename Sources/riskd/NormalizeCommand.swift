import ArgumentParser
import CIM
import DaemonRuntime
import DetectionExport
import Foundation
import SecurityContent

/// `riskd normalize`: the events in files, as CIM JSON.
struct NormalizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "normalize",
        abstract: "Print the events in log files as CIM JSON, one object a line.",
        discussion: """
            What riskd's detections look at, for other engines to read. Each object has `_time` \
            (epoch seconds), `_time_ms`, `_time_ns`, `_data_set`, `_collector`, `_sequence`, and \
            the fields of the data set that are not null.

            With --raw, the fields of the Windows records themselves and those that Splunk's add-ons \
            calculate, as a search over whole records sees them; several values of a field are a list.

            Exit status: 0, or 1 when a file could not be read.
            """)

    @OptionGroup var config: ConfigurationOption

    @Option(help: "How raw fields become CIM fields: splunk or direct.")
    var profile: Profile?

    @OptionGroup var timezone: TimeZoneOption

    @Option(
        help: ArgumentHelp(
            "Only events of this data set, such as Endpoint.Processes; may be repeated.",
            valueName: "name"))
    var dataSet: [String] = []

    @Flag(help: "Print the fields of Windows records as a search over whole records sees them.")
    var raw = false

    @Option(
        help: ArgumentHelp(
            "What the events say of where they come from.", valueName: "name"))
    var collector: String = ProcessInfo.processInfo.hostName

    @Argument(
        help: ArgumentHelp(
            "Log files, or directories of them; - for standard input.", valueName: "files"),
        completion: .file())
    var files: [String]

    func validate() throws {
        if raw, !dataSet.isEmpty || profile != nil {
            throw ValidationError(
                "--raw has no data sets and no profiles: leave out --data-set and --profile")
        }
        let known = DataModel.all.map(\.qualifiedName)
        for name in dataSet where !known.contains(name) {
            throw ValidationError(
                "there is no data set \"\(name)\"; there is \(known.joined(separator: ", "))")
        }
    }

    func run() throws {
        let setup = Setup.load(path: config.path, selecting: .named([])) { configuration in
            if let profile { configuration.profile = profile }
        }
        ProblemReport.write(setup.problems, errorsOnly: true)
        if setup.hasErrors { throw ExitCode(1) }
        let wanted = Set(dataSet)
        var reader = EventReader(
            reading: timezone.reading(setup), isRaw: raw,
            recordBytesMax: setup.configuration.limits.recordBytes)
        var out = StandardOutput()
        // What follows a log by a pipe gets its events when they are there.
        reader.read(try InputFiles.expand(files), pause: { out.flush() }) { event, number in
            guard wanted.isEmpty || wanted.contains(event.dataSet.qualifiedName) else { return }
            out.write(
                String(
                    decoding: EventSchema.line(event, collector: collector, sequence: number),
                    as: UTF8.self))
        }
        out.flush()
        for failure in reader.failures { StandardError.write("error: \(failure.description)") }
        for reason in reader.skips.reasons {
            let count = reader.skips.counts[reason] ?? 0
            StandardError.write("skipped \(count) record(s): \(reason.rawValue)")
        }
        for line in reader.skips.foreignLines { StandardError.write(line) }
        for line in ReplaySummary.envelopes(reader.envelopes) { StandardError.write(line) }
        if !reader.failures.isEmpty { throw ExitCode(1) }
    }
}
