import CIM
import RiskDetection
import SPL
import TestSupport

/// What a checkpoint holds of a detection's panes and fired windows.
final class CheckpointTarget: FuzzTarget {
    static let name = "checkpoints"
    private static let searches = [
        "| tstats count min(_time) as f values(Processes.process) as p dc(Processes.user) as d "
            + "max(Processes.process_id) as m latest(Processes.process) as l avg(Processes.process_id) "
            + "as a from datamodel=Endpoint.Processes by Processes.dest Processes.user",
        "| tstats count from datamodel=Endpoint.Processes",
    ]
    private static let detections = searches.compactMap { try? Detection.fixture($0) }

    /// Panes, then fired windows, of each of the searches.
    private static let saved: [(panes: [SavedPart], windows: [SavedPart])] = detections.map {
        var engine = DetectionEngine(detections: [$0])
        for event in FuzzFixtures.events { engine.ingest(event) }
        let before = engine.takeChanges()[0]
        _ = engine.advance(to: Timestamp(seconds: 1_704_920_400))
        return (before.panes, engine.takeChanges()[0].windows)
    }
    static let seeds = saved.flatMap { ($0.panes + $0.windows).map(\.bytes) }
    static let words = ["\u{0}", "\u{1}", "\u{7F}", "\u{0}\u{0}\u{0}\u{0}", "mira", "ws-01"]

    init() {}

    func run(_ input: [UInt8], _ random: inout SplitMix64) -> Int {
        var kind = 0
        for (detection, saved) in zip(Self.detections, Self.saved) {
            for isWindow in [false, true] {
                let parts = isWindow ? saved.windows : saved.panes
                guard let key = parts.first?.key else { continue }
                let damaged = [SavedPart(key: key, bytes: input)]
                var engine = DetectionEngine(detections: [detection])
                do throws(CheckpointError) {
                    try engine.restore(
                        0,
                        SavedDetection(
                            advancedTo: nil, amended: isWindow ? [key] : [],
                            panes: isWindow ? saved.panes : damaged,
                            windows: isWindow ? damaged : saved.windows))
                    // What was taken has to be of use.
                    for event in FuzzFixtures.events { engine.ingest(event) }
                    kind = kind &* 31 &+ engine.finish().reduce(1) { $0 + $1.rows.count }
                    precondition(engine.stateBytes >= 0, "memory of \(engine.stateBytes) bytes")
                    _ = engine.takeChanges()
                } catch {
                    kind = kind &* 31 &+ fuzzKind(error.reason)
                }
            }
        }
        return kind
    }
}
