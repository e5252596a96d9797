import CIM
import DetectionExport
import Foundation
import RiskDetection
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// The configuration and content of the repository, for tests that run the real detection.
enum ShippedContent {
    static let directory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "config").path

    /// A setup that reads `logs/*` of a directory and writes everything below it.
    static func setup(
        in directory: TemporaryDirectory, extra: String = "",
        readFrom: String = "start",
        detections: String = "detections: {enable: [BITS Job Persistence]}"
    ) throws -> Setup {
        try directory.write(
            """
            content: [\(Self.directory)]
            sources:
              - path: \(directory.path)/logs/*
                read_from: \(readFrom)
            \(detections)
            output: {file: \(directory.path)/out.ndjson, journal: false}
            state: {directory: \(directory.path)/state, checkpoint_interval: 100ms}
            late_events: {policy: amend, keep: 30d}
            \(extra)
            """, to: "riskd.yaml")
        try FileManager.default.createDirectory(
            atPath: directory.path + "/logs", withIntermediateDirectories: true)
        let setup = Setup.load(path: directory.path + "/riskd.yaml", selecting: .enabled)
        #expect(setup.problems.isEmpty, "\(setup.problems)")
        return setup
    }

    /// The records that a replay over files gives, as the daemon would write them.
    static func replayed(_ setup: Setup, _ paths: [String]) -> [String] {
        var replay = Replay(
            engine: setup.engine, profile: setup.configuration.profile,
            recordBytesMax: setup.configuration.limits.recordBytes)
        replay.read(paths) { _ in }
        var builder = RiskBuilder()
        let all = Timestamp(nanoseconds: .min)...Timestamp(nanoseconds: .max)
        return replay.finish(all).flatMap { firing in
            builder.records(of: firing, setup.content.detections[firing.detection])
                .map { String(decoding: SplunkSchema.line($0), as: UTF8.self) }
        }
    }
}
