import CIM
import Foundation
import RiskDetection
import SPL
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// Detections over the registry, files and joins of data sets have no expected rows: over the real
/// logs they are held against the naive interpreter.
struct NaiveRowsTests {
    /// Events of one file; the naive interpreter takes its time.
    private static let eventsMax = TestDepth.of(1_000, shortly: 250)

    @Test(
        "rows of registry and file detections over real logs equal those of the naive interpreter",
        .enabled(if: SharedData.isPresent, "needs the shared corpora beside the checkout"))
    func rows() throws {
        let setup = Setup.load(
            path: nil, extraContent: [ShippedContent.directory, SharedData.content.path],
            selecting: .all)
        let detections = setup.content.detections.filter { detection in
            // Correlations look at risk events, which these logs do not hold.
            detection.plan.scans.contains { $0.dataSet != Processes.dataSet }
                && detection.plan.scans.allSatisfy { $0.dataSet.model != "Risk" }
        }
        #expect(detections.count > 100)
        var fired: Set<String> = []
        for file in try files() {
            let events = try events(file)
            var engine = DetectionEngine(detections: detections)
            for event in events { engine.ingest(event) }
            let firings = Dictionary(
                engine.finish().map { ("\($0.detection) \($0.window.tick.epochText)", $0) },
                uniquingKeysWith: { first, _ in first })
            for (index, detection) in detections.enumerated() {
                for (window, table) in Self.naive(detection, events) {
                    let key = "\(index) \(window.tick.epochText)"
                    let rows = NaiveTable(
                        Table(
                            columns: table.columns,
                            rows: firings[key]?.rows.map(\.row) ?? []))
                    #expect(rows == table, "\(file): \(detection.name)")
                    if !table.rows.isEmpty { fired.insert(detection.name) }
                }
            }
            let names = Set(firings.values.map { detections[$0.detection].name })
            #expect(names.isSubset(of: fired), "\(file)")
        }
        #expect(fired.count > 5)
    }

    /// What each window gives that a scan has an event in.
    private static func naive(
        _ detection: Detection, _ events: [Event]
    ) -> [(window: Window, table: NaiveTable)] {
        let matching = events.filter { event in
            detection.plan.scans.contains { NaiveScan.takes(event, $0) }
        }
        let windows = Set(matching.flatMap { detection.schedule.windows(containing: $0.time) })
        return windows.map { window in
            let inside = matching.filter { window.contains($0.time) }
            let interpreter = NaiveInterpreter(
                scans: detection.plan.scans.map { NaiveScan.table(of: $0, inside) },
                now: window.tick)
            return (window, interpreter.evaluate(detection.plan.root))
        }
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: SharedData.corpora.path).filter {
            !$0.hasPrefix("EXPECTED") && !$0.hasSuffix(".md")
        }.sorted()
    }

    /// The events of a file that are of a data model.
    private func events(_ file: String) throws -> [Event] {
        var framer = RecordFramer(recordBytesMax: 1 << 20)
        framer.append(try SharedData.bytes(file)[...])
        framer.finish()
        var normalizer = Normalizer(profile: .splunk)
        var events: [Event] = []
        while events.count < Self.eventsMax,
            framer.next({ _, bytes, _, _ in
                var event = Event(dataSet: Processes.dataSet)
                if case .event = normalizer.normalize(bytes, as: .automatic, into: &event) {
                    events.append(event)
                }
                return true
            }) == .taken
        {}
        return events
    }
}
