import CIM
import Foundation
import RiskDetection
import SPL
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// "Nothing was seen" over log files, with records that are passed over and without.
struct EmptyWindowReplayTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: directory.path + "/detections", withIntermediateDirectories: true)
        try directory.write(
            """
            name: Silence
            id: 00000000-0000-4000-8000-000000000099
            type: Hunting
            status: production
            custom_schedule:
              cron_schedule: '*/10 * * * *'
              earliest_time: -10m@m
              latest_time: '@m'
            search: '| tstats count from datamodel=Endpoint.Processes where
              Processes.process_name=heartbeat.exe by Processes.dest | stats count | where count=0'
            """, to: "detections/silence.yml")
    }

    private static func record(_ minute: Int, _ image: String, second: Int = 0) -> String {
        let clock = [9 + minute / 60, minute % 60, second].map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
        return "<Event xmlns='x'><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1"
            + "</EventID><TimeCreated SystemTime='2025-03-04T\(clock)Z'/>"
            + "<Computer>ws</Computer></System><EventData><Data Name='Image'>C:\\\(image)</Data>"
            + "</EventData></Event>\n"
    }

    /// The scheduled minutes after 09:00 at which it fires.
    private func minutes(
        usesPrefilter: Bool, to: Timestamp = Timestamp(nanoseconds: .max), _ files: [String]
    ) -> [Int64] {
        let setup = Setup.load(path: nil, extraContent: [directory.path], selecting: .all)
        #expect(!setup.hasErrors, "\(setup.problems)")
        var replay = Replay(
            engine: setup.replayEngine(), profile: .splunk, recordBytesMax: 1 << 20,
            prefilter: usesPrefilter ? setup.prefilter : nil)
        replay.read(files)
        #expect(replay.failures.isEmpty)
        if usesPrefilter { #expect(replay.passedOver > 0) }
        let nine = Timestamp.parse("2025-03-04T09:00:00Z")?.seconds ?? 0
        return replay.finish(Timestamp(nanoseconds: .min)...to)
            .map { ($0.window.tick.seconds - nine) / 60 }
    }

    @Test(
        "silence is seen from the first to the last record, whether records are passed over or not",
        arguments: [1, 900, 4_000])
    func span(_ others: Int) throws {
        // Beats at 2 and 22; many other programs from 0 to 58, the last of them alone in its window.
        let noise = (0..<others).map { Self.record(31 + $0 % 10, "other.exe", second: $0 % 60) }
        let text =
            Self.record(0, "other.exe") + Self.record(2, "heartbeat.exe")
            + Self.record(22, "heartbeat.exe") + noise.joined() + Self.record(58, "last.exe")
        try directory.write(text, to: "a.xml")
        try directory.write(text + "\n\n" + String(repeating: " \n", count: 700), to: "b.xml")
        for file in ["a.xml", "b.xml"] {
            let path = directory.path + "/" + file
            #expect(minutes(usesPrefilter: false, [path]) == [20, 40, 50, 60])
            #expect(minutes(usesPrefilter: true, [path]) == [20, 40, 50, 60])
        }
    }

    @Test("of several files the earliest and the latest record count, and --to goes beyond them")
    func files() throws {
        try directory.write(
            Self.record(12, "other.exe") + Self.record(13, "heartbeat.exe"), to: "a.xml")
        try directory.write(
            Self.record(3, "other.exe") + Self.record(34, "other.exe"), to: "b.xml")
        let paths = ["a.xml", "b.xml"].map { directory.path + "/" + $0 }
        for usesPrefilter in [false, true] {
            #expect(minutes(usesPrefilter: usesPrefilter, paths) == [10, 30, 40])
            let end = try #require(Timestamp.parse("2025-03-04T10:00:00Z"))
            #expect(
                minutes(usesPrefilter: usesPrefilter, to: end, paths) == [10, 30, 40, 50, 60])
        }
    }

    @Test("a log in which nothing matches at all is all silence")
    func allSilent() throws {
        try directory.write(
            (0..<30).map { Self.record($0, "other.exe") }.joined(), to: "a.xml")
        for usesPrefilter in [false, true] {
            #expect(
                minutes(usesPrefilter: usesPrefilter, [directory.path + "/a.xml"])
                    == [10, 20, 30])
        }
    }
}
