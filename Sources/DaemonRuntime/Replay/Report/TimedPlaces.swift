import CIM
import RiskDetection

/// Places in the logs by time, which finds the first places of a stretch of time without looking at
/// all of them.
///
/// - Shape: a tree of minima. `least[1]` is over all; below `n` stand `2n` and `2n + 1`; the last
///   `count` are the places themselves.
struct TimedPlaces {
    private let times: [Timestamp]
    private var least: [Int32]

    /// - Parameter places: Ascending by time.
    init(_ places: [Int], time: (Int) -> Timestamp) {
        times = places.map(time)
        least = Array(repeating: 0, count: places.count) + places.map(Int32.init)
        for node in stride(from: places.count - 1, to: 0, by: -1) {
            least[node] = min(least[2 * node], least[2 * node + 1])
        }
    }

    var count: Int { times.count }

    /// How many of them are before a time.
    func place(notBefore time: Timestamp) -> Int { times.partitionPoint { $0 >= time } }

    /// The least places of a range, ascending.
    func first(_ most: Int, in range: Range<Int>) -> [Int] {
        // Each part of the range that is left, with the node of its least place.
        var parts = range.isEmpty ? [] : [(range: range, node: leastLeaf(in: range))]
        var found: [Int] = []
        while found.count < most,
            let next = parts.indices.min(by: { least[parts[$0].node] < least[parts[$1].node] })
        {
            let (range, node) = parts.remove(at: next)
            found.append(Int(least[node]))
            let place = node - count
            for part in [range.lowerBound..<place, place + 1..<range.upperBound]
            where !part.isEmpty { parts.append((part, leastLeaf(in: part))) }
        }
        return found
    }

    /// The leaf with the least place of a range that is not empty.
    private func leastLeaf(in range: Range<Int>) -> Int {
        var (low, high) = (range.lowerBound + count, range.upperBound + count)
        var best = low
        while low < high {
            if low & 1 == 1 {
                if least[low] < least[best] { best = low }
                low += 1
            }
            if high & 1 == 1 {
                high -= 1
                if least[high] < least[best] { best = high }
            }
            low /= 2
            high /= 2
        }
        while best < count { best = least[2 * best] == least[best] ? 2 * best : 2 * best + 1 }
        return best
    }
}
