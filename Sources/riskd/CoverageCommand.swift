import ArgumentParser
import CIM
import DaemonRuntime
import DetectionExport
import Foundation
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

            What could not be read is told on standard error.

            Exit status: 0, or 1 when a file, the content or every record could not be read.
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
        var readings: [Reading] = []
        for isRaw in [false, true] where isRaw ? needs.needsRecords : needs.needsModels {
            var reader = EventReader(
                reading: timezone.reading(setup), isRaw: isRaw,
                recordBytesMax: setup.configuration.limits.recordBytes)
            reader.read(files) { event, _ in arrivals.note(event) }
            for failure in reader.failures where !failures.contains(failure.description) {
                failures.append(failure.description)
            }
            readings.append(Reading(isRaw: isRaw, records: reader.records, skips: reader.skips))
        }
        let coverage = DetectionCoverage(needs, arrivals)
        var out = StandardOutput()
        if json {
            out.write(json(coverage, readings).text)
        } else {
            let lines = CoverageTables(coverage).lines(
                width: StandardOutput.width, isColoured: StandardOutput.isTerminal)
            for line in lines { out.write(line) }
        }
        out.flush()
        for line in Self.skipped(readings) { StandardError.write(TextTable.safe(line)) }
        for failure in failures { StandardError.write(TextTable.safe("error: \(failure)")) }
        let isBlind = failures.isEmpty && Self.isBlind(readings, files)
        if isBlind { StandardError.write("error: no record could be read") }
        if !failures.isEmpty || isBlind { throw ExitCode(1) }
    }

    // MARK: - What could not be read

    /// What came of reading the files for data models, or for raw searches.
    private struct Reading {
        let isRaw: Bool
        let records: Int
        let skips: SkipLog
    }

    /// As `replay` says it; what both ways of reading say alike once.
    private static func skipped(_ readings: [Reading]) -> [String] {
        var lines: [String] = []
        for reading in readings {
            let more =
                ReplaySummary.reasons(reading.skips).map { "skipped " + $0 }
                + reading.skips.foreignLines
            for line in more where !lines.contains(line) {
                let isSecond = reading.isRaw && readings.count > 1
                lines.append(isSecond ? "for raw searches: " + line : line)
            }
        }
        return lines
    }

    /// Whether there was something to read, and none of it could be read.
    private static func isBlind(_ readings: [Reading], _ files: [String]) -> Bool {
        guard !readings.isEmpty, readings.allSatisfy({ $0.records <= $0.skips.total }) else {
            return false
        }
        if readings.contains(where: { $0.records > 0 }) { return true }
        return files.contains { file in
            let size = try? FileManager.default.attributesOfItem(atPath: file)[.size] as? UInt64
            return size ?? 0 > 0
        }
    }

    private func json(_ coverage: DetectionCoverage, _ readings: [Reading]) -> JSONValue {
        guard case .object(let members) = coverage.json else { return coverage.json }
        let skipped = readings.flatMap { reading in
            reading.skips.reasons.map { reason in
                JSONValue.object([
                    ("read_for", .string(reading.isRaw ? "raw searches" : "data models")),
                    ("reason", .string(reason.rawValue)),
                    ("records", .integer(reading.skips.counts[reason] ?? 0)),
                ])
            }
        }
        return .object(members + [("skipped", .array(skipped))])
    }
}
