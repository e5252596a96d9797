import CIM
import Foundation
import RiskDetection
import SPL
import TestSupport
import Testing

/// Records made of rows that a test writes down.
enum RecordFixture {
    /// Two risk events and a notable of each row, if it has `user` and `dest`.
    static func records(
        _ cells: KeyValuePairs<String, Value>, revision: Int = 1
    ) throws -> [OutputRecord] {
        let detection = try Detection.fixture(
            "| tstats count from datamodel=Endpoint.Processes by Processes.dest")
        let firing = Firing(
            detection: 0,
            window: detection.schedule.window(at: Timestamp(seconds: 1_704_924_000)),
            isAmendment: revision > 1, columns: cells.map(\.key),
            rows: [
                FiredRow(
                    row: Row(cells: cells.map(\.value), identity: [1]), index: 0,
                    revision: revision)
            ])
        var builder = RiskBuilder()
        return builder.records(of: firing, detection)
    }

    /// A process creation as Sysmon tells it.
    static func processRow(revision: Int = 1) throws -> [OutputRecord] {
        try records(
            [
                "dest": .string("host1"), "user": .string("CORP\\ann"), "count": .integer(2),
                "process_name": .string("a.exe"), "process": .string("a.exe -x \"y\""),
                "process_path": .string("C:\\Temp\\a.exe"), "process_id": .string("0x1a2c"),
                "process_guid": .string("{1}"), "parent_process_name": .string("cmd.exe"),
                "parent_process_id": .string("17"), "parent_process_guid": .string("null"),
                "process_hash": .string("MD5=0123,SHA256=4567,IMPHASH=89"),
                "original_file_name": .string("unknown"),
                "firstTime": .string("2024-01-10T20:55:00"),
                "lastTime": .string("2024-01-10T21:00:01"),
            ], revision: revision)
    }

    static func object(_ line: [UInt8]) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }
}

extension [String: Any] {
    func object(_ key: String) throws -> [String: Any] {
        try #require(self[key] as? [String: Any], "no object \(key)")
    }
}
