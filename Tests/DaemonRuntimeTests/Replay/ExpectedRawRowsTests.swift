import CIM
import DetectionExport
import Foundation
import RiskDetection
import SPL
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// The rows of raw searches over real and made-up Windows event logs, against an independent
/// reference.
struct ExpectedRawRowsTests {
    @Test(
        "rows equal those of the reference, search by search",
        .enabled(if: SharedData.hasRaw, "needs the shared raw corpora beside the checkout"))
    func rows() throws {
        let directory = try TemporaryDirectory()
        try directory.write("content: [\(ShippedContent.directory)]", to: "riskd.yaml")
        let setup = Setup.load(
            path: directory.path + "/riskd.yaml",
            extraContent: [SharedData.content.path, SharedData.rawContent.path], selecting: .all)
        let expected = try expectedRows()
        // Of one search the reference has rows, and the content has no file.
        let known = Set(setup.content.report.map(\.name))
        var compared = 0
        for (file, rules) in expected.sorted(by: { $0.key < $1.key }) where isWanted(file) {
            let actual = rows(setup, try #require(SharedData.path(of: file)))
            for (rule, wanted) in rules.sorted(by: { $0.key < $1.key }) where known.contains(rule) {
                let found = actual[rule] ?? []
                compared += wanted.count
                guard found != wanted else { continue }
                let missing = wanted.filter { !found.contains($0) }.prefix(1)
                let extra = found.filter { !wanted.contains($0) }.prefix(1)
                Issue.record("\(file) \(rule): missing \(missing) extra \(extra)")
            }
        }
        #expect(compared > TestDepth.of(2_000, shortly: 300))
    }

    private func isWanted(_ file: String) -> Bool {
        TestDepth.isWhole || file.hasPrefix("constructed")
    }

    /// Rows by the name of their detection, each as text, ascending.
    private func rows(_ setup: Setup, _ path: String) -> [String: [String]] {
        var replay = Replay(
            engine: setup.replayEngine(), reading: RecordReading(setup.configuration.profile),
            recordBytesMax: setup.configuration.limits.recordBytes)
        replay.read([path]) { _ in }
        #expect(replay.failures.isEmpty)
        let all = Timestamp(nanoseconds: .min)...Timestamp(nanoseconds: .max)
        let builder = RiskBuilder()
        var rows: [String: [String]] = [:]
        for firing in replay.finish(all) {
            let detection = setup.content.detections[firing.detection]
            for result in builder.results(of: firing, detection) {
                let object = try? JSONSerialization.jsonObject(
                    with: Data(ResultRowSchema.line(result).utf8))
                guard let object = object as? [String: Any] else { continue }
                rows[detection.name, default: []].append(Self.text(object))
            }
        }
        return rows.mapValues { $0.sorted() }
    }

    /// Expected rows by file and by the name of their detection.
    private func expectedRows() throws -> [String: [String: [String]]] {
        var rows: [String: [String: [String]]] = [:]
        for line in ByteLines.split(try SharedData.bytes("EXPECTED-raw-splunk.jsonl.gz")) {
            var object = try #require(
                JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            guard let file = object.removeValue(forKey: "file") as? String,
                let rule = object["rule"] as? String
            else { continue }
            rows[file, default: [:]][rule, default: []].append(Self.text(object))
        }
        return rows.mapValues { $0.mapValues { $0.sorted() } }
    }

    /// Run and row as text, numbers as texts: the reference has times of events as texts.
    private static func text(_ object: [String: Any]) -> String {
        let row = object["result"] as? [String: Any] ?? [:]
        let cells = row.map { "\($0)=\(cell($1))" }.sorted()
        return "\(object["run"] ?? "") \(cells.joined(separator: " "))"
    }

    private static func cell(_ value: Any) -> String {
        if let list = value as? [Any] { return "[\(list.map(cell).joined(separator: "|"))]" }
        guard let number = value as? NSNumber else { return "\(value)" }
        return String(format: "%.12g", number.doubleValue) == number.stringValue
            ? number.stringValue : String(format: "%.10g", number.doubleValue)
    }
}
