import CIM
import RingBuffer
import RiskDetection
import TestSupport
import Testing

@testable import DaemonRuntime

/// A clock that starts in the past and is set later.
final class FutureHoldTests {
    private let directory: TemporaryDirectory
    private let setup: Setup
    /// Of ``SampleEvents``.
    private static let eventsStart = Timestamp(seconds: 1_741_075_200)

    init() throws {
        directory = try TemporaryDirectory()
        setup = try ShippedContent.setup(in: directory)
    }

    /// The detect side's end of a ring with the detector behind it.
    private struct Intake {
        var ring: RingIntake
        var detector: Detector

        var hold: FutureHold {
            get { ring.hold }
            set { ring.hold = newValue }
        }

        mutating func take(_ header: RecordHeader, _ payload: Span<UInt8>) -> RingIntake.Message {
            ring.take(header, payload, &detector)
        }

        var isPaused: Bool { ring.isPaused(upTo: detector.latestTime) }

        mutating func releaseHeld() -> [RingIntake.SkippedRecord] { ring.releaseHeld(&detector) }
    }

    private func intake(_ limits: FutureHold.Limits = FutureHold.Limits()) -> Intake {
        var intake = Intake(
            ring: RingIntake(formats: [.automatic, .automatic]),
            detector: Detector(engine: setup.engine, profile: .splunk))
        intake.hold = FutureHold(limits: limits)
        for stream in [UInt32(1), 2] {
            let position = SourcePosition.file(
                FilePosition(
                    number: stream,
                    identity: FileIdentity(
                        device: 1, inode: UInt64(stream), fingerprintLength: 0, fingerprint: 0),
                    path: Array("/a".utf8), offset: 0))
            let bytes = SourcePositionCoding.encode(position)
            let header = RecordHeader(
                source: stream, kind: RingMessage.position.rawValue, offset: UInt64(stream - 1),
                endOffset: 0)
            _ = intake.take(header, bytes.span)
        }
        return intake
    }

    /// The clock is this far from the events, and keeps those of a day ahead.
    private func set(_ intake: inout Intake, hours: Int64) {
        let now = Timestamp(seconds: Self.eventsStart.seconds + hours * 3_600)
        intake.ring.arrival = now
        intake.detector.latestTime = Timestamp(seconds: now.seconds + 86_400)
    }

    private func take(
        _ intake: inout Intake, _ stream: UInt32, _ number: Int, text: String? = nil
    ) {
        let text = text ?? SampleEvents.sysmon(second: number, process: "bitsadmin /create x")
        let header = RecordHeader(
            source: stream, kind: RingMessage.record.rawValue, offset: UInt64(number * 100),
            endOffset: UInt64(number * 100 + 100))
        let bytes = Array(text.utf8)
        _ = intake.take(header, bytes.span)
    }

    private func offsets(_ intake: inout Intake) -> [UInt32: UInt64] {
        Dictionary(
            intake.ring.takeChanges().positions.map { ($0.number, $0.offset) },
            uniquingKeysWith: { _, new in new })
    }

    @Test("records ahead of a clock in the past wait, with their position, until it is set")
    func step() {
        var intake = intake()
        set(&intake, hours: -72)
        for number in 1...3 { take(&intake, 1, number) }
        #expect(intake.hold.ahead == 3)
        #expect(offsets(&intake)[1] == 0)
        #expect(intake.detector.skips.total == 0 && intake.detector.events == 0)
        #expect(intake.releaseHeld().isEmpty)
        set(&intake, hours: 0)
        _ = intake.releaseHeld()
        #expect(intake.hold.held.isEmpty)
        #expect(intake.detector.events == 3 && intake.detector.skips.total == 0)
        #expect(offsets(&intake)[1] == 400)
        #expect(intake.detector.finish().flatMap(\.rows).count == 1)
    }

    @Test("records within one that waits come once, with it, whatever others bring meanwhile")
    func several() {
        var intake = intake()
        set(&intake, hours: -72)
        let event = { (second: Int) in
            #"{"EventTime":"2025-03-04T08:00:0\#(second)Z","EventID":1,"Hostname":"ws-1","#
                + #""SourceName":"Microsoft-Windows-Sysmon","Image":"C:\\bitsadmin.exe","#
                + #""CommandLine":"bitsadmin /create x"}"#
        }
        take(&intake, 1, 1, text: #"{"Records":[\#(event(1)),\#(event(2))]}"#)
        #expect(intake.hold.ahead == 1)
        let cut = RecordHeader(
            source: 2, kind: RingMessage.truncated.rawValue, offset: 0, endOffset: 10)
        _ = intake.take(cut, Array("<Event".utf8).span)
        #expect(intake.detector.events == 0 && intake.detector.records == 1)
        set(&intake, hours: 0)
        #expect(intake.releaseHeld().isEmpty)
        #expect(intake.detector.events == 2 && intake.detector.records == 3)
    }

    @Test("an event of now shows that the clock is right: what is ahead is counted and gone")
    func trusted() {
        var intake = intake()
        set(&intake, hours: -72)
        take(&intake, 1, 1)
        take(&intake, 1, 2)
        let now = SampleEvents.sysmon(second: 5, process: "bitsadmin /create y")
            .replacing("2025-03-04T08", with: "2025-03-01T08")
        take(&intake, 2, 1, text: now)
        #expect(intake.hold.isTrusted)
        let skipped = intake.releaseHeld()
        #expect(skipped.map(\.reason) == [.future, .future])
        #expect(intake.detector.skips.counts[.future] == 2)
        let positions = offsets(&intake)
        #expect(positions[1] == 300 && positions[2] == 200)
        take(&intake, 1, 3)
        #expect(intake.detector.skips.counts[.future] == 3)
    }

    @Test("an event of now behind one of the future in the same stream shows it as well")
    func sameStream() {
        var intake = intake()
        set(&intake, hours: -72)
        take(&intake, 1, 1)
        let now = SampleEvents.sysmon(second: 5, process: "bitsadmin /create y")
            .replacing("2025-03-04T08", with: "2025-03-01T08")
        take(&intake, 1, 2, text: now)
        #expect(intake.releaseHeld().count == 1)
        #expect(intake.detector.events == 2)
    }

    @Test("a full hold pauses where nearly all is ahead, and lets go where most is not")
    func full() {
        var limits = FutureHold.Limits()
        limits.messages = 10
        var ahead = intake(limits)
        set(&ahead, hours: -72)
        for number in 1...10 { take(&ahead, 1, number) }
        #expect(ahead.isPaused)
        set(&ahead, hours: 0)
        _ = ahead.releaseHeld()
        #expect(!ahead.isPaused && ahead.detector.events == 10)
        var mixed = intake(limits)
        set(&mixed, hours: -72)
        let old = SampleEvents.sysmon(second: 5, process: "x")
            .replacing("2025-03-04T08", with: "2025-02-20T08")
        take(&mixed, 1, 1)
        for number in 2...10 { take(&mixed, 1, number, text: old) }
        #expect(!mixed.isPaused)
        #expect(mixed.releaseHeld().count == 1)
        #expect(mixed.detector.skips.counts[.future] == 1)
        limits = FutureHold.Limits()
        limits.bytes = 100
        var bytes = intake(limits)
        set(&bytes, hours: -72)
        take(&bytes, 1, 1)
        #expect(bytes.isPaused)
    }

    @Test("without a clock of its own nothing is of the future")
    func eventClock() {
        var intake = intake()
        take(&intake, 1, 1)
        #expect(intake.hold.held.isEmpty && intake.detector.events == 1)
    }
}
