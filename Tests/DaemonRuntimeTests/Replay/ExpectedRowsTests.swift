import CIM
import DetectionExport
import Foundation
import RiskDetection
import SPL
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// The rows of every detection over process creations alone, over real logs, against an independent
/// reference, which knows no other data set.
struct ExpectedRowsTests {
    @Test(
        "rows equal those of the reference, file by file",
        .enabled(if: SharedData.isPresent, "needs the shared corpora beside the checkout"),
        arguments: Profile.allCases)
    func rows(profile: Profile) throws {
        let directory = try TemporaryDirectory()
        try directory.write("content: [\(ShippedContent.directory)]", to: "riskd.yaml")
        let setup = Setup.load(
            path: directory.path + "/riskd.yaml", extraContent: [SharedData.content.path],
            selecting: .all
        ) { $0.profile = profile }
        let ids = Set(
            setup.content.detections.filter { detection in
                detection.plan.scans.allSatisfy { $0.dataSet == Processes.dataSet }
            }.map(\.id))
        let expected = try expectedRows(profile, ids)
        var compared = 0
        for file in try files() {
            let actual = rows(setup, SharedData.corpora.appending(path: file).path, of: ids)
            let wanted = expected[file] ?? []
            #expect(actual.count == wanted.count, "\(file)")
            for row in wanted.subtracting(actual).prefix(2) {
                Issue.record("missing \(file) \(row)")
            }
            for row in actual.subtracting(wanted).prefix(2) { Issue.record("extra \(file) \(row)") }
            compared += wanted.count
        }
        #expect(compared > TestDepth.of(1_000, shortly: 200))
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: SharedData.corpora.path).filter {
            // Most events of the two are nothing that a detection looks at.
            let isLong = $0.hasPrefix("otrf-flat") || $0.hasPrefix("nxlog")
            return !$0.hasPrefix("EXPECTED") && !$0.hasSuffix(".md")
                && (TestDepth.isWhole || !isLong)
        }.sorted()
    }

    private func rows(_ setup: Setup, _ path: String, of ids: Set<String>) -> Set<String> {
        var reading = RecordReading(setup.configuration.profile)
        // The reference implementation of this profile calls a sensor without a name "unknown".
        if reading.profile == .splunk,
            let bytes = try? SharedData.bytes(URL(filePath: path).lastPathComponent)
        {
            reading.identities = SharedData.unknownSensors([bytes])
        }
        var replay = Replay(
            engine: setup.engine, reading: reading,
            recordBytesMax: setup.configuration.limits.recordBytes)
        replay.read([path]) { _ in }
        #expect(replay.failures.isEmpty)
        let all = Timestamp(nanoseconds: .min)...Timestamp(nanoseconds: .max)
        let builder = RiskBuilder()
        return Set(
            replay.finish(all).flatMap { firing -> [String] in
                let detection = setup.content.detections[firing.detection]
                guard ids.contains(detection.id) else { return [] }
                return builder.results(of: firing, detection)
                    .map { Self.canonical(ResultRowSchema.line($0)) }
            })
    }

    /// Expected rows by file, without the key `file`.
    private func expectedRows(
        _ profile: Profile, _ ids: Set<String>
    ) throws -> [String: Set<String>] {
        let bytes = try SharedData.bytes("EXPECTED-\(profile.rawValue).jsonl.gz")
        var rows: [String: Set<String>] = [:]
        for line in ByteLines.split(bytes) {
            var object = try #require(
                JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            guard let file = object.removeValue(forKey: "file") as? String,
                let id = object["id"] as? String, ids.contains(id)
            else { continue }
            rows[file, default: []].insert(try Self.text(object))
        }
        return rows
    }

    private static func canonical(_ line: String) -> String {
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
        return object.flatMap { try? text($0) } ?? "not JSON: \(line)"
    }

    private static func text(_ object: Any) throws -> String {
        let data = try JSONSerialization.data(
            withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }
}
