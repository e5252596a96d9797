import ArgumentParser
import CIM
import DaemonRuntime
import DetectionExport
import Foundation
import RiskDetection
import SecurityContent

/// `riskd parity`: the same detections over the same logs, by riskd and by another engine.
struct ParityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parity",
        abstract: "Compare what riskd finds in log files with what another engine finds.",
        discussion: """
            Runs every detection that can be exported over the files, in riskd and in the engine, \
            and compares all rows of all windows.

            duckdb and clickhouse need the Python packages duckdb and chdb; --python names a \
            Python that has them, and scripts/engines makes one.

            Exit status: 0 equal, 1 a difference or an error, 77 the engine is not installed.
            """)

    enum Engine: String, ExpressibleByArgument, CaseIterable {
        case duckdb, clickhouse
    }

    @OptionGroup var config: ConfigurationOption

    @Option(help: "duckdb or clickhouse.")
    var engine: Engine

    @Option(
        help: ArgumentHelp(
            "More content, laid out like a security_content checkout; may be repeated.",
            valueName: "dir"), completion: .directory)
    var content: [String] = []

    @Flag(help: "Every detection that compiles.")
    var all = false

    @Option(
        help: ArgumentHelp(
            "A detection by name, id or pattern; may be repeated.", valueName: "name"))
    var detection: [String] = []

    @Option(help: "How raw fields become CIM fields: splunk or direct.")
    var profile: Profile?

    @Option(help: ArgumentHelp("The Python to run the engine with.", valueName: "path"))
    var python = "python3"

    @Option(
        name: .customLong("input"), parsing: .upToNextOption,
        help: ArgumentHelp("Log files.", valueName: "files"), completion: .file())
    var files: [String]

    func run() throws {
        let setup = Setup.load(
            path: config.path, extraContent: content, selecting: selection
        ) { configuration in
            if let profile { configuration.profile = profile }
        }
        ProblemReport.write(setup.problems, errorsOnly: true)
        if setup.hasErrors { throw ExitCode(1) }
        let directory = NSTemporaryDirectory() + "/riskd-parity-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }  // only a scratch folder
        do {
            try run(setup, in: directory)
        } catch let failure as EngineRun.Failure {
            StandardError.write(failure.description)
            if case .missing = failure { throw ExitCode(77) }
            throw ExitCode(1)
        }
    }

    private var selection: ContentSelection {
        if all { return .all }
        return detection.isEmpty ? .enabled : .named(detection)
    }

    private var dialect: EngineDialect {
        switch engine {
        case .duckdb: .duckdb
        case .clickhouse: .clickhouse
        }
    }

    private var driver: String {
        switch engine {
        case .duckdb: EngineDriver.duckdb
        case .clickhouse: EngineDriver.clickhouse
        }
    }

    private func run(_ setup: Setup, in directory: String) throws {
        let plan = ParityPlan(setup.content.detections, dialect)
        let started = Date()
        let events = directory + "/events.ndjson"
        let corpus = try ParityCorpus(
            files: files, engine: setup.engine,
            reader: EventReader(
                profile: setup.configuration.profile,
                recordBytesMax: setup.configuration.limits.recordBytes), eventsPath: events)
        for failure in corpus.reader.failures {
            StandardError.write("error: \(failure.description)")
        }
        let seconds = Date().timeIntervalSince(started)
        let driverPath = directory + "/driver.py"
        try Data(driver.utf8).write(to: URL(fileURLWithPath: driverPath))
        let result = try EngineRun(directory: directory).run(
            setup: plan.setup(events: events, corpus.windows), queries: plan.queries,
            command: [python, driverPath])
        let report = ParityReport(plan, corpus, result)
        for line in report.lines { StandardError.write(line) }
        StandardError.write(
            "\(result.version): \(report.summary), riskd "
                + "\((seconds * 100).rounded() / 100) s with reading, the engine "
                + "\((result.seconds * 100).rounded() / 100) s with loading")
        if !report.isEqual || !corpus.reader.failures.isEmpty { throw ExitCode(1) }
    }
}
