import Foundation
import TestSupport
import Testing

/// `riskd tune`: from marked rows to an exception that holds.
struct TuneTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(holding: "logs")
        try directory.write(
            """
            content: [\(Checkout.path)/config]
            detections: {enable: [BITS Job Persistence]}
            """, to: "riskd.yaml")
        // Three of an agent that distributes software, one of which another user started; two others.
        let agent = (0..<3).map {
            SampleLog.bitsadmin(hour: 9, number: $0).replacing("cmd.exe", with: "agent.exe")
                .replacing("ws-\($0)", with: "ws-7")
        }
        let others = (3..<5).map { SampleLog.bitsadmin(hour: 9, number: $0) }
        let third = agent[2].replacing("mira", with: "svc")
        try directory.write(
            (agent.prefix(2) + [third] + others).joined(), to: "logs/a.xml")
    }

    private var path: String { directory.path }

    private func run(_ arguments: [String]) throws -> Program.Result {
        try Program.run(
            [arguments[0], "--config", path + "/riskd.yaml"] + arguments.dropFirst()
                + [path + "/logs/a.xml"])
    }

    private func rows() throws -> [String] {
        try run(["replay", "--exit-zero", "--output", "rows"]).output.split(separator: "\n")
            .map(String.init)
    }

    @Test("the exception hides what was marked, says what else, and the configuration takes it")
    func proposal() throws {
        let all = try rows()
        #expect(all.count == 5)
        let marked = all.filter { $0.contains("agent.exe") && $0.contains("mira") }
        try directory.write(marked.joined(separator: "\n") + "\n", to: "marked.jsonl")
        let result = try run(["tune", "--marked", path + "/marked.jsonl", "--owner", "ann"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.output.hasPrefix(
                "# BITS Job Persistence: hides the 2 marked row(s), of which these logs have 2, and 0 of "
                    + "the 3 others.\n"), "\(result.output)")
        #expect(result.output.contains("            \"parent_process_name\": \"agent.exe\"\n"))
        #expect(result.output.contains("            \"user\": \"mira\"\n"))
        #expect(!result.output.contains("\"process_id\""), "a number is of one event")
        // What was printed, as it stands, is a part of a configuration.
        try directory.write(
            "content: [\(Checkout.path)/config]\n"
                + result.output.replacing(
                    "detections:\n", with: "detections:\n  enable: [BITS Job Persistence]\n"),
            to: "riskd.yaml")
        let check = try Program.run([
            "check", "--files-only", "--quiet", "--config", path + "/riskd.yaml",
        ])
        #expect(check.status == 0 && check.errors.isEmpty, "\(check.errors)")
        let left = try rows()
        #expect(Set(left) == Set(all).subtracting(marked))
    }

    @Test("rows that would be hidden besides are shown")
    func hidesMore() throws {
        let all = try rows()
        let marked = all.filter { $0.contains("agent.exe") && $0.contains("mira") }
        // A person who keeps only what is of interest of a row.
        let part = try marked.map { line -> String in
            var object = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let cells = object["result"] as? [String: Any] ?? [:]
            object["result"] = ["parent_process_name": cells["parent_process_name"] ?? ""]
            return String(
                decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
        }
        try directory.write(part[0] + "\n", to: "marked.jsonl")
        let result = try run(["tune", "--marked", path + "/marked.jsonl"])
        // All rows with that parent are as the marked one.
        #expect(result.output.contains("of which these logs have 3, and 0 of the 2 others."))
        let process = try all.filter { $0.contains("ws-3") }.map { line -> String in
            var object = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let cells = object["result"] as? [String: Any] ?? [:]
            object["result"] = [
                "process_name": cells["process_name"] ?? "", "process": cells["process"] ?? "",
            ]
            return String(
                decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
        }
        try directory.write(
            process[0].replacing("job 3", with: String(repeating: "x", count: 90)) + "\n",
            to: "marked.jsonl")
        let wide = try run(["tune", "--marked", path + "/marked.jsonl"])
        #expect(wide.output.contains("and 0 of the 5 others."), "\(wide.output)")
        #expect(wide.output.contains("# Without process it would hide 5 more.\n"))
    }

    @Test("values with invisible characters are written so that the exception fits them")
    func invisible() throws {
        let names = ["mi\u{202E}ra", "mi\u{E0001}ra", "mi\u{AD}\u{FEFF}ra"]
        let log = names.enumerated().map { number, name in
            SampleLog.bitsadmin(hour: 9, number: number).replacing("mira", with: name)
        }
        try directory.write(log.joined(), to: "logs/a.xml")
        let all = try rows()
        try directory.write(all.joined(separator: "\n"), to: "marked.jsonl")
        let result = try run(["tune", "--marked", path + "/marked.jsonl"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains(#"\u202E"#) && result.output.contains(#"\U000E0001"#))
        try directory.write(
            "content: [\(Checkout.path)/config]\n"
                + result.output.replacing(
                    "detections:\n", with: "detections:\n  enable: [BITS Job Persistence]\n"),
            to: "riskd.yaml")
        #expect(try rows().isEmpty, "\(result.output)")
    }

    @Test("logs that have none of the marked rows are told, and end with 1")
    func noneFound() throws {
        try directory.write(
            try rows()[0].replacing("ws-", with: "pc-") + "\n", to: "marked.jsonl")
        let result = try run(["tune", "--marked", path + "/marked.jsonl"])
        #expect(result.status == 1)
        #expect(
            result.errors.contains(
                "BITS Job Persistence: none of the 1 marked row(s) is found in these logs"),
            "\(result.errors)")
    }

    @Test("columns with many values are left out, and rows that agree in none give no exception")
    func manyValues() throws {
        let log = (0..<6).map { number in
            SampleLog.bitsadmin(hour: 9, number: number)
                .replacing("cmd.exe", with: "p\(number).exe").replacing("mira", with: "u\(number)")
        }
        try directory.write(log.joined(), to: "logs/a.xml")
        let all = try rows()
        try directory.write(all.joined(separator: "\n"), to: "marked.jsonl")
        let result = try run(["tune", "--marked", path + "/marked.jsonl"])
        #expect(result.output.contains("\"process_name\": \"bitsadmin.exe\""))
        #expect(!result.output.contains("\"user\"") && !result.output.contains("parent_process"))
        let none = try all.map { line -> String in
            let user = try #require(line.firstMatch(of: #/"user":"(u\d)"/#)).output.1
            let id = try #require(line.firstMatch(of: #/"id":"([^"]+)"/#)).output.1
            return "{\"id\":\"\(id)\",\"result\":{\"user\":\"\(user)\"}}"
        }
        try directory.write(none.joined(separator: "\n"), to: "marked.jsonl")
        let refused = try run(["tune", "--marked", path + "/marked.jsonl"])
        #expect(refused.status == 1)
        #expect(refused.output.contains("agree in no column"), "\(refused.output)")
    }

    @Test("notes of a report count by their verdict")
    func notes() throws {
        let line = try #require(try rows().first { $0.contains("ws-3") })
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        func note(_ verdict: String) -> [String: Any] {
            [
                "detection_id": object["id"] ?? "", "verdict": verdict,
                "row": object["result"] ?? "",
            ]
        }
        let export: [String: Any] = [
            "riskd_notes": 1, "notes": [note("false positive"), note("true positive"), note("")],
        ]
        try directory.append(
            try JSONSerialization.data(withJSONObject: export), to: "notes.json")
        let result = try run(["tune", "--marked", path + "/notes.json"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("hides the 1 marked row(s), of which these logs have 1"))
        #expect(result.errors == "2 row(s) with another verdict were left out\n")
    }

    @Test(
        "what is no marked row is told with its place",
        arguments: [
            ("no json", ":1: no JSON object"), ("{\"id\":\"x\"}", ":1: no row: it needs"),
            ("{\"id\":\"x\",\"result\":{},\"verdict\":\"unclear\"}", " has no row that is marked"),
            ("", " has no row that is marked"),
            ("{\"id\":\"x\",\"result\":{\"a\":\"b\"}}", "no detection \"x\""),
        ])
    func refused(text: String, message: String) throws {
        try directory.write(text, to: "marked.jsonl")
        let result = try run(["tune", "--marked", path + "/marked.jsonl"])
        #expect(result.status == 1)
        #expect(result.errors.contains(message), "\(result.errors)")
    }
}
