import CIM
import SPL
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime
@testable import RiskDetection

/// What a new version of riskd, or of a search, goes on with of the state that is there.
struct TakenOverStateTests {
    private let directory: TemporaryDirectory
    private let setup: Setup
    private var path: String { directory.path + "/state.db" }

    init() throws {
        directory = try TemporaryDirectory()
        setup = try ShippedContent.setup(
            in: directory,
            detections: """
                detections: {enable: [BITS Job Persistence]}
                macros: {bits_job_persistence_filter: search user=*mira*}
                """)
    }

    private func restored(_ store: SQLiteStateStore) throws -> Detector {
        Restoration(log: MessageLog(sink: .none)).detector(
            setup, try store.load(), WrittenOutput())
    }

    private static func rows(_ detector: Detector) -> [[String]] {
        var detector = detector
        return detector.finish().flatMap(\.rows).map { $0.row.cells.flatMap(\.texts) }
    }

    /// Opens the state again and again, as starts do, and saves each time.
    private func check(fingerprint: (Detection) throws -> String) throws {
        var detector = Detector(engine: setup.engine, profile: setup.configuration.profile)
        func take(_ seconds: [Int]) {
            for second in seconds {
                let event = SampleEvents.sysmon(
                    second: second, process: "bitsadmin /create job\(second)")
                _ = detector.take(Array(event.utf8).span, as: .automatic, path: "", offset: 0)
            }
        }
        take([10, 4_000, 8_000])
        let rows = Self.rows(detector)
        #expect(rows.count == 3)
        var store = try SQLiteStateStore(path: path)
        var changes = detector.takeChanges()
        for index in changes.indices {
            guard let known = setup.content.detections.first(where: { $0.id == changes[index].id })
            else { continue }
            changes[index].changes.fingerprint = try fingerprint(known)
        }
        try store.commit(Checkpoint(detections: changes))
        for start in 1...3 {
            try store.close()
            store = try SQLiteStateStore(path: path)
            detector = try restored(store)
            #expect(Self.rows(detector) == rows, "start \(start)")
            try store.commit(Checkpoint(detections: detector.takeChanges()))
            let saved = try store.load()
            for detection in setup.content.detections {
                #expect(saved.detections[detection.id]?.fingerprint == detection.fingerprint)
            }
        }
        try store.close()
    }

    @Test("windows that riskd 0.1.0 left open are there at every later start")
    func legacy() throws {
        try check { try #require(LegacyFingerprint.of($0)) }
    }

    /// A store drops the panes of another fingerprint, so those that were taken over are written anew.
    @Test("windows of a search that got a further filter are there at every later start")
    func filtered() throws {
        try check { detection in
            let parts = detection.fingerprint.split(separator: ",")
            #expect(parts.count > 1, "a condition comes down from the trunk")
            return String(parts[0])
        }
    }
}
