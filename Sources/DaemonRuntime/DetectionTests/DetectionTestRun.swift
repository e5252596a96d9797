import CIM
import RiskDetection
import SPL
import SecurityContent

/// Runs the tests that detection files bring along, over the recordings that are there.
///
/// As upstream does, a detection is one search over all time of its recordings, whatever its
/// schedule; ``AcceptanceCriterion`` says what passes. Tests over the same recordings share one
/// reading of them.
package struct DetectionTestRun {
    private let setup: Setup
    private let directories: RecordingDirectories
    private let runsEveryStatus: Bool

    /// What is read once.
    private struct Reading: Hashable {
        let paths: [String]
        let formats: [RecordFormat]
        let sourcetypes: [String]
    }

    /// A test that has its recordings.
    private struct Job {
        /// Its place among the outcomes.
        let place: Int
        let detection: Detection
        let expected: ExpectedRows?
        /// Whether any row passes.
        let isOfRule: Bool
    }

    /// - Parameters:
    ///   - setup: With every detection that is to be tested.
    ///   - runsEveryStatus: Whether detections that are not in production are tested too.
    package init(_ setup: Setup, _ directories: RecordingDirectories, runsEveryStatus: Bool) {
        self.setup = setup
        self.directories = directories
        self.runsEveryStatus = runsEveryStatus
    }

    /// One outcome for each test, by the name of the detection and then in the order of its file.
    ///
    /// - Parameter progress: Called with the number of tests that are done, and of all tests.
    package func outcomes(_ progress: (Int, Int) -> Void = { _, _ in }) -> [TestOutcome] {
        let detections = Dictionary(
            setup.content.detections.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var outcomes: [TestOutcome] = []
        var jobs: [Reading: [Job]] = [:]
        var order: [Reading] = []
        for row in setup.content.report {
            for test in row.tests {
                var outcome = TestOutcome(
                    detection: row.name, file: row.file, dataModel: row.dataModel,
                    test: test.name, result: .notRun, reason: "")
                if let reason = reasonNotToRun(row, test) ?? reasonNotToRun(test) {
                    outcome.reason = reason
                    if case .experimental = test.obstacle { outcome.isExperimental = true }
                } else if let detection = detections[row.id] {
                    switch reading(of: test) {
                    case .failure(let missing):
                        outcome.result = .noData
                        outcome.reason = missing.reason
                    case .success(let reading):
                        if jobs[reading] == nil { order.append(reading) }
                        jobs[reading, default: []].append(
                            Job(
                                place: outcomes.count, detection: detection,
                                expected: test.expected, isOfRule: test.isOfRule))
                    }
                }
                outcomes.append(outcome)
            }
        }
        var done = outcomes.count - jobs.values.map(\.count).reduce(0, +)
        for reading in order {
            let jobs = jobs[reading] ?? []
            run(jobs, over: reading, into: &outcomes)
            done += jobs.count
            progress(done, outcomes.count)
        }
        return outcomes
    }

    /// Source: contentctl tests what is in production and can be tested by a program.
    private func reasonNotToRun(_ row: CoverageRow, _ test: DetectionTest) -> String? {
        if !row.compiled { return "does not compile: \(row.reason)" }
        if row.type == .correlation { return "a Correlation needs risk events of others" }
        if let reason = row.manualTest { return "manual test: \(reason)" }
        if row.status != "production", !runsEveryStatus, !test.isOfRule {
            return "its status is \(row.status)"
        }
        return nil
    }

    /// Source: contentctl-ng: an experimental test "will not be run 'by default'".
    private func reasonNotToRun(_ test: DetectionTest) -> String? {
        switch test.obstacle {
        case nil: return nil
        case .unreadable(let reason): return reason
        case .experimental(let reason):
            if runsEveryStatus, !test.recordings.isEmpty { return nil }
            return "experimental test" + (reason.isEmpty ? "" : ": \(reason)")
        }
    }

    private struct Missing: Error {
        let reason: String
    }

    private func reading(of test: DetectionTest) -> Result<Reading, Missing> {
        var paths: [String] = []
        for recording in test.recordings {
            switch directories.place(of: recording.location.value) {
            case .file(let path): paths.append(path)
            case .missing(let reason): return .failure(Missing(reason: reason))
            }
        }
        return .success(
            Reading(
                paths: paths, formats: test.recordings.map(Self.format),
                sourcetypes: test.recordings.map(\.sourcetype)))
    }

    /// What the sourcetype says of the shape: Splunk reads nothing else out of it. Of others each
    /// record is looked at.
    private static func format(of recording: DetectionTest.Recording) -> RecordFormat {
        let sourcetype = recording.sourcetype.lowercased()
        if sourcetype.hasPrefix("xmlwineventlog") || sourcetype == "sysmon:linux" {
            return .windowsXML
        }
        return sourcetype.hasPrefix("crowdstrike:events:sensor") ? .falconJSON : .automatic
    }

    private func run(_ jobs: [Job], over reading: Reading, into outcomes: inout [TestOutcome]) {
        let limits = setup.configuration.limits
        let engine = DetectionEngine(
            detections: jobs.map { job in
                var detection = job.detection
                detection.schedule = .tiling(zone: detection.schedule.zone)
                return detection
            },
            limits: Limits(
                groupsPerPane: limits.groupsPerWindow, valuesPerGroup: limits.valuesPerGroup))
        var replay = Replay(
            engine: engine, profile: setup.configuration.profile,
            recordBytesMax: limits.recordBytes)
        for (path, format) in zip(reading.paths, reading.formats) {
            replay.read([path], as: format)
        }
        for (job, firing) in zip(jobs, replay.searchAllTime()) {
            outcomes[job.place].rows = firing.rows.count
            if let failure = replay.failures.first {
                outcomes[job.place].result = .failed
                outcomes[job.place].reason = failure.description
                continue
            }
            switch Self.verdict(of: firing, job) {
            case .passed:
                outcomes[job.place].result = .passed
                outcomes[job.place].reason = reading.paths.joined(separator: ", ")
            case .failed(let reason):
                outcomes[job.place].result = .failed
                outcomes[job.place].reason = "\(reason); \(Self.summary(of: replay, reading))"
            }
        }
    }

    /// A test that says how many rows there are to be finds so many; those that are there have to be
    /// complete as well.
    private static func verdict(of firing: Firing, _ job: Job) -> AcceptanceCriterion.Verdict {
        if let expected = job.expected {
            if let objection = expected.objection(to: firing.rows.count) {
                return .failed(objection)
            }
            if firing.rows.isEmpty { return .passed }
        }
        if job.isOfRule, !firing.rows.isEmpty { return .passed }
        return AcceptanceCriterion(job.detection.risk)
            .verdict(of: firing.rows.map(\.row), columns: firing.columns)
    }

    /// What was read, for a reader who wonders why nothing was found.
    private static func summary(of replay: Replay, _ reading: Reading) -> String {
        let detector = replay.detector
        let sourcetypes = reading.sourcetypes.filter { !$0.isEmpty }
        // Recorded events of a rule come without a sourcetype, and are no events of a data model.
        return "\(detector.events) of \(detector.records) record(s) are events"
            + (sourcetypes.isEmpty
                ? ": " : " of a data model (sourcetype \(sourcetypes.joined(separator: ", "))): ")
            + reading.paths.joined(separator: ", ")
    }
}
