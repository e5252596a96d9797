import CIM
import RiskDetection
import SPL
import Testing

@testable import SecurityContent

/// Compiles documents with a compiler of searches that the tests play.
struct CompilationTests {
    static let columns = ["user", "dest", "process_name", "count"]

    static func plan(columns: [String] = columns) -> CompiledSearch {
        let scan = Scan(
            dataSet: Processes.dataSet, predicate: .all, keys: [], aggregates: [], nullFill: nil)
        return CompiledSearch(
            plan: SearchPlan(scans: [scan], root: .scan(0)), errors: [], columns: columns)
    }

    static func document(_ text: String) throws -> DetectionDocument {
        try #require(DetectionDocumentTests.read(text).0)
    }

    static func deployments(_ type: String, risk: Bool, notable: Bool) throws
        -> [DeploymentDocument]
    {
        var text = """
            type: \(type)
            scheduling:
              cron_schedule: 0 * * * *
              earliest_time: -70m@m
              latest_time: -10m@m
            alert_action:
              rba: {enabled: \(risk)}

            """
        if notable {
            text += "  notable: {rule_title: 'RBA: %name%', rule_description: '%description%'}\n"
        }
        let problems = ProblemCollector()
        let source = SourceText(file: "p.yml", text: text)
        let document = try #require(YAMLDocument(source, problems: problems))
        guard
            case .deployment(let deployment) = DeploymentDocument.read(
                document, problems: problems)
        else {
            Issue.record("\(problems.problems)")
            return []
        }
        return [deployment]
    }

    static func compile(
        _ text: String, type: String = "TTP", risk: Bool = true, notable: Bool = true,
        override: DetectionOverride? = nil, search: CompiledSearch = plan()
    ) throws -> DetectionCompiler.Result {
        let compiler = DetectionCompiler(
            deployments: try deployments(type, risk: risk, notable: notable), zone: .utc,
            compileSearch: { _, _ in search })
        var document = try document(text)
        document.app = "ESCU"
        return compiler.compile(document, override: override)
    }

    @Test("a document and its deployment become a detection")
    func detection() throws {
        let result = try Self.compile(DetectionFiles.observables)
        let detection = try #require(result.detection, "\(result.problems)")
        #expect(result.problems.isEmpty)
        #expect(detection.searchName == "ESCU - Sample One - Rule")
        #expect(detection.createsRisk)
        #expect(
            detection.notable
                == NotableAnnotation(
                    title: "RBA: Sample One", description: "It's a sample.",
                    fields: ["user", "dest"]))
        #expect(detection.severity == .low)
        #expect(detection.schedule.zone == .utc)
        #expect(detection.annotations.list("nist") == ["DE.CM"])
    }

    @Test("overrides win over the deployment")
    func overrides() throws {
        let off = DetectionOverride(
            detection: LocatedText("Sample One"), cron: LocatedText("*/5 * * * *"),
            earliest: LocatedText("-10m@m"), latest: LocatedText("-5m@m"), notable: false,
            risk: false)
        let quiet = try #require(
            try Self.compile(DetectionFiles.observables, override: off).detection)
        #expect(quiet.notable == nil)
        #expect(!quiet.createsRisk)
        let tick = Timestamp(seconds: 1_704_283_200)
        let window = quiet.schedule.window(at: tick)
        #expect(window.start == Timestamp(seconds: tick.seconds - 600))
        #expect(window.end == Timestamp(seconds: tick.seconds - 300))

        let on = DetectionOverride(
            detection: LocatedText("Sample Four"), notable: true, risk: true)
        let loud = try #require(
            try Self.compile(
                DetectionFiles.hunting, type: "Hunting", risk: false, notable: false, override: on
            ).detection)
        #expect(loud.createsRisk)
        #expect(loud.notable?.title == "Sample Four")
    }

    @Test("a finding's title is the notable's")
    func findingTitle() throws {
        let detection = try #require(try Self.compile(DetectionFiles.findings).detection)
        #expect(detection.notable?.title == "$user$ encrypts on $dest$")
    }

    @Test("columns that the search does not give are warned of, where they are named")
    func columns() throws {
        let search = Self.plan(columns: ["users", "process_name", "dest"])
        let result = try Self.compile(DetectionFiles.observables, search: search)
        #expect(result.detection != nil)
        #expect(
            result.problems.sorted().map { "\($0.severity) \($0.line):\($0.column) \($0.message)" }
                == [
                    "warning 25:12 the token $user$ is no column of the search: "
                        + "did you mean \"users\"?",
                    "warning 31:11 the risk object \"user\" is no column of the search: "
                        + "did you mean \"users\"?",
                ])
        #expect(result.problems.allSatisfy { $0.detection == "Sample One" })
    }

    @Test("an error in a search is placed in the file, through quotes and folded lines")
    func searchPlace() throws {
        let document = try Self.document(DetectionFiles.observables)
        let text = document.search.value
        let at = try #require(text.firstRange(of: "Processes.dest"))
        let offset = text.utf8.distance(from: text.startIndex, to: at.lowerBound)
        let error = SPLError(
            .syntax, "strange", range: offset..<(offset + 4), macros: ["outer", "inner"])
        let result = try Self.compile(
            DetectionFiles.observables, search: CompiledSearch(plan: nil, errors: [error]))
        let problem = try #require(result.problems.first)
        #expect(result.detection == nil)
        #expect(
            problem.description == """
                d.yml:12:21: error: strange (in macro `outer` → `inner`)
                      by Processes.user Processes.dest | `drop_dm_object_name(Processes)`'
                                        ^
                """)
    }

    @Test("a bad schedule is placed where it is written")
    func schedule() throws {
        let configuration = ConfigurationTests.read(
            """
            detections:
              overrides:
                Sample One:
                  cron: every hour
                  earliest: -5m@m
                  latest: -10m@m
            """)
        let override = try #require(configuration.configuration.detections.overrides.first)
        let result = try Self.compile(DetectionFiles.observables, override: override)
        #expect(result.detection == nil)
        #expect(result.problems.map(\.file) == ["riskd.yaml"])
        #expect(result.problems.map(\.line) == [4])
    }

    @Test("a window that ends before it starts is an error")
    func emptyWindow() throws {
        let override = DetectionOverride(
            detection: LocatedText("x"), earliest: LocatedText("-5m@m"),
            latest: LocatedText("-10m@m"))
        let result = try Self.compile(DetectionFiles.observables, override: override)
        #expect(result.detection == nil)
        #expect(
            result.problems.map(\.message) == [
                "the window from \"-5m@m\" to \"-10m@m\" is empty: its end must be later than its start"
            ])
    }

    @Test("a type without deployment is an error")
    func noDeployment() throws {
        let result = try Self.compile(DetectionFiles.observables, type: "Anomaly")
        #expect(result.detection == nil)
        #expect(
            result.problems.map(\.message) == [
                "no deployment for type TTP: add deployments/<name>.yml with \"type: TTP\""
            ])
    }
}
