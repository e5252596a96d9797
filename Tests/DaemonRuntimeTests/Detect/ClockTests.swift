import CIM
import Foundation
import RiskDetection
import SPL
import SecurityContent
import TestSupport
import Testing

@testable import DaemonRuntime

/// Clocks that are wrong, and events that are.
struct ClockTests {
    private let setup: Setup

    init() throws { setup = try ShippedContent.setup(in: TemporaryDirectory()) }

    private func detector() -> Detector {
        Detector(engine: setup.engine, profile: setup.configuration.profile)
    }

    private func take(_ detector: inout Detector, second: Int, _ name: String) -> SkipReason? {
        let event = SampleEvents.sysmon(second: second, process: "bitsadmin /create \(name)")
        return detector.take(Array(event.utf8).span, as: .automatic, path: "a", offset: 0)
    }

    private func time(_ text: String) throws -> Timestamp { try #require(Timestamp.parse(text)) }

    @Test(
        "events from further in the future than is kept are counted, others wait for their window")
    func future() throws {
        var detector = detector()
        detector.latestTime = try time("2025-03-04T09:00:00Z")
        #expect(take(&detector, second: 3_590, "kept") == nil)
        #expect(take(&detector, second: 3_601, "counted") == .future)
        detector.latestTime = try time("2025-03-04T10:00:00Z")
        #expect(take(&detector, second: 3_601, "later") == nil)
        #expect(detector.skips.counts[.future] == 1)
        #expect(detector.finish().flatMap(\.rows).count == 2)
    }

    @Test("a record of the future that was mended counts as mended, too")
    func futureMended() throws {
        var detector = detector()
        detector.latestTime = try time("2025-03-04T09:00:00Z")
        let text = SampleEvents.sysmon(second: 3_601, process: "bitsadmin /create \u{1}")
        let record = Array(text.utf8).map { $0 == 1 ? 0xFF : $0 }
        #expect(detector.take(record.span, as: .automatic, path: "a", offset: 0) == .future)
        #expect(detector.skips.repaired == 1)
    }

    @Test("clock-jumps: a step forward fires all that it passed, in order and once")
    func forward() throws {
        var detector = detector()
        for hour in 0..<5 { _ = take(&detector, second: hour * 3_600, "job\(hour)") }
        let firings = detector.advance(to: try time("2025-03-05T00:00:00Z"))
        #expect(firings.map(\.window.tick) == firings.map(\.window.tick).sorted())
        #expect(firings.count == 5)
        #expect(detector.advance(to: try time("2025-03-06T00:00:00Z")).isEmpty)
    }

    @Test("clock-jumps: after a clock that was years ahead windows fire when their time comes")
    func farAhead() throws {
        var detector = detector()
        _ = detector.advance(to: try time("2038-01-19T03:14:08Z"))
        detector.rewind(to: try time("2025-03-04T08:00:00Z"))
        _ = take(&detector, second: 60, "job")
        #expect(detector.advance(to: try time("2025-03-04T08:30:00Z")).isEmpty)
        let firings = detector.advance(to: try time("2025-03-04T09:00:00Z"))
        #expect(firings.flatMap(\.rows).count == 1)
        #expect(firings.allSatisfy { !$0.isAmendment })
    }

    @Test("clock-jumps: a step back fires nothing a second time, and what still comes is late")
    func back() throws {
        var detector = detector()
        _ = take(&detector, second: 60, "job")
        #expect(detector.advance(to: try time("2025-03-04T09:30:00Z")).count == 1)
        #expect(detector.advance(to: try time("2025-03-04T09:00:00Z")).isEmpty)
        _ = take(&detector, second: 120, "late")
        let firings = detector.advance(to: try time("2025-03-04T09:00:01Z"))
        #expect(firings.count == 1 && firings[0].isAmendment)
    }
}
