import CIM
import Testing

/// Registry, files, connections and queries: one record of each kind.
struct OtherDataSetTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let record: String
        let dataSet: String
        let splunk: [String: String?]
        /// What the profile `direct` has otherwise.
        var direct: [String: String?] = [:]

        var testDescription: String { name }
    }

    private static func sysmon(_ id: Int, _ data: KeyValuePairs<String, String>) -> String {
        Fixture.sysmon(
            Fixture.data(["ProcessGuid": "{AB-1}", "ProcessId": "42", "Image": "C:\\t\\a.exe"])
                + Fixture.data(data),
            system: Fixture.system.replacing("<EventID>1<", with: "<EventID>\(id)<"))
    }

    private static func security(_ id: Int, _ data: KeyValuePairs<String, String>) -> String {
        Fixture.security(data).replacing("<EventID>4688<", with: "<EventID>\(id)<")
    }

    private static let actor: [String: String?] = [
        "process_guid": "{AB-1}", "process_id": "42", "process_path": "C:\\t\\a.exe",
        "process_name": "a.exe", "dest": "LAB01",
    ]

    static let cases: [Case] = [
        Case(
            name: "value set",
            record: sysmon(
                13,
                [
                    "EventType": "SetValue", "User": "LAB\\ann",
                    "TargetObject": "HKLM\\SOFTWARE\\Run\\Evil", "Details": "DWORD (0x00000001)",
                ]), dataSet: "Endpoint.Registry",
            splunk: actor.merging([
                "action": "modified", "registry_path": "HKLM\\SOFTWARE\\Run\\Evil",
                "registry_key_name": "Run", "registry_value_name": "Evil",
                "registry_value_data": "0x00000001", "registry_value_type": "unknown",
                "registry_hive": "HKEY_LOCAL_MACHINE\\Software", "user": "ann",
                "status": "success", "vendor_product": "Microsoft Sysmon", "process": "unknown",
            ]) { $1 }, direct: ["user": "LAB\\ann", "registry_value_type": "REG_DWORD"]),
        Case(
            name: "value that is a path",
            record: sysmon(13, ["TargetObject": "HKU\\S-1\\x", "Details": "%%a (b) c"]),
            dataSet: "Endpoint.Registry",
            splunk: [
                "registry_value_data": "%%a (b) c", "registry_hive": "HKEY_CURRENT_USER",
                "registry_key_name": "S-1", "registry_value_name": "x", "user": "unknown",
            ]),
        Case(
            name: "key made",
            record: sysmon(12, ["EventType": "CreateKey", "TargetObject": "HKCR\\a\\b"]),
            dataSet: "Endpoint.Registry",
            splunk: [
                "action": "created", "registry_key_name": "b", "registry_value_name": "unknown",
                "registry_value_data": "unknown", "registry_hive": nil,
            ]),
        Case(
            name: "value deleted",
            record: sysmon(12, ["EventType": "DeleteValue", "TargetObject": "HKLM\\System\\a\\b"]),
            dataSet: "Endpoint.Registry",
            splunk: ["action": "deleted", "registry_hive": "HKEY_LOCAL_MACHINE\\System"]),
        Case(
            name: "4657",
            record: security(
                4657,
                [
                    "SubjectUserName": "ann", "ObjectName": "\\REGISTRY\\MACHINE\\a\\b",
                    "ObjectValueName": "v", "OperationType": "%%1906", "NewValue": "5",
                    "ProcessId": "0x1f4", "ProcessName": "C:\\t\\a.exe",
                ]), dataSet: "Endpoint.Registry",
            splunk: [
                "registry_path": "\\REGISTRY\\MACHINE\\a\\b", "registry_key_name": "b",
                "registry_value_name": "v", "registry_value_data": "5", "action": "deleted",
                "process_id": "0x1f4", "process_name": "a.exe", "user": "ann",
                "dest": "LAB01.example.test",
            ]),
        Case(
            name: "file made",
            record: sysmon(
                11,
                [
                    "UtcTime": "2024-01-10 19:00:16.111", "TargetFilename": "C:\\x\\y z.bat",
                    "CreationUtcTime": "2024-01-10 19:00:16.111",
                ]), dataSet: "Endpoint.Filesystem",
            splunk: actor.merging([
                "action": "created", "file_path": "C:\\x\\y z.bat", "file_name": "y z.bat",
                "file_create_time": "2024-01-10 19:00:16.111", "file_hash": "unknown",
                "file_acl": "unknown", "file_size": nil,
            ]) { $1 }),
        Case(
            name: "file written over",
            record: sysmon(
                11,
                [
                    "UtcTime": "2024-01-10 19:00:16.111", "TargetFilename": "/x/y",
                    "CreationUtcTime": "2020-01-10 19:00:16.111",
                ]), dataSet: "Endpoint.Filesystem", splunk: ["action": "modified"]),
        Case(
            name: "file deleted",
            record: sysmon(23, ["TargetFilename": "C:\\x", "Hashes": "MD5=00"]),
            dataSet: "Endpoint.Filesystem",
            splunk: ["action": "deleted", "file_hash": "MD5=00", "file_name": "x"]),
        Case(
            name: "4663",
            record: security(
                4663,
                [
                    "SubjectUserName": "ann", "ObjectType": "File", "ObjectName": "C:\\d\\f.txt",
                    "AccessMask": "0x6", "ProcessId": "0x4", "ProcessName": "C:\\a.exe",
                ]), dataSet: "Endpoint.Filesystem",
            splunk: [
                "file_path": "C:\\d\\f.txt", "file_name": "f.txt", "action": "modified",
                "process_id": "0x4",
            ]),
        Case(
            name: "connection",
            record: sysmon(
                3,
                [
                    "User": "LAB\\ann", "Protocol": "tcp", "Initiated": "true",
                    "SourceIp": "10.0.0.5", "SourceHostname": "-", "SourcePort": "5000",
                    "DestinationIp": "192.0.2.1", "DestinationHostname": "c2.example",
                    "DestinationPort": "443", "DestinationPortName": "https",
                ]), dataSet: "Network_Traffic.All_Traffic",
            splunk: [
                "src": "10.0.0.5", "src_ip": "10.0.0.5", "dest": "c2.example",
                "dest_ip": "192.0.2.1", "dest_port": "443", "direction": "outbound",
                "transport": "tcp", "protocol": "https", "dvc": "LAB01", "host": "LAB01",
                "process_id": "42", "process_guid": "{AB-1}", "user": "ann",
                "app": "C:\\t\\a.exe", "rule": "unknown",
            ], direct: ["user": "LAB\\ann"]),
        Case(
            name: "5156",
            record: security(
                5156,
                [
                    "ProcessID": "360", "Direction": "%%14592", "SourceAddress": "10.0.0.1",
                    "DestAddress": "10.0.0.2", "DestPort": "88", "Protocol": "17",
                ]), dataSet: "Network_Traffic.All_Traffic",
            splunk: [
                "direction": "inbound", "transport": "udp", "src": "10.0.0.1", "dest": "10.0.0.2",
                "dest_port": "88", "src_port": "0", "process_id": "360", "user": "unknown",
            ]),
        Case(
            name: "query",
            record: sysmon(
                22,
                [
                    "QueryName": "c2.example", "QueryStatus": "0",
                    "QueryResults": "type:  5 a.example;::ffff:192.0.2.1;",
                ]), dataSet: "Network_Resolution.DNS",
            splunk: [
                "query": "c2.example", "answer": "a.example,::ffff:192.0.2.1", "src": "LAB01",
                "reply_code": "No Error", "process_name": "a.exe", "dest": "unknown",
            ]),
        Case(
            name: "query without answer",
            record: sysmon(22, ["QueryName": "x", "QueryStatus": "9003", "QueryResults": "-"]),
            dataSet: "Network_Resolution.DNS",
            splunk: ["answer": "unknown", "reply_code": "Error", "reply_code_id": "9003"]),
    ]

    @Test("a record of each kind gives the fields of its data set", arguments: cases)
    func fields(_ example: Case) throws {
        for (profile, expected) in [
            (Profile.splunk, example.splunk),
            (.direct, example.splunk.merging(example.direct) { $1 }),
        ] {
            let outcome = Fixture.normalize(example.record, profile: profile)
            #expect(outcome.normalization == .event)
            let set = outcome.event.dataSet
            #expect(set.qualifiedName == example.dataSet)
            for (name, value) in expected {
                let field = try #require(set.field(name), "\(name)")
                #expect(outcome.event.string(field) == value, "\(profile) \(name)")
            }
        }
    }

    @Test("an object that is no file is no member")
    func noFile() {
        let record = Self.security(4663, ["ObjectType": "Key", "ObjectName": "\\REGISTRY\\x"])
        #expect(Fixture.normalize(record).normalization == .notMember)
    }

    @Test("names of data sets and of their fields are unique, and found")
    func registry() {
        #expect(Set(DataModel.all.map(\.qualifiedName)).count == DataModel.all.count)
        for set in DataModel.all {
            #expect(DataModel.dataSet(named: set.qualifiedName) == set)
            #expect(set.fields == set.fields.sorted())
            #expect(Set(set.fields).count == set.fields.count)
            for name in ["host", "source", "sourcetype", "index"] {
                #expect(set.field(name) != nil)
            }
        }
    }
}
