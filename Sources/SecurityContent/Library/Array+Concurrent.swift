import Dispatch
import Synchronization

extension Array where Element: Sendable {
    /// What `transform` makes of each element, in their order, worked out on all processors.
    func concurrentMap<Result: Sendable>(
        _ transform: @Sendable (Element) -> Result
    ) -> [Result] {
        // Threads are not worth their while for a few.
        guard count > 2 * Self.elementsPerTurn else { return map(transform) }
        let turns = (count + Self.elementsPerTurn - 1) / Self.elementsPerTurn
        let results = Mutex<[(turn: Int, results: [Result])]>([])
        DispatchQueue.concurrentPerform(iterations: turns) { turn in
            let first = turn * Self.elementsPerTurn
            let mapped = self[first..<Swift.min(first + Self.elementsPerTurn, count)].map(transform)
            results.withLock { $0.append((turn, mapped)) }
        }
        return results.withLock { all in
            all.sorted { $0.turn < $1.turn }.flatMap(\.results)
        }
    }

    private static var elementsPerTurn: Int { 16 }
}
