import RiskDetection
import Testing

@testable import SecurityContent

struct DetectionDocumentTests {
    static func read(_ text: String) -> (DetectionDocument?, [ContentProblem]) {
        let problems = ProblemCollector()
        let source = SourceText(file: "d.yml", text: text)
        guard let document = YAMLDocument(source, problems: problems),
            case .detection(let detection) = DetectionDocument.read(document, problems: problems)
        else { return (nil, problems.problems) }
        return (detection, problems.problems)
    }

    @Test("the generation with observables")
    func observables() throws {
        let (document, problems) = Self.read(DetectionFiles.observables)
        var detection = try #require(document, "\(problems)")
        #expect(problems.isEmpty)
        #expect(detection.generation == .observables)
        #expect(detection.searchName == "Sample One")
        detection.app = "ESCU"
        #expect(detection.searchName == "ESCU - Sample One - Rule")
        #expect(detection.filterMacro == "sample_one_filter")
        #expect(detection.version == "3")
        #expect(detection.date == "2024-09-30")
        #expect(detection.description == "It's a sample.")
        #expect([detection.confidence, detection.impact] == [50, 45])
        #expect(
            detection.risk
                == RiskAnnotation(
                    message: "$user$ did it on $dest$",
                    riskObjects: [
                        RiskObjectField(field: "user", type: "user", score: 22),
                        RiskObjectField(field: "dest", type: "system", score: 22),
                    ],
                    threatObjects: [ThreatObjectField(field: "process_name", type: "process")]))
        #expect(detection.severity == .low)
        #expect(
            detection.drilldowns == [
                Drilldown(
                    name: "Rows for $user$",
                    search: detection.search.value + " | search user=$user$",
                    earliestOffset: "-7d", latestOffset: "now")
            ])
        #expect(
            Annotations(escu: detection)
                == Annotations(
                    lists: [
                        ("analytic_story", ["Story B", "Story A"]), ("cis20", ["CIS 10"]),
                        ("data_source", ["Sysmon EventID 1"]),
                        ("kill_chain_phases", ["Exploitation", "Installation"]),
                        ("mitre_attack", ["T1197", "T1059.001"]), ("nist", ["DE.CM"]),
                        ("type", ["TTP"]), ("type_list", ["TTP"]),
                    ],
                    numbers: [("confidence", 50), ("impact", 45)]))
    }

    @Test("the generation with rba: objects sorted, the highest score decides")
    func rba() throws {
        let (document, problems) = Self.read(DetectionFiles.rba)
        let detection = try #require(document, "\(problems)")
        #expect(problems.isEmpty)
        #expect(detection.generation == .riskBasedAlerting)
        #expect(
            detection.risk
                == RiskAnnotation(
                    message: "$dest$ looks odd",
                    riskObjects: [
                        RiskObjectField(field: "dest", type: "system", score: 64),
                        RiskObjectField(field: "user", type: "user", score: 30),
                    ],
                    threatObjects: [
                        ThreatObjectField(
                            field: "parent_process_name", type: "parent_process_name"),
                        ThreatObjectField(field: "process_name", type: "process_name"),
                    ]))
        #expect(detection.severity == .high)
        #expect(
            Annotations(escu: detection)
                == Annotations(lists: [
                    ("analytic_story", ["Story A"]), ("cis20", ["CIS 13"]),
                    ("cve", ["CVE-2024-0001"]), ("kill_chain_phases", ["Exploitation"]),
                    ("mitre_attack", ["T1003"]), ("nist", ["DE.AE"]), ("type", ["Anomaly"]),
                    ("type_list", ["Anomaly"]),
                ]))
    }

    @Test("the generation with findings: the entity first, each with its message")
    func findings() throws {
        let (document, problems) = Self.read(DetectionFiles.findings)
        let detection = try #require(document, "\(problems)")
        #expect(problems.isEmpty)
        #expect(detection.generation == .findings)
        #expect(detection.date == "2025-10-02")
        #expect(detection.findingTitle == "$user$ encrypts on $dest$")
        #expect(
            detection.risk.riskObjects == [
                RiskObjectField(
                    field: "user", type: "user", score: 90, message: "$user$ encrypts on $dest$"),
                RiskObjectField(
                    field: "dest", type: "system", score: 40, message: "$dest$ is encrypted"),
            ])
        #expect(detection.severity == .critical)
        #expect(
            Annotations(escu: detection).list("kill_chain_phases") == ["Actions on Objectives"])
    }

    @Test("a hunting detection needs no risk block, and is of high severity")
    func hunting() throws {
        let (document, problems) = Self.read(DetectionFiles.hunting)
        let detection = try #require(document, "\(problems)")
        #expect(problems.isEmpty)
        #expect(detection.generation == .none)
        #expect(detection.severity == .high)
        #expect(detection.status == "production")
        #expect(detection.version == "1")
    }

    @Test(
        "observables become risk and threat objects by role and type",
        arguments: [
            ("Victim", "User", "risk user"), ("Victim", "username", "risk user"),
            ("Victim", "Email Address", "risk user"), ("Victim", "User Name", "risk other"),
            ("Victim", "Email", "risk other"), ("Victim", "Hostname", "risk system"),
            ("Victim", "Endpoint", "risk system"), ("Victim", "Device", "risk system"),
            ("Victim", "IP Address", "risk system"), ("Victim", "Process", "risk other"),
            ("Victim", "File Name", "risk other"), ("Attacker", "Process", "threat process"),
            ("Attacker", "Process Name", "threat process"),
            ("Attacker", "File", "threat file_name"), ("Attacker", "File Hash", "threat file_name"),
            ("Attacker", "File Name", "threat file_name"),
            ("Attacker", "IP Address", "threat ip_address"), ("Attacker", "URL", "threat url"),
            ("Attacker", "URL String", "threat url"), ("Attacker", "User", "threat user"),
            ("Attacker", "Other", "threat other"),
            ("Attacker", "Registry Key", "threat registry key"),
            ("Target", "User", "risk other"), ("Parent Process", "Process", "risk other"),
        ])
    func observable(_ role: String, _ type: String, _ expected: String) throws {
        let (document, _) = Self.read(
            """
            name: S
            id: i
            type: TTP
            search: s
            tags:
              confidence: 80
              impact: 70
              message: m
              observable:
              - {name: f, type: \(type), role: [\(role)]}
            """)
        let risk = try #require(document).risk
        let found =
            risk.riskObjects.map { "risk \($0.type)" }
            + risk.threatObjects.map { "threat \($0.type)" }
        #expect(found == [expected])
    }

    @Test(
        "the score is rounded half to even",
        arguments: [
            (80, 70, 56), (50, 45, 22), (50, 55, 28), (50, 1, 0), (50, 3, 2), (100, 100, 100),
            (0, 100, 0), (99, 99, 98), (51, 1, 1), (70, 65, 46), (90, 35, 32), (30, 15, 4),
        ])
    func score(_ confidence: Int, _ impact: Int, _ expected: Int) {
        #expect(RiskScore.score(confidence: confidence, impact: impact) == expected)
    }

    @Test("all problems of a file are found at once, each at its place")
    func allProblems() {
        let (document, problems) = Self.read(
            """
            name: ''
            type: Anomoly
            search: [a]
            tags:
              confidence: 180
              message: m
              observable:
              - type: User
                role: [Victim]
            """)
        #expect(document == nil)
        #expect(
            problems.sorted().map { "\($0.line):\($0.column) \($0.message)" } == [
                "1:1 id is missing: add \"id: <UUID>\", and never change it",
                "1:7 name is empty: add \"name: <name of the detection>\"",
                "2:7 unknown type \"Anomoly\": did you mean \"Anomaly\"?",
                "3:9 search is a list: write a single value",
                "5:3 tags.impact is missing: add \"impact: <0 to 100>\", the score needs it",
                "5:15 tags.confidence is \"180\": write a whole number from 0 to 100",
                "8:5 tags.observable[1].name is missing: write the column of the result",
            ])
    }

    @Test("unknown risk object types and missing scores are problems")
    func rbaProblems() {
        let (document, problems) = Self.read(
            """
            name: S
            id: i
            type: TTP
            search: s
            rba:
              messag: m
              risk_objects:
              - {field: user, type: person, score: 4}
              - {field: dest, type: system}
            """)
        #expect(document == nil)
        #expect(
            problems.sorted().map { "\($0.severity) \($0.line):\($0.column)" } == [
                "error 6:3", "warning 6:3", "error 8:25", "error 9:5",
            ])
    }

    @Test("what is odd but harmless is a warning")
    func warnings() {
        let (document, problems) = Self.read(
            """
            name: S
            id: i
            type: TTP
            date: 30.9.2024
            search: s
            """)
        #expect(document != nil)
        #expect(problems.map(\.severity) == [.warning, .warning])
        #expect(problems.sorted().map(\.line) == [3, 4])
    }

    @Test("baselines are no detections")
    func baseline() throws {
        let problems = ProblemCollector()
        let source = SourceText(file: "b.yml", text: "name: B\ntype: Baseline\n")
        let document = try #require(YAMLDocument(source, problems: problems))
        guard case .notDetection = DetectionDocument.read(document, problems: problems) else {
            Issue.record("read as a detection")
            return
        }
        #expect(problems.problems.isEmpty)
    }

    @Test(
        "the filter macro is named after the detection",
        arguments: [
            ("BITS Job Persistence", "bits_job_persistence_filter"),
            (
                "Windows Alternate DataStream - Process Execution",
                "windows_alternate_datastream___process_execution_filter"
            ),
            ("Log4Shell CVE-2021-44228 a/b v1.2", "log4shell_cve_2021_44228_a_b_v1_2_filter"),
        ])
    func filterMacro(_ name: String, _ macro: String) {
        #expect(DetectionDocument.filterMacro(of: name) == macro)
    }

    @Test(
        "placeholders are resolved against the file, then its tags",
        arguments: [
            ("%name%", "Sample One", []), ("RBA: %name% (%type%)", "RBA: Sample One (TTP)", []),
            ("%asset_type%/%analytic_story%", "Endpoint/Story B, Story A", []),
            ("100% of %name%", "100% of Sample One", []),
            (
                "%nobody% %name%", "%nobody% Sample One",
                ["nobody"]
            ), ("%", "%", []), ("%%name%%", "%Sample One%", []), ("", "", []),
        ])
    func placeholders(_ text: String, _ expected: String, _ unknown: [String]) throws {
        let detection = try #require(Self.read(DetectionFiles.observables).0)
        let resolved = detection.resolvePlaceholders(text)
        #expect(resolved.text == expected)
        #expect(resolved.unknown == unknown)
    }

    @Test(
        "tokens of a message",
        arguments: [
            ("$user$ on $dest$", ["user", "dest"]), ("costs $5 for $user$", ["user"]),
            ("a$b.c$d$", ["d"]), ("$$user$", ["user"]), ("$", []), ("$a b$", []), ("$a$b$", ["a"]),
        ])
    func tokens(_ text: String, _ names: [String]) {
        #expect(MessageTokens.find(in: text).map(\.name) == names)
    }

    @Test(
        "kill chain phases follow from the tactics of the techniques",
        arguments: [
            ("T1197", ["Exploitation", "Installation"]), ("T1003.001", ["Exploitation"]),
            ("T1595", ["Reconnaissance"]), ("T1588.002", ["Weaponization"]),
            ("T1566.001", ["Delivery"]), ("T1059", ["Installation"]),
            ("T1105", ["Command and Control"]), ("T1486", ["Actions on Objectives"]),
            ("T1133", ["Delivery", "Installation"]), ("T9999", []), ("", []),
        ])
    func phases(_ technique: String, _ phases: [String]) {
        #expect(
            Set(AttackTechniques.tactics(of: technique).map(\.killChainPhase)).sorted() == phases)
    }
}
