import TestSupport
import Testing

@testable import RiskDetection

/// Distinct values against the set of the standard library.
struct DistinctValuesTests {
    @Test("values are kept once, in byte order, up to the limit", arguments: [51, 52])
    func set(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for limit in [5, 40, 10_000] {
            var (values, known) = (DistinctValues(), Set<[UInt8]>())
            for _ in 0..<2_000 {
                // Of lengths around the words that are hashed and compared at a time.
                let value = (0..<Int.random(in: 0...18, using: &random)).map { _ in
                    UInt8.random(in: 0...1, using: &random)
                }
                let isTaken = values.insert(value.span, limit: limit)
                #expect(isTaken == (known.contains(value) || known.count < limit))
                if isTaken { known.insert(value) }
            }
            #expect(values.count == known.count)
            #expect(
                values.sorted.map(Array.init)
                    == known.sorted { $0.lexicographicallyPrecedes($1) })
        }
    }

    @Test("what two panes hold comes to what one would, whatever the limit keeps out")
    func merge() {
        func distinct(_ values: [Int]) -> DistinctValues {
            values.reduce(into: DistinctValues()) {
                _ = $0.insert(Array("\($1)".utf8).span, limit: 100)
            }
        }
        var whole = distinct([1, 2, 3])
        #expect(whole.merge(distinct([3, 4]), limit: 10) == 0)
        #expect(whole == distinct([4, 3, 2, 1]))
        #expect(whole != distinct([4, 3, 2]))
        #expect(whole.bytes == distinct([1, 2, 3, 4]).bytes)
        #expect(whole.merge(distinct([9, 5, 4, 7]), limit: 5) == 2)
        #expect(whole == distinct([1, 2, 3, 4, 5]))
    }
}
