import CIM
import SPL
import TestSupport
import Testing

@testable import RiskDetection

/// Each promise that a property makes is seen where it is broken.
struct InvariantTests {
    /// Panes, windows that are to fire, that have fired, and that are to fire again.
    private static func engine() throws -> DetectionEngine {
        let searches = [
            "| tstats count from datamodel=Endpoint.Processes where Processes.process_name=a.exe by "
                + "Processes.user",
            "| tstats count from datamodel=Endpoint.Processes by Processes.process",
        ]
        var engine = DetectionEngine(
            detections: try searches.enumerated().map {
                try Detection.fixture(
                    $1, id: "\($0)", cron: "*/5 * * * *", earliest: "-20m@m", latest: "now")
            })
        func ingest(_ minutes: [Int64]) {
            for minute in minutes {
                engine.ingest(
                    Event.process(
                        at: Timestamp(seconds: 1_704_913_200 + minute * 60),
                        [.process_name: "a.exe", .user: "u\(minute)", .process: "p"]))
            }
        }
        ingest([1, 11, 21])
        _ = engine.advance(to: Timestamp(seconds: 1_704_913_200 + 45 * 60))
        ingest([2, 12, 31, 51])
        let state = engine.states[0]
        #expect(state.panes.count > 3 && state.pending.count > 1)
        #expect(state.emitted.count > 1 && state.amended.count > 1)
        return engine
    }

    @Test("an engine at work keeps every promise")
    func whole() throws {
        var engine = try Self.engine()
        #expect(engine.brokenInvariant == nil)
        _ = engine.takeChanges()
        #expect(engine.brokenInvariant == nil)
        _ = engine.finish()
        #expect(engine.brokenInvariant == nil)
    }

    @Test("a broken order, overlap or count is told by name")
    func broken() throws {
        let engine = try Self.engine()
        func told(_ spoil: (inout DetectionEngine) -> Void) -> String {
            var spoiled = engine
            spoil(&spoiled)
            return spoiled.brokenInvariant ?? "nothing"
        }
        let detection = "detection 0: "
        #expect(
            told { $0.states[0].panes.swapAt(0, 1) }
                == detection + "pane 1 begins before the one before it ends")
        #expect(
            told { $0.states[0].panes.insert($0.states[0].panes[1], at: 1) }
                == detection + "pane 2 begins before the one before it ends")
        #expect(
            told { engine in
                let pane = engine.states[0].panes[0]
                engine.states[0].panes[0] = PaneState(
                    start: pane.end, end: pane.start, windows: pane.windows, groups: pane.groups)
            } == detection + "pane 0: it ends before it begins")
        #expect(
            told { engine in
                let pane = engine.states[0].panes[0]
                engine.states[0].panes[0] = PaneState(
                    start: pane.start, end: pane.end, windows: pane.windows.reversed(),
                    groups: pane.groups)
            } == detection + "pane 0: its windows do not ascend")
        #expect(
            told { engine in
                let pane = engine.states[0].panes[0]
                engine.states[0].panes[0] = PaneState(
                    start: pane.start, end: pane.end, windows: [], groups: pane.groups)
            } == detection + "pane 0: no window contains it")
        #expect(
            told { $0.states[0].pending.swapAt(0, 1) }
                == detection + "pending does not ascend at 1")
        #expect(
            told { $0.states[0].amended.append($0.states[0].amended[0]) }
                .hasPrefix(detection + "amended does not ascend at "))
        #expect(
            told { $0.states[0].emitted.swapAt(0, 1) }
                == detection + "emitted does not ascend at 1")
        #expect(
            told { $0.states[0].countEmitted(bytes: 1) }
                .hasPrefix(detection + "panes and windows hold "))
        let log = "events:Endpoint.Processes: "
        #expect(told { $0.groups.all[0].kept[.all].bytes += 1 }.hasPrefix(log + "blocks hold "))
        #expect(
            told { $0.groups.all[0].kept[.all].nextNumber = 0 }
                == log + "block 0 has a number that is to be given yet")
        #expect(
            told { engine in
                let block = engine.groups.all[0].kept[.all].blocks[0]
                engine.groups.all[0].kept[.all].blocks.append(block)
            }
                == log + "block 1 has no higher number than the one before it")
        #expect(
            told { $0.groups.all[0].kept[.all].blocks[0].start = 1 << 20 }
                == log + "block 0 begins behind its end")
    }

    @Test("a state whose panes overlap or whose windows repeat is refused")
    func restored() throws {
        var engine = try Self.engine()
        let changes = engine.takeChanges()[0]
        func restore(_ panes: [SavedPart], amended: [Timestamp]) throws(CheckpointError) {
            var other = engine
            try other.restore(
                0,
                SavedDetection(
                    advancedTo: changes.advancedTo, amended: amended, panes: panes,
                    windows: changes.windows))
        }
        try restore(changes.panes, amended: changes.amended)
        #expect(throws: CheckpointError("pane 1 begins before the one before it ends")) {
            try restore(changes.panes + [changes.panes[0]], amended: [])
        }
        #expect(throws: CheckpointError("amended does not ascend at 1")) {
            try restore(changes.panes, amended: [changes.amended[0], changes.amended[0]])
        }
    }
}
