import CIM
import Foundation
import TestSupport
import Testing

@testable import DaemonRuntime

/// The records that lie beside the repository, as people reported them.
struct SharedShapeTests {
    private static let root = SharedData.root.appending(path: "shapes")
    private static var isPresent: Bool {
        FileManager.default.fileExists(atPath: root.appending(path: "README.md").path)
    }

    @Test(
        "each record of the shapes is an event, or is told of by the reason that it has",
        .enabled(if: isPresent, "needs the shapes beside the checkout"),
        arguments: [
            ("01-splunk-export-json/export.json", 3, [:]), ("02-hec-event-xml/hec.json", 3, [:]),
            ("03-hec-event-fdr/hec.json", 3, [:]), ("05-line-in-message/vector.json", 3, [:]),
            ("05-line-in-message/filebeat.json", 3, [:]),
            ("05-line-in-message/fluentbit.json", 3, [:]),
            ("05-line-in-message/journal.json", 3, [:]), ("06-elastic-source/dump.json", 3, [:]),
            ("10-positional-data/winevtlog.json", 6, [:]),
            ("10-positional-data/fluentd.json", 0, [.noData: 3]),
            ("12-otel-structured/body.json", 9, [:]),
            ("13-winlogbeat-ecs-module/ecs.json", 3, [:]),
            ("13-winlogbeat-ecs-module/nodata.json", 3, [:]),
            ("14-panther-fdrevent/panther.json", 3, [:]),
            ("15-logscale-hash-name/logscale.json", 3, [:]),
            ("16-synthetic-rollup/synthetic.json", 3, [:]), ("18-nxlog-gelf/gelf.json", 3, [:]),
            ("19-separate-attributes/dump.jsonl", 6, [:]), ("23-wazuh/archives.json", 3, [:]),
            ("23-wazuh/archives.log", 3, [:]), ("25-powershell-json/compress.json", 3, [:]),
            ("36-key-case/lower.json", 3, [:]), ("38-double-timestamp/dup.json", 3, [:]),
            ("39-wholly-unreadable-feed/hec.json", 2_000, [:]),
            ("40-localized-keywords/fr.json", 3, [:]),
            ("47-event-search-decimal/decimal.json", 3, [:]),
            ("52-fluentbit-named/named.json", 6, [:]),
            ("54-promtail/promtail.json", 6, [:]), ("55-openwec/json.json", 6, [:]),
            ("55-openwec/nxlog.json", 6, [:]), ("55-openwec/raw_json.json", 6, [:]),
            ("57-xml2js-arrays/xml2js.json", 6, [:]),
            ("61-vector-windows-event-log/vector.json", 6, [:]),
            ("61-vector-windows-event-log/withxml.json", 6, [:]),
        ] as [(String, Int, [SkipReason: Int])])
    func shape(file: String, events: Int, skips: [SkipReason: Int]) {
        for profile in Profile.allCases {
            var reader = EventReader(profile: profile, recordBytesMax: 1 << 20)
            var vague = 0
            reader.read([Self.root.appending(path: file).path]) { event, _ in
                let fields = [Processes.Field.process, .dest, .process_name].map(\.id)
                if fields.contains(where: { event.string($0) ?? "unknown" == "unknown" }) {
                    vague += 1
                }
            }
            #expect(reader.failures.isEmpty)
            #expect(reader.events == UInt64(events))
            #expect(reader.skips.counts == skips)
            #expect(vague == 0, "events with a process, a host or a name that is unknown")
        }
    }
}
