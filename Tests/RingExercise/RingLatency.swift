import Foundation
import RingBuffer

/// How long a record takes from its push to its pop, at a steady rate.
package struct RingLatency: Sendable {
    /// How the consumer learns that something is there.
    package enum Consumer: String, CaseIterable, Sendable {
        /// It looks all the time.
        case polling
        /// A Dispatch source wakes it, as in the daemon.
        case woken
    }

    package var consumer: Consumer
    package var payloadBytes: Int
    /// Records pushed at once, each millisecond.
    package var batch: Int
    package var capacityBytes: Int
    package var records: Int

    package init(
        consumer: Consumer, payloadBytes: Int, batch: Int, capacityBytes: Int, records: Int
    ) {
        self.consumer = consumer
        self.payloadBytes = payloadBytes
        self.batch = batch
        self.capacityBytes = capacityBytes
        self.records = records
    }

    /// - Returns: Nanoseconds from push to pop, one a record, ascending.
    package func run() -> [UInt64] {
        let pops = RecordRing(capacityBytes: capacityBytes).split { producer, consumer in
            let producing = ThreadEnd(producer)
            let pops = Pops(consumer, records: records)
            let threads = ThreadPair()
            switch self.consumer {
            case .polling:
                threads.start { while !pops.drain() {} }
                produce(&producing.end) {}
                threads.wait()
            case .woken:
                let wake = DispatchSource.makeUserDataAddSource(
                    queue: DispatchQueue(label: "riskd.detect"))
                let isDone = DispatchSemaphore(value: 0)
                wake.setEventHandler { if pops.drain() { isDone.signal() } }
                wake.resume()
                produce(&producing.end) { wake.add(data: 1) }
                isDone.wait()
                wake.cancel()
            }
            return pops
        }
        return pops.nanoseconds.sorted()
    }

    private func produce(_ producer: inout RingProducer, _ wake: () -> Void) {
        let payload = [UInt8](repeating: 1, count: payloadBytes)
        var due = Self.now
        for number in 1...records {
            let header = RecordHeader(source: 0, kind: 0, offset: Self.now, endOffset: 0)
            while producer.push(header, payload.span) != .pushed {
                producer.publish()
                sched_yield()
            }
            guard number % batch == 0 || number == records else { continue }
            producer.publish()
            wake()
            due += 1_000_000
            let now = Self.now
            if due > now { usleep(UInt32((due - now) / 1_000)) }
        }
    }

    fileprivate static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }
}

/// What has come out so far.
///
/// `@unchecked Sendable`: used by the one thread or queue that consumes, and looked at when that is
/// done.
private final class Pops: @unchecked Sendable {
    private var consumer: RingConsumer
    private let records: Int
    var nanoseconds: [UInt64] = []

    init(_ consumer: consuming RingConsumer, records: Int) {
        self.consumer = consumer
        self.records = records
        nanoseconds.reserveCapacity(records)
    }

    /// Takes what is there.
    ///
    /// - Returns: Whether that was the last.
    func drain() -> Bool {
        while let pushed = consumer.pop({ header, _ in header.offset }) {
            nanoseconds.append(RingLatency.now - pushed)
        }
        consumer.release()
        return nanoseconds.count == records
    }
}
