import CIM
import DaemonRuntime
import Foundation
import RiskDetection
import TestSupport

/// The state file: any bytes give a state, or an error that is told.
final class StateTarget: FuzzTarget {
    static let name = "state"
    private static let path = NSTemporaryDirectory() + "riskd-fuzz-\(getpid()).db"
    static let seeds: [[UInt8]] = {
        let path = NSTemporaryDirectory() + "riskd-fuzz-seed-\(getpid()).db"
        defer { try? FileManager.default.removeItem(atPath: path) }
        guard let store = try? SQLiteStateStore(path: path) else { return [] }
        guard
            let detection = try? Detection.fixture(
                "| tstats count from datamodel=Endpoint.Processes by Processes.dest")
        else { return [] }
        var engine = DetectionEngine(detections: [detection])
        for event in FuzzFixtures.events { engine.ingest(event) }
        _ = engine.advance(to: Timestamp(seconds: 1_704_916_800))
        let changes = engine.takeChanges()[0]
        _ = try? store.commit(
            Checkpoint(
                positions: [
                    FilePosition(
                        number: 1,
                        identity: FileIdentity(
                            device: 1, inode: 2, fingerprintLength: 3, fingerprint: 4),
                        path: Array("/a".utf8), offset: 5,
                        marks: [ContentMark(end: 5, bytes: [1, 2, 3])])
                ],
                cursors: [CursorPosition(key: "journal", bytes: Array("x".utf8))],
                detections: [(id: "d", changes: changes)]))
        try? store.close()
        return (try? Data(contentsOf: URL(filePath: path))).map { [[UInt8]($0)] } ?? []
    }()
    static let words = [
        "SQLite format 3\u{0}", "CREATE TABLE", "\u{0}\u{0}\u{0}\u{0}", "\u{D}", "\u{5}", "BLOB",
    ]

    init() {}

    func run(_ input: [UInt8], _ random: inout SplitMix64) -> Int {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: Self.path + suffix)
        }
        _ = FileManager.default.createFile(atPath: Self.path, contents: Data(input))
        do {
            let store = try SQLiteStateStore(path: Self.path)
            defer { try? store.close() }
            let state = try store.load()
            try store.commit(Checkpoint(positions: state.positions))
            return state.positions.count &* 31 &+ state.detections.count &* 7 &+ state.cursors.count
        } catch {
            return fuzzKind(String("\(error)".prefix(30)))
        }
    }
}
