import Foundation
import TestSupport
import Testing

/// `riskd replay` over files in each form: it finds the same in all of them, with the prefilter and
/// without, and says so where it could look at nothing.
struct ReplayFormsTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory(holding: "logs") }

    private func replay(
        _ files: [String], prefilter: String = "auto", detections: String = "[BITS Job Persistence]"
    ) throws -> Program.Result {
        try directory.write(
            """
            content: [\(Checkout.path)/config]
            prefilter: \(prefilter)
            detections: {enable: \(detections)}
            """, to: "riskd.yaml")
        return try Program.run(
            ["replay", "--config", directory.path + "/riskd.yaml", "--output", "rows"] + files)
    }

    private static func record(_ number: Int, _ program: String) -> [String: any Sendable] {
        [
            "EventTime": "2025-03-04 08:12:0\(number % 10)", "EventID": 1,
            "SourceName": "Microsoft-Windows-Sysmon",
            "Channel": "Microsoft-Windows-Sysmon/Operational", "Hostname": "ws-7.lab.example",
            "Image": "C:\\Windows\\System32\\\(program).exe", "OriginalFileName": "\(program).exe",
            "CommandLine": "\(program) /create \"job {\(number)}\"", "User": "LAB\\\\mira",
            "ProcessGuid": "{7c0e1a52-0001-659e-105c-00000000000\(number % 10)}",
            "ParentImage": "C:\\Windows\\System32\\cmd.exe",
        ]
    }

    /// Three that matter between thirty that do not.
    private static let records = (0..<33).map { record($0, $0 % 11 == 5 ? "bitsadmin" : "notepad") }

    private static func json(_ value: Any, isPretty: Bool) throws -> String {
        let data = try JSONSerialization.data(
            withJSONObject: value,
            options: isPretty ? [.prettyPrinted, .sortedKeys] : [.sortedKeys])
        return String(decoding: data, as: UTF8.self)
    }

    private static func forms() throws -> [(name: String, bytes: [UInt8])] {
        let lines = try records.map { try json($0, isPretty: false) }
        let pretty = try records.map { try json($0, isPretty: true) }
        let rows = lines.map { "1,\"\($0.replacing("\"", with: "\"\""))\"" }
        let array = try json(records, isPretty: true)
        return [
            ("lines", Array(lines.joined(separator: "\n").utf8)),
            ("pretty", Array(pretty.joined(separator: "\n").utf8)),
            ("behind", Array(lines.joined().utf8)),
            ("array", Array("[\(lines.joined(separator: ","))]".utf8)),
            ("elements", Array("[\n\(lines.joined(separator: ",\n"))\n]\n".utf8)),
            ("leading", Array("[\(lines.joined(separator: "\n,"))\n]\n".utf8)),
            ("prettyarray", Array(array.utf8)),
            ("numbered", Array(zip(1..., pretty).map { "Record \($0)\n\($1)\n" }.joined().utf8)),
            ("table", Array("n,_raw\n\(rows.joined(separator: "\n"))\n".utf8)),
            ("utf16", array.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }),
        ]
    }

    @Test("the same is found in each form, whatever the prefilter passes over")
    func forms() throws {
        for (name, bytes) in try Self.forms() {
            try Data(bytes).write(to: URL(filePath: "\(directory.path)/\(name).json"))
            for prefilter in ["auto", "off"] {
                let result = try replay(["\(directory.path)/\(name).json"], prefilter: prefilter)
                let rows = result.output.split(separator: "\n").count
                #expect(rows == 3 && result.status == 3, "\(name), \(prefilter): \(result.errors)")
                #expect(
                    !result.errors.contains("skipped"), "\(name), \(prefilter): \(result.errors)")
            }
        }
    }

    @Test("a replay that could look at nothing ends with 1 and says so")
    func blind() throws {
        try directory.write("", to: "empty.log")
        try directory.write("<Events>\n</Events>\n", to: "bare.xml")
        try directory.write("a line\nand another\n", to: "text.log")
        try directory.write("ElfFile\0\u{1}\u{2}\n\n\n", to: "a.evtx")
        try directory.write("Id,Level,Message\n1,2,3\n", to: "a.csv")
        let nothing = "no detection looked at anything"
        for (file, text) in [
            ("bare.xml", nothing), ("text.log", nothing), ("a.evtx", nothing), ("a.csv", nothing),
            ("missing.log", "missing.log"),
        ] {
            let result = try replay(["\(directory.path)/\(file)"])
            #expect(result.status == 1 && result.errors.contains(text), "\(file): \(result.errors)")
        }
        // Its first bytes are those of an event log, and nothing more of it is.
        let evtx = try replay(["\(directory.path)/a.evtx"]).errors
        #expect(
            evtx.contains("a.evtx: the event log cannot be opened")
                || evtx.contains("a.evtx is not read: it is a Windows event log (.evtx)"),
            "\(evtx)")
        try directory.write("%PDF-1.7\n1 0 obj\n", to: "a.pdf")
        let foreign = try replay(["\(directory.path)/a.pdf"]).errors
        #expect(foreign.contains("a.pdf is not read: it is a PDF document"), "\(foreign)")
        #expect(foreign.contains("skipped 1 record(s): foreign_file"), "\(foreign)")
        #expect(try replay(["\(directory.path)/empty.log"]).status == 0)
        let none = try replay(["\(directory.path)/text.log"], detections: "[]")
        #expect(none.status == 1 && none.errors.contains("no detection ran"), "\(none.errors)")
    }

    @Test(
        "the shared files of these kinds give what they should",
        .enabled(if: SharedData.isPresent, "needs the shared files beside the checkout"),
        arguments: [
            ("20-pretty-json/array.json", 3), ("20-pretty-json/array1.json", 3),
            ("20-pretty-json/jq.json", 3), ("20-pretty-json/record.json", 3),
            ("21-evtx-dump-xml/dump.xml", 3), ("26-utf16/bom.xml", 3), ("26-utf16/nobom.xml", 3),
            ("26-utf16/appended.xml", 3), ("26-utf16/events-root.xml", 3),
            ("26-utf16/bom-mid-utf8.xml", 1), ("27-evtx-binary/Security.evtx", 0),
            ("28-classic-text/wineventlog.txt", 0), ("32-splunk-csv/export.csv", 3),
            ("32-splunk-csv/fdr.csv", 3), ("43-namespace-prefix/lines.xml", 3),
            ("43-namespace-prefix/oneline.xml", 3), ("46-array-lines/array.json", 3),
            ("46-array-lines/leading.json", 3), ("58-archives/data.zip", 3),
            ("58-archives/named.json.gz", 3), ("66-event-inside-xml/soap.xml", 3),
        ])
    func shared(file: String, rows: Int) throws {
        let path = "\(Checkout.path)/../shared/shapes/\(file)"
        guard FileManager.default.fileExists(atPath: path) else { return }
        let result = try replay([path])
        #expect(result.output.split(separator: "\n").count == rows, "\(result.errors)")
        #expect(result.status == (rows > 0 ? 3 : 1), "\(result.errors)")
        #expect(!result.errors.contains("unknown_format"), "\(result.errors)")
    }
}
