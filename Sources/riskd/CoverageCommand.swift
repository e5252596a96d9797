import ArgumentParser
import CIM
import DaemonRuntime
import DetectionExport
import SecurityContent

/// `riskd coverage`: what detections need, and which of it arrives.
struct CoverageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage",
        abstract: "Show which events and fields detections need, which arrive, and what is blind.",
        discussion: """
            Reads logs as they arrive on the collector, such as those of a day, and says for each kind \
            of event how many came, and which fields that detections read never had a value. A \
            detection is blind where none of its events came.

            Exit status: 0, or 1 when a file or the content could not be read.
            """)

    @OptionGroup var chosen: ContentOptions

    @Option(
        help: ArgumentHelp(
            "A detection by name, id or pattern; may be repeated.", valueName: "name"),
        completion: DetectionNames.completion)
    var detection: [String] = []

    @OptionGroup var timezone: TimeZoneOption

    @Flag(help: "Print one JSON object.")
    var json = false

    @Argument(
        help: ArgumentHelp(
            "Log files, or directories of them; - for standard input.", valueName: "files"),
        completion: .file())
    var files: [String]

    func run() throws {
        let setup = chosen.setup(detection)
        ProblemReport.write(setup.problems, errorsOnly: true)
        if setup.hasErrors { throw ExitCode(1) }
        guard !setup.content.detections.isEmpty else {
            StandardError.write(
                "error: no detection runs: enable one in the configuration, or give --all")
            throw ExitCode(1)
        }
        let needs = CoverageNeeds(setup.content.detections)
        var arrivals = EventArrivals(needs)
        let files = try InputFiles.expand(files)
        var failures: [String] = []
        for isRaw in [false, true] where isRaw ? needs.needsRecords : needs.needsModels {
            var reader = EventReader(
                reading: timezone.reading(setup), isRaw: isRaw,
                recordBytesMax: setup.configuration.limits.recordBytes)
            reader.read(files) { event, _ in arrivals.note(event) }
            for failure in reader.failures where !failures.contains(failure.description) {
                failures.append(failure.description)
            }
        }
        let coverage = DetectionCoverage(needs, arrivals)
        var out = StandardOutput()
        if json {
            out.write(coverage.json.text)
        } else {
            let lines = CoverageTables(coverage).lines(
                width: StandardOutput.width, isColoured: StandardOutput.isTerminal)
            for line in lines { out.write(line) }
        }
        out.flush()
        for failure in failures { StandardError.write("error: \(failure)") }
        if !failures.isEmpty { throw ExitCode(1) }
    }
}
