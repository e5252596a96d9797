import CIM
import Foundation
import RiskDetection
import SPL
import TestSupport
import Testing

@testable import SecurityContent

/// Real detections of splunk/security_content, October 2024.
@Suite(.enabled(if: SharedData.isPresent, "needs ../shared/escu"))
struct ESCUTests {
    static let checkout = ContentLibrary.load(directories: [
        Package.config, SharedData.content.path,
    ])

    static func compiled(_ selection: ContentSelection) -> CompiledContent {
        var configuration = Configuration()
        configuration.detections.enable = [LocatedText("BITS Job Persistence")]
        return checkout.compile(configuration: configuration, zone: .utc, selecting: selection)
    }

    @Test("all files are read without a problem")
    func loads() {
        let checkout = Self.checkout
        // The sample leaves out one table.
        let problems = checkout.problems.filter { !$0.file.contains("dynamic_dns_providers") }
        #expect(problems.isEmpty, "\(problems)")
        // Those of the sample, and three correlations that riskd ships.
        #expect(checkout.documents.count == 526)
        #expect(Set(checkout.documents.map { $0.id.lowercased() }).count == 526)
        #expect(Set(checkout.documents.map(\.name)).count == 526)
        #expect(checkout.macros.count == 191)
        #expect(checkout.deployments.count == 4)
        let types = Dictionary(grouping: checkout.documents, by: \.type).mapValues(\.count)
        #expect(types == [.ttp: 318, .anomaly: 139, .hunting: 66, .correlation: 3])
        let severities = Dictionary(grouping: checkout.documents, by: \.severity)
            .mapValues(\.count)
        print(
            "\(checkout.filesRead) files: \(checkout.documents.count) detections, "
                + "\(checkout.macros.count) macros; severities "
                + Severity.allCases.map { "\($0.rawValue) \(severities[$0] ?? 0)" }
                .joined(separator: ", "))
    }

    @Test(
        "scores and severities of well-known detections",
        arguments: [
            ("BITS Job Persistence", 56, Severity.medium),
            ("BITSAdmin Download File", 49, .medium), ("Dump LSASS via procdump", 80, .high),
            ("Deleting Shadow Copies", 81, .critical),
            ("Disabling Remote User Account Control", 42, .medium),
            ("Registry Keys Used For Persistence", 76, .high),
        ])
    func scores(_ name: String, _ score: Int, _ severity: Severity) throws {
        let document = try #require(Self.checkout.documents.first { $0.name == name })
        #expect(document.risk.riskObjects.map(\.score).allSatisfy { $0 == score })
        #expect(!document.risk.riskObjects.isEmpty)
        #expect(document.severity == severity)
    }

    @Test("the score is the risk_score of the file, where that is a whole number")
    func risk() {
        var compared = 0
        for document in Self.checkout.documents {
            guard let text = document.placeholders["risk_score"], let score = Int(text),
                let first = document.risk.riskObjects.first
            else { continue }
            compared += 1
            #expect(first.score == score, "\(document.name)")
        }
        #expect(compared > 480)
    }

    @Test("every detection calls its own filter, which is defined")
    func filters() {
        let macros = Self.checkout.macroTable(Configuration())
        for document in Self.checkout.documents {
            #expect(document.search.value.contains("`\(document.filterMacro)`"))
            #expect(macros.macro(document.filterMacro, arity: 0) != nil)
        }
    }

    @Test("every offset of every search is found in its file")
    func positions() {
        for document in Self.checkout.documents {
            let problem = document.search.problem(.error, at: document.search.value.utf8.count, "")
            #expect(problem.line > 1)
            #expect(document.search.positions?.isExact == true, "\(document.name)")
        }
    }

    @Test("all detections compile but for those that need what cannot run here")
    func compiles() {
        let content = Self.compiled(.all)
        let refused = content.report.filter { !$0.compiled }
        #expect(
            refused.map { "\($0.name): \($0.reason.split(separator: "`").dropFirst().first ?? "")" }
                == [
                    "First time seen command line argument: outputlookup",
                    "Potentially malicious code on commandline: apply",
                    "Unusually Long Command Line - MLTK: apply",
                ])
        #expect(refused.allSatisfy { $0.line > 1 && $0.column > 0 })
    }

    @Test("every technique of ESCU has tactics here")
    func techniques() {
        let all = Set(Self.checkout.documents.flatMap(\.mitreAttackID)).sorted()
        #expect(all.count == 186)
        #expect(all.filter { AttackTechniques.tactics(of: $0).isEmpty } == [])
    }

    @Test("annotations of BITS Job Persistence")
    func bits() throws {
        let document = try #require(
            Self.checkout.documents.first { $0.name == "BITS Job Persistence" })
        #expect(
            Annotations(escu: document)
                == Annotations(
                    lists: [
                        ("analytic_story", ["BITS Jobs", "Living Off The Land"]),
                        ("cis20", ["CIS 10"]),
                        (
                            "data_source",
                            [
                                "Sysmon EventID 1", "Windows Event Log Security 4688",
                                "CrowdStrike ProcessRollup2",
                            ]
                        ),
                        ("kill_chain_phases", ["Exploitation", "Installation"]),
                        ("mitre_attack", ["T1197"]), ("nist", ["DE.CM"]), ("type", ["TTP"]),
                        ("type_list", ["TTP"]),
                    ],
                    numbers: [("confidence", 80), ("impact", 70)]))
    }

    @Test("there is a row for every detection, with its data model")
    func report() {
        let content = Self.compiled(.all)
        #expect(content.report.count == 526)
        #expect(content.report.allSatisfy { $0.compiled == $0.reason.isEmpty })
        #expect(content.report.filter(\.enabled).map(\.name) == ["BITS Job Persistence"])
        let models = Dictionary(grouping: content.report, by: \.dataModel).mapValues(\.count)
        #expect(
            models == [
                "Endpoint.Processes": 393, "Endpoint.Registry": 98, "Endpoint.Filesystem": 32,
                "Risk.All_Risk": 3,
            ])
        let errors = content.problems.filter { $0.severity == .error }
        #expect(errors.allSatisfy { $0.detection == "BITS Job Persistence" })
    }
}
