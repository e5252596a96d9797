import Foundation
import RingBuffer

/// How many records a second two threads hand over, each as fast as it can: one copies them in, the
/// other looks at every byte.
package struct RingThroughput: Sendable {
    package var payloadBytes: Int
    /// Records pushed for each `publish`; as many popped, at most, for each `release`.
    package var batch: Int
    package var capacityBytes: Int
    package var records: Int

    package init(payloadBytes: Int, batch: Int, capacityBytes: Int, records: Int) {
        self.payloadBytes = payloadBytes
        self.batch = batch
        self.capacityBytes = capacityBytes
        self.records = records
    }

    /// - Returns: Seconds from the first push to the last pop.
    package func run() -> Double {
        RecordRing(capacityBytes: capacityBytes).split { producer, consumer in
            let producing = ThreadEnd(producer)
            let consuming = ThreadEnd(consumer)
            let threads = ThreadPair()
            let start = ContinuousClock.now
            threads.start { produce(&producing.end) }
            let sum = consume(&consuming.end)
            let seconds = start.duration(to: .now) / .seconds(1)
            threads.wait()
            precondition(sum == UInt64(records * (payloadBytes & 255)), "bytes went astray")
            return seconds
        }
    }

    private func produce(_ producer: inout RingProducer) {
        let payload = [UInt8](repeating: 1, count: payloadBytes)
        let header = RecordHeader(source: 0, kind: 0, offset: 0, endOffset: 0)
        var number = 0
        while number < records {
            if producer.push(header, payload.span) == .pushed {
                number += 1
                if number % batch == 0 { producer.publish() }
            } else {
                producer.publish()
                sched_yield()
            }
        }
        producer.publish()
    }

    private func consume(_ consumer: inout RingConsumer) -> UInt64 {
        var sum: UInt64 = 0
        var number = 0
        while number < records {
            let took: Void? = consumer.pop { _, payload in
                // In a byte, which the processor adds many of at once.
                var bytes: UInt8 = 0
                for index in payload.indices { bytes &+= payload[index] }
                sum &+= UInt64(bytes)
            }
            if took != nil {
                number += 1
                if number % batch == 0 { consumer.release() }
            } else {
                consumer.release()
                sched_yield()
            }
        }
        return sum
    }
}
