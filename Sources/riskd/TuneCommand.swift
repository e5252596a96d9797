import ArgumentParser
import CIM
import DaemonRuntime
import DetectionExport
import Foundation
import RiskDetection
import SecurityContent

/// `riskd tune`: an exception for what was marked as false positives, and what else it would hide.
struct TuneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract:
            "Propose an exception for rows marked as false positives, and show what it hides.",
        discussion: """
            Takes lines that replay --output rows wrote, those of false positives alone, or the notes \
            that a report exports, of which the verdicts "false positive" and "benign" count. Runs the \
            detections over the logs, and prints an exception for riskd.yaml for each of them: the columns \
            in which all marked rows agree. Says which rows it would hide besides, and how many more \
            without each column.

            Exit status: 0 proposed, 1 an error, or for some detection no exception, or no marked row \
            in the logs.
            """)

    @OptionGroup var config: ConfigurationOption

    @OptionGroup var more: ContentOption

    @Option(
        help: ArgumentHelp("The marked rows.", valueName: "file"),
        completion: .file(extensions: ["jsonl", "json", "ndjson"]))
    var marked: String

    @Option(help: ArgumentHelp("Who decides it; this user, unless given.", valueName: "name"))
    var owner: String?

    @Option(help: ArgumentHelp("Why.", valueName: "text"))
    var reason = "marked as false positives"

    @Option(help: ArgumentHelp("For how many days it holds: 1 to 3650.", valueName: "count"))
    var days = 180

    @OptionGroup var timezone: TimeZoneOption

    @Argument(
        help: ArgumentHelp("Log files, or directories of them.", valueName: "files"),
        completion: .file())
    var files: [String]

    func validate() throws {
        guard (1...3_650).contains(days) else {
            throw ValidationError("--days takes 1 to 3650")
        }
    }

    func run() throws {
        let rows: MarkedRows
        do {
            rows = try MarkedRows(file: marked)
        } catch {
            StandardError.write("riskd tune: \(error)")
            throw ExitCode(1)
        }
        guard !rows.byDetection.isEmpty else {
            StandardError.write(
                "riskd tune: \(marked) has no row that is marked as a false positive")
            throw ExitCode(1)
        }
        let setup = Setup.load(
            path: config.path(orNoneWith: more.content), extraContent: more.content,
            selecting: .named(rows.byDetection.map(\.id)))
        ProblemReport.write(setup.problems, errorsOnly: true)
        if setup.hasErrors { throw ExitCode(1) }
        var replay = Replay(
            engine: setup.replayEngine(), reading: timezone.reading(setup),
            recordBytesMax: setup.configuration.limits.recordBytes, prefilter: setup.prefilter)
        replay.read(try InputFiles.expand(files))
        let everything = Timestamp(nanoseconds: .min)...Timestamp(nanoseconds: .max)
        let firings = replay.finish(everything)
        var isComplete = true
        var unfound: [String] = []
        var out = StandardOutput()
        for (id, list) in rows.byDetection {
            guard let index = setup.content.detections.firstIndex(where: { $0.id == id }) else {
                StandardError.write("riskd tune: no detection has the id \(id)")
                isComplete = false
                continue
            }
            let detection = setup.content.detections[index]
            let builder = setup.configuration.riskBuilder
            let results = firings.filter { $0.detection == index }
                .flatMap { builder.results(of: $0, detection) }
            let proposal = ExceptionProposal(list, among: results)
            if proposal.conditions.isEmpty { isComplete = false }
            if proposal.markedFound == 0 {
                isComplete = false
                unfound.append(
                    "riskd tune: \(detection.name): none of the \(list.count) marked row(s) is found in "
                        + "these logs: give the logs that the rows are of")
            }
            for line in lines(proposal, detection, list.count, results) {
                out.write(TextTable.safe(line))
            }
        }
        out.flush()
        for line in unfound { StandardError.write(TextTable.safe(line)) }
        if rows.leftOut > 0 {
            StandardError.write("\(rows.leftOut) row(s) with another verdict were left out")
        }
        for failure in replay.failures { StandardError.write("error: \(failure.description)") }
        if !isComplete || !replay.failures.isEmpty { throw ExitCode(1) }
    }

    /// Rows that are shown of those hidden besides.
    private static let shownMax = 20

    private func lines(
        _ proposal: ExceptionProposal, _ detection: Detection, _ marked: Int,
        _ results: [ResultRow]
    ) -> [String] {
        guard !proposal.conditions.isEmpty else {
            return [
                "# \(detection.name): the \(marked) marked row(s) agree in no column that names "
                    + "something: mark fewer, those of one cause."
            ]
        }
        let others = results.count - proposal.markedFound
        var lines = [
            "# \(detection.name): hides the \(marked) marked row(s), of which these logs have "
                + "\(proposal.markedFound), and \(proposal.hidden.count) of the \(others) others."
        ]
        for (condition, more) in zip(proposal.conditions, proposal.hiddenWithout) where more > 0 {
            lines.append("# Without \(condition.column) it would hide \(more) more.")
        }
        let end = DaemonClock.wallTime().seconds + Int64(days) * 86_400
        lines += proposal.yaml(
            detection: detection.name, owner: owner ?? NSUserName(), reason: reason,
            expires: String(Timestamp(seconds: end).rfc3339.prefix(10)))
        if !proposal.hidden.isEmpty { lines.append("# It would hide as well:") }
        for place in proposal.hidden.prefix(Self.shownMax) {
            lines.append("#   " + ResultRowSchema.line(results[place]))
        }
        let rest = proposal.hidden.count - Self.shownMax
        return lines + (rest > 0 ? ["#   and \(rest) more"] : []) + [""]
    }
}
