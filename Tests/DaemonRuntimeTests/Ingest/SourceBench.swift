import CIM
import Dispatch
import Foundation
import RingBuffer

@testable import DaemonRuntime

/// Drives one source by hand, and keeps what it hands out.
final class SourceBench {
    struct Record: Equatable {
        var kind: RingMessage
        var text: String
        var stream: UInt32
    }

    let source: any RecordSource
    private var sink: RingWriter
    private var consumer: RingConsumer
    private(set) var records: [Record] = []
    /// What was handed out for a look only.
    private(set) var samples: [String] = []
    /// As the detect side keeps them.
    private(set) var streams: [UInt32: TakenStream] = [:]
    private(set) var events: [IngestEvent] = []
    private let queue = DispatchQueue(label: "bench")

    init(_ source: any RecordSource, ringBytes: Int = 1 << 20) {
        self.source = source
        var made: RingWriter?
        var taken: RingConsumer?
        RecordRing(capacityBytes: ringBytes).split { producer, consumer in
            made = RingWriter(producer: producer)
            taken = consume consumer
        }
        sink = made.take()!
        consumer = taken.take()!
        source.start(on: queue) {}
    }

    deinit { source.stop() }

    /// A turn of the loop: a look, then reading as far as the ring has room.
    ///
    /// - Parameter now: Monotonic nanoseconds.
    func turn(now: UInt64 = DispatchTime.now().uptimeNanoseconds) {
        source.poll(now: now)
        var outcome = ReadOutcome.more
        while outcome == .more { outcome = source.read(into: &sink) }
        _ = sink.publish()
        events += source.takeEvents()
    }

    /// Takes what the ring holds, and makes room.
    func take() {
        while consumer.pop({ (header: RecordHeader, payload: Span<UInt8>) -> Bool in
            let bytes = (0..<payload.count).map { payload[$0] }
            let kind = RingMessage(rawValue: header.kind)!
            switch kind {
            case .position:
                streams[header.source] = TakenStream(
                    SourcePositionCoding.decode(payload), source: Int(header.offset),
                    format: .automatic)
            case .cursor: streams[header.source]?.next = bytes
            case .barrier, .forget, .note, .lost: break
            case .sample:
                streams[header.source]?.advance(to: header.endOffset)
                samples.append(String(decoding: bytes, as: UTF8.self))
            case .record, .truncated, .tooLong, .foreign, .fatal:
                streams[header.source]?.advance(to: header.endOffset)
                records.append(
                    Record(
                        kind: kind, text: String(decoding: bytes, as: UTF8.self),
                        stream: header.source))
            }
            return true
        }) != nil {}
        consumer.release()
        sink.isFull = false
    }

    /// Turns until something holds; a bound keeps a failing test from hanging.
    func run(until isDone: () -> Bool) {
        for _ in 0..<4_000 {
            turn()
            take()
            if isDone() { return }
            usleep(1_000)
        }
    }

    var texts: [String] { records.map(\.text) }

    var notes: [String] { events.map(\.text) }
}
