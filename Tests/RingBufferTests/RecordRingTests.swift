import RingBuffer
import RingExercise
import TestSupport
import Testing

struct RecordRingTests {
    private func header(_ number: Int) -> RecordHeader {
        RecordHeader(
            source: UInt32(number & 7), kind: 1, offset: UInt64(number), endOffset: UInt64(number))
    }

    private func payload(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number &* 31 &+ $0) }
    }

    @Test(
        "behaves as a queue does, for any mix of sizes, pushes and pops", arguments: 0..<UInt64(20))
    func model(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        RecordRing(capacityBytes: 4_096).split { producer, consumer in
            var producer = producer
            var consumer = consumer
            var model: [(Int, [UInt8])] = []
            var published = 0
            for number in 0..<5_000 {
                switch Int.random(in: 0..<6, using: &random) {
                case 0, 1, 2:
                    let bytes = payload(
                        number, [0, 1, 7, 8, 40, 900, 2_016].randomElement(using: &random)!)
                    if producer.push(header(number), bytes.span) == .pushed {
                        model.append((number, bytes))
                    } else {
                        #expect(!model.isEmpty, "an empty ring takes any record")
                    }
                case 3:
                    producer.publish()
                    published = model.count
                default:
                    let popped = consumer.pop { header, span in
                        (header, span.indices.map { span[$0] })
                    }
                    #expect((popped != nil) == (published > 0))
                    if let popped {
                        let (expected, bytes) = model.removeFirst()
                        published -= 1
                        #expect(popped.0 == header(expected) && popped.1 == bytes)
                    }
                    if model.isEmpty || Bool.random(using: &random) { consumer.release() }
                }
            }
        }
    }

    @Test("a record that can never fit is refused, the largest that can is taken anywhere")
    func sizes() {
        RecordRing(capacityBytes: 4_096).split { producer, consumer in
            var producer = producer
            var consumer = consumer
            let largest = producer.recordBytesMax
            #expect(producer.push(header(0), payload(0, largest + 1).span) == .tooLarge)
            for number in 0..<200 {
                #expect(producer.push(header(number), payload(number, number).span) == .pushed)
                #expect(producer.push(header(number), payload(number, largest).span) != .tooLarge)
                producer.publish()
                while consumer.pop({ _, _ in true }) != nil {}
                consumer.release()
            }
            #expect(producer.push(header(1), payload(1, largest).span) == .pushed)
        }
    }

    @Test(
        "two threads hand over every record, in order, whole, and not before it is published",
        arguments: [4_096, 65_536], 0..<UInt64(4))
    func threads(capacityBytes: Int, seed: UInt64) {
        let race = RingRace(seed: seed, capacityBytes: capacityBytes, records: 20_000)
        #expect(race.run() == [])
    }
}
