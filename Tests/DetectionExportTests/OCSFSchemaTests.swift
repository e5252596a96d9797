import CIM
import DetectionExport
import RiskDetection
import SPL
import Testing

struct OCSFSchemaTests {
    /// What the schema requires of an object, wherever it stands.
    ///
    /// Source: ocsf/ocsf-schema, `requirement` and `constraints` of the objects.
    private static let required: [String: [String]] = [
        "metadata": ["version", "product"], "finding_info": ["uid", "title"],
        "analytic": ["type_id"], "device": ["type_id"], "file": ["name", "type_id"],
        "observables": ["type_id"],
    ]
    private static let atLeastOne: [String: [String]] = [
        "process": ["pid", "uid"], "parent_process": ["pid", "uid"], "user": ["name", "uid"],
        "attacks": ["technique", "tactic", "sub_technique"], "actor": ["process", "user"],
        "evidences": ["process", "actor", "device", "file"], "product": ["name", "uid"],
    ]
    private static let integers = [
        "class_uid", "category_uid", "activity_id", "type_uid", "time", "severity_id", "pid",
        "start_time", "end_time", "status_id", "count", "risk_score", "risk_level_id", "type_id",
        "created_time", "first_seen_time", "last_seen_time",
    ]

    private func validate(_ object: [String: Any], _ path: String) {
        for (key, value) in object where key != "unmapped" {
            let place = "\(path).\(key)"
            if Self.integers.contains(key) { #expect(value is Int, "\(place)") }
            let parts = value as? [[String: Any]] ?? (value as? [String: Any]).map { [$0] } ?? []
            for part in parts {
                for name in Self.required[key] ?? [] {
                    #expect(part[name] != nil, "\(place).\(name) is required")
                }
                if let names = Self.atLeastOne[key] {
                    #expect(names.contains { part[$0] != nil }, "\(place) needs one of \(names)")
                }
                #expect(!part.isEmpty, "\(place) is empty")
                validate(part, place)
            }
        }
    }

    private static let rows: [KeyValuePairs<String, Value>] = [
        ["user": .string("ann"), "dest": .string("host1")],
        ["user": .string("unknown"), "dest": .string("null"), "process_name": .string("a.exe")],
        ["user": .multivalue(["ann", "bob"]), "process_id": .string("18446744073709551615")],
        ["dest": .string("h"), "process_guid": .string("{1}"), "parent_process_id": .string("-")],
    ]

    @Test("every record meets the requirements of class 2004", arguments: rows.indices)
    func requirements(row: Int) throws {
        let records = try RecordFixture.records(Self.rows[row]) + RecordFixture.processRow()
        for record in records {
            let finding = try RecordFixture.object(OCSFSchema.line(record))
            for key in [
                "activity_id", "category_uid", "class_uid", "type_uid", "time", "severity_id",
                "metadata", "finding_info",
            ] {
                #expect(finding[key] != nil, "\(key) is required")
            }
            #expect(finding["category_uid"] as? Int == 2)
            #expect(finding["class_uid"] as? Int == 2_004)
            let activity = try #require(finding["activity_id"] as? Int)
            #expect(finding["type_uid"] as? Int == 200_400 + activity)
            #expect((0...6).contains(try #require(finding["severity_id"] as? Int)))
            validate(finding, "finding")
        }
    }

    @Test("the row becomes evidence: process, parent, user, device, and times in milliseconds")
    func evidence() throws {
        let records = try RecordFixture.processRow()
        let finding = try RecordFixture.object(OCSFSchema.line(records[0]))
        #expect(finding["time"] as? Int == 1_704_924_000_000)
        #expect(finding["start_time"] as? Int == 1_704_920_100_000)
        #expect(finding["end_time"] as? Int == 1_704_920_401_000)
        #expect(finding["is_alert"] as? Bool == false)
        #expect(finding["risk_level_id"] as? Int == 2)
        let evidence = try #require((finding["evidences"] as? [[String: Any]])?.first)
        let process = try evidence.object("process")
        #expect(process["pid"] as? Int == 0x1a2c)
        #expect(process["uid"] as? String == "{1}")
        #expect(try process.object("parent_process")["pid"] as? Int == 17)
        #expect(try evidence.object("device")["hostname"] as? String == "host1")
        let attack = try #require(
            (try finding.object("finding_info")["attacks"] as? [[String: Any]])?.first)
        #expect(try attack.object("technique")["uid"] as? String == "T1197")
        #expect(try attack.object("tactic")["uid"] as? String == "TA0003")
        let notable = try RecordFixture.object(OCSFSchema.line(records[2]))
        #expect(notable["is_alert"] as? Bool == true)
    }

    @Test("a later revision updates the finding")
    func revision() throws {
        let finding = try RecordFixture.object(
            OCSFSchema.line(try RecordFixture.processRow(revision: 2)[0]))
        #expect(finding["activity_id"] as? Int == 2)
        #expect(finding["type_uid"] as? Int == 200_402)
    }
}
