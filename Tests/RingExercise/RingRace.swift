import Foundation
import RingBuffer
import Synchronization

/// Two threads and one ring: a producer that pushes records of any size in batches of any length, and
/// a consumer that knows what must come and gives room back when it likes.
///
/// What is record `n`, and what follows it, is a function of the seed and `n`, so both threads know
/// it without talking to each other; how they meet is the machine's business.
package struct RingRace: Sendable {
    package var seed: UInt64
    package var capacityBytes: Int
    package var records: Int

    package init(seed: UInt64, capacityBytes: Int, records: Int) {
        self.seed = seed
        self.capacityBytes = capacityBytes
        self.records = records
    }

    /// Runs to the last record.
    ///
    /// - Returns: What was not as it must be, at most a few; empty when all was.
    package func run() -> [String] {
        let announced = Announced()
        return RecordRing(capacityBytes: capacityBytes).split { producer, consumer in
            let bytesMax = producer.recordBytesMax
            let producing = ThreadEnd(producer)
            let consuming = ThreadEnd(consumer)
            let threads = ThreadPair()
            threads.start { produce(&producing.end, announced) }
            let faults = consume(&consuming.end, bytesMax, announced)
            threads.wait()
            return faults
        }
    }

    /// How many records the producer has begun to publish: what the consumer sees is less.
    private final class Announced: Sendable {
        let count = Atomic<Int>(0)
    }

    private func produce(_ producer: inout RingProducer, _ announced: Announced) {
        var payload: [UInt8] = []
        var number = 0
        var batchEnd = 0
        while number < records {
            if number == batchEnd { batchEnd += 1 + Int(mix(number, 1) % 64) }
            fill(&payload, number, producer.recordBytesMax)
            let isPushed = producer.push(header(number), payload.span) == .pushed
            if isPushed { number += 1 }
            if !isPushed || number == batchEnd {
                // Relaxed: `publish` is what makes it visible, together with the records.
                announced.count.store(number, ordering: .relaxed)
                producer.publish()
            }
            if !isPushed { sched_yield() }
        }
        announced.count.store(number, ordering: .relaxed)
        producer.publish()
    }

    private func consume(
        _ consumer: inout RingConsumer, _ bytesMax: Int, _ announced: Announced
    ) -> [String] {
        var faults: [String] = []
        var expected: [UInt8] = []
        var number = 0
        while number < records, faults.count < 3 {
            fill(&expected, number, bytesMax)
            let fault = consumer.pop { header, payload -> String? in
                if header != self.header(number) { return "header \(header)" }
                if payload.count != expected.count { return "\(payload.count) bytes" }
                for index in payload.indices where payload[index] != expected[index] {
                    return "byte \(index) of \(payload.count)"
                }
                return number < announced.count.load(ordering: .relaxed) ? nil : "not published"
            }
            guard let fault else {
                consumer.release()
                sched_yield()
                continue
            }
            if let fault { faults.append("record \(number): \(fault)") }
            number += 1
            if mix(number, 2) % 16 == 0 { consumer.release() }
        }
        // A producer that waits for room is let to its end.
        while number < records {
            if consumer.pop({ _, _ in true }) != nil { number += 1 } else { consumer.release() }
        }
        if faults.isEmpty, consumer.pop({ _, _ in true }) != nil {
            faults = ["one record too many"]
        }
        return faults
    }

    private func header(_ number: Int) -> RecordHeader {
        RecordHeader(
            source: UInt32(truncatingIfNeeded: mix(number, 3)), kind: UInt32(number & 7),
            offset: UInt64(number), endOffset: mix(number, 4))
    }

    /// Mostly short, at times empty, at times the largest that can be.
    private func fill(_ payload: inout [UInt8], _ number: Int, _ bytesMax: Int) {
        let draw = mix(number, 5)
        let count =
            switch draw % 64 {
            case 0: bytesMax
            case 1: 0
            case 2...8: Int(draw >> 8) % min(bytesMax, 4_096)
            default: Int(draw >> 8) % 256
            }
        payload.removeAll(keepingCapacity: true)
        for index in 0..<count {
            payload.append(UInt8(truncatingIfNeeded: Int(draw >> 3) &+ index))
        }
    }

    /// The finaliser of splitmix64 (Sebastiano Vigna).
    private func mix(_ number: Int, _ salt: UInt64) -> UInt64 {
        var z = (seed &+ UInt64(number) &* 8 &+ salt) &* 0x9e37_79b9_7f4a_7c15
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
