import Dispatch
import Foundation
import TestSupport

/// Runs inputs of one target for some time, in a process of its own.
struct FuzzWorker {
    /// Memory may grow by so much after a quarter of the time.
    static let growthBytesMax = 96 << 20

    let target: any FuzzTarget.Type
    let seed: UInt64
    let seconds: Double
    let last: LastInput

    /// - Returns: Whether memory stayed; prints inputs, kinds of outcomes and memory.
    func run() -> Bool {
        var random = SplitMix64(seed: seed)
        let seeds = target.seeds
        var mutator = Mutator(seeds: seeds, words: target.words)
        let instance = target.init()
        for input in seeds {
            last.store(input)
            mutator.note(input, kind: instance.run(input, &random), &random)
        }
        let start = DispatchTime.now().uptimeNanoseconds
        var warm: Int?
        var inputs = seeds.count
        while true {
            let elapsed = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
            if elapsed >= seconds { break }
            if warm == nil, elapsed >= seconds / 4 { warm = Self.residentBytes }
            let input = mutator.next(&random)
            last.store(input)
            mutator.note(input, kind: instance.run(input, &random), &random)
            inputs += 1
        }
        let resident = Self.residentBytes
        let growth = resident - (warm ?? resident)
        say("\(inputs) \(mutator.kindCount) \(resident >> 20) \(growth >> 20)")
        return growth <= Self.growthBytesMax
    }

    static var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * 4_096
    }
}
