import Testing

@testable import Sigma

struct LogSourceTests {
    private func sources(
        _ product: String?, _ category: String?, _ service: String?
    ) -> [RecordSource] {
        let source = LogSource(product: product, category: category, service: service)
        guard case .sources(let found) = LogSourceTable.standard.answer(source) else { return [] }
        return found
    }

    // Source: Sigma taxonomy appendix 2.1; SigmaHQ, `tests/thor.yml`.
    @Test(
        "a log source is a condition on channel and event id",
        arguments: [
            (
                "windows", "process_creation", nil,
                ["Sysmon 1", "Security 4688", "CrowdStrike FDR ProcessRollup2"]
            ),
            ("windows", "file_event", nil, ["Sysmon 11"]),
            ("windows", "file_delete", nil, ["Sysmon 23, 26"]),
            ("windows", "registry_event", nil, ["Sysmon 12, 13, 14"]),
            ("windows", "registry_set", "sysmon", ["Sysmon 13"]),
            ("windows", "ps_script", nil, ["Microsoft-Windows-PowerShell/Operational 4104"]),
            ("windows", "ps_classic_start", nil, ["Windows PowerShell 400"]),
            ("windows", nil, "security", ["Security"]),
            ("windows", nil, nil, ["any Windows event log"]),
            (
                "linux", "process_creation", nil,
                ["Sysmon for Linux 1", "CrowdStrike FDR ProcessRollup2"]
            ),
            ("linux", "file_event", nil, ["Sysmon for Linux 11"]),
            (nil, "network_connection", nil, ["Sysmon 3", "Sysmon for Linux 3"]),
            (nil, "antivirus", nil, ["Windows Defender 1006 … 1116"]),
            ("windows", "registry_set", "security", []), ("windows", "file_access", nil, []),
            ("windows", "unheard_of", nil, []), ("windows", nil, "unheard_of", []),
            ("linux", "registry_set", nil, []), ("linux", nil, "auditd", []),
            ("macos", "process_creation", nil, []), (nil, "webserver", nil, []),
            (nil, nil, "apache", []),
        ] as [(String?, String?, String?, [String])])
    func table(_ product: String?, _ category: String?, _ service: String?, _ names: [String]) {
        #expect(sources(product, category, service).map(\.name) == names)
    }

    @Test("why a log source is not read is said")
    func reasons() {
        for (source, words) in [
            (LogSource(product: "windows", category: "file_access"), "traces of the kernel"),
            (
                LogSource(product: "windows", category: "unheard_of"),
                "windows/unheard_of is not known"
            ),
            (
                LogSource(product: "windows", service: "unheard_of"),
                "windows/unheard_of is not known"
            ),
            (LogSource(product: "aws", service: "cloudtrail"), "no records of aws/cloudtrail"),
        ] {
            guard case .notRead(let reason) = LogSourceTable.standard.answer(source) else {
                Issue.record("\(source) is read")
                continue
            }
            #expect(reason.contains(words))
        }
    }

    @Test("registry categories take one kind of an event")
    func eventTypes() {
        #expect(
            sources("windows", "registry_delete", nil)[0].values
                == [
                    RecordSource.FieldValues(
                        field: "EventType", values: ["DeleteKey", "DeleteValue"])
                ])
        #expect(sources("windows", "registry_set", nil)[0].values.isEmpty)
    }

    // Source: Sigma specification 2.1, "Field Usage".
    @Test(
        "fields have the names of the record",
        arguments: [
            (0, "Image", "Image"), (0, "Provider_Name", "Name"), (0, "md5", "MD5"),
            (1, "Image", "NewProcessName"), (1, "LogonId", "SubjectLogonId"),
            (1, "CommandLine", "CommandLine"), (1, "OriginalFileName", nil),
            (2, "Image", "ImageFileName"), (2, "ParentImage", nil), (2, "Provider_Name", nil),
        ])
    func fields(_ number: Int, _ field: String, _ name: String?) {
        #expect(sources("windows", "process_creation", nil)[number].recordField(field) == name)
    }

    @Test(
        "a source answers a rule unless a field that it lacks decides",
        arguments: [
            ("s: {OriginalFileName: x}\ncondition: s", false),
            ("s: {OriginalFileName: x}\ncondition: not s", true),
            ("s: {Image: x, OriginalFileName: x}\ncondition: s", false),
            ("s: [{Image: x}, {OriginalFileName: x}]\ncondition: s", true),
            ("s: {Image: x}\nf: {Product: y}\ncondition: s and not f", true),
            ("s: {Product: null}\ncondition: s", true),
            ("s: {Product: null}\ncondition: not s", false),
            ("s: {Product|exists: true}\ncondition: s", false),
            ("s: {Image|fieldref: Product}\ncondition: s", false),
            ("s: {Image|fieldref: ParentImage}\ncondition: s", true),
            ("s: [word]\ncondition: s", true),
        ])
    func answers(_ detection: String, _ answers: Bool) throws {
        let rule = try RuleText(detection: detection).rule()
        let security = sources("windows", "process_creation", nil)[1]
        #expect(security.canAnswer(rule.condition) == answers)
    }

    @Test("a log source covers those that say more")
    func covers() {
        let windows = LogSource(product: "windows")
        let sysmon = LogSource(product: "windows", category: "file_event", service: "sysmon")
        #expect(windows.covers(sysmon) && !sysmon.covers(windows))
        #expect(!LogSource(product: "linux").covers(sysmon))
        #expect(sysmon.description == "windows/file_event/sysmon")
    }

    // Source: Sigma tags appendix 2.1.
    @Test("tags name techniques, tactics, groups and vulnerabilities")
    func tags() {
        let tags = AttackTags([
            "attack.t1059.001", "attack.T1027", "attack.credential-access", "attack.initial_access",
            "attack.g0001", "attack.s0002", "cve.2021-44228", "cve.2021.1234", "detection.dfir",
            "x",
        ])
        #expect(tags.techniques == ["T1059.001", "T1027"])
        #expect(tags.tactics == ["credential-access", "initial-access"])
        #expect(tags.others == ["G0001", "S0002"])
        #expect(tags.cves == ["CVE-2021-44228", "CVE-2021-1234"])
    }

    @Test("levels have scores that rise")
    func scores() {
        let scores = RuleLevel.allCases.map(\.score)
        #expect(scores == scores.sorted() && Set(scores).count == 5 && scores.last == 100)
    }

    @Test("whom a match is about has a field in each kind of records")
    func riskFields() {
        let all = sources("windows", "process_creation", nil).map(RiskFields.standard)
        #expect(all.allSatisfy { Set($0.entries.map(\.type)) == ["system", "user"] })
        #expect(RiskFields.nobody.contains("NT AUTHORITY\\SYSTEM"))
    }
}
