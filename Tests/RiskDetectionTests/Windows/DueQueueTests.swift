import CIM
import TestSupport
import Testing

@testable import RiskDetection

struct DueQueueTests {
    @Test("gives detections by tick, at one tick by rank, the earliest entry of each alone")
    func order() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<200 {
            let ranks = Int.random(in: 1...12, using: &random)
            var queue = DueQueue(ranks: ranks)
            var known: [Int: Int64] = [:]
            for _ in 0..<60 {
                if Bool.random(using: &random) {
                    let rank = Int.random(in: 0..<ranks, using: &random)
                    let tick = Int64.random(in: 0...9, using: &random)
                    queue.add(rank, at: Timestamp(seconds: tick))
                    known[rank] = min(known[rank] ?? tick, tick)
                    continue
                }
                let first = known.min { ($0.value, $0.key) < ($1.value, $1.key) }
                let taken = queue.take()
                #expect(taken?.rank == first?.key)
                #expect(taken?.tick == first.map { Timestamp(seconds: $0.value) })
                if let first { known[first.key] = nil }
            }
        }
    }
}
