import TestSupport
import Testing

/// What raw searches find the files of a replay by, as people say it.
struct SourceNamesTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(holding: "content/detections/endpoint")
        try directory.write(
            """
            name: Logons of the Domain
            id: 7a6f0c1e-5a1b-4c53-9d0a-2f3c1b7de0a1
            version: 1
            date: '2024-01-01'
            author: riskd contributors
            type: Hunting
            status: production
            description: For measuring.
            search: 'index=dc source=XmlWinEventLog:Collected* EventCode=4624 | stats count by dest'
            tags: {asset_type: Endpoint}
            """, to: "content/detections/endpoint/logons.yml")
        try directory.write("content: [content]\n", to: "riskd.yaml")
        let record = WindowsEventRecord.event(4_624, [("TargetUserName", "ann")])
        try directory.write(record.text(.xml) + "\n", to: "log.xml")
    }

    private static let options = [
        "--index", "dc", "--source", "XmlWinEventLog:Collected logons",
    ]

    @Test("a search finds the files by both names, and not by fewer", arguments: 0...2)
    func names(count: Int) throws {
        let result = try Program.run(
            [
                "replay", "--config", directory.path + "/riskd.yaml", "--detection",
                "Logons of the Domain", "--output", "rows",
            ]
                + Self.options.prefix(2 * count) + [directory.path + "/log.xml"])
        #expect(result.status == (count == 2 ? 3 : 0), "\(result.errors)")
        #expect(result.output.contains("pc-9.corp.example") == (count == 2), "\(result.output)")
    }
}
