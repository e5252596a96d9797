import DetectionExport
import RiskDetection
import SPL
import Testing

struct ECSSchemaTests {
    @Test("a risk event is an alert with rule, threat, process, host and user")
    func alert() throws {
        let alert = try RecordFixture.object(ECSSchema.line(try RecordFixture.processRow()[0]))
        #expect(alert["@timestamp"] as? String == "2024-01-10T22:00:00.000Z")
        #expect(try alert.object("ecs")["version"] as? String == ECSSchema.version)
        let event = try alert.object("event")
        #expect(event["kind"] as? String == "alert")
        #expect(event["category"] as? [String] == ["process"])
        #expect(event["start"] as? String == "2024-01-10T20:55:00.000Z")
        #expect(event["end"] as? String == "2024-01-10T21:00:01.000Z")
        #expect(event["risk_score"] as? Double == 56)
        #expect(event["severity"] as? Int == 3)
        #expect(try alert.object("rule")["name"] as? String == "Fixture")
        let threat = try alert.object("threat")
        #expect(try threat.object("technique")["id"] as? [String] == ["T1197"])
        #expect(try threat.object("tactic")["id"] as? [String] == ["TA0003", "TA0005"])
        let process = try alert.object("process")
        // `process.pid` is a long in ECS; Windows logs it in hexadecimal.
        #expect(process["pid"] as? Int == 0x1a2c)
        #expect(process["executable"] as? String == "C:\\Temp\\a.exe")
        #expect(try process.object("hash")["sha256"] as? String == "4567")
        #expect(process["pe"] == nil, "unknown is no name")
        let user = try alert.object("user")
        #expect(user["name"] as? String == "ann")
        #expect(user["domain"] as? String == "CORP")
        #expect(try user.object("risk")["static_score"] as? Double == 56)
        #expect(try alert.object("host")["hostname"] as? String == "host1")
    }

    @Test("a Falcon id, which is no number of the system, is the entity's")
    func sensor() throws {
        let record = try RecordFixture.records([
            "user": .string("ann"), "process_id": .string("41903355188"),
        ])[0]
        let process = try RecordFixture.object(ECSSchema.line(record)).object("process")
        #expect(process["pid"] == nil)
        #expect(process["entity_id"] as? String == "41903355188")
    }
}
