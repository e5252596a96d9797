import CIM

/// The detections that have a window due, the one whose window comes first in front: a heap, so
/// that the next window is found without asking all detections.
///
/// A detection is told by its rank: at one tick the lower rank comes first. An entry says where the
/// next window of a detection was when it was added; whoever takes it out asks the detection again.
///
/// - Shape: `entries` is a binary heap: entry i precedes neither 2 i + 1 nor 2 i + 2.
struct DueQueue: Sendable {
    struct Entry: Equatable, Sendable {
        let tick: Timestamp
        let rank: Int

        func precedes(_ other: Entry) -> Bool {
            tick == other.tick ? rank < other.rank : tick < other.tick
        }
    }

    private var entries: [Entry] = []
    /// By rank the earliest tick among the entries; nil where there is none.
    private var queued: [Timestamp?]

    init(ranks: Int) { queued = Array(repeating: nil, count: ranks) }

    /// Adds a detection, unless it is there with a window as early.
    mutating func add(_ rank: Int, at tick: Timestamp) {
        if let known = queued[rank], known <= tick { return }
        queued[rank] = tick
        entries.append(Entry(tick: tick, rank: rank))
        var place = entries.count - 1
        while place > 0, entries[place].precedes(entries[(place - 1) / 2]) {
            entries.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Takes out the entry in front.
    mutating func take() -> Entry? {
        while let first = entries.first {
            let last = entries.removeLast()
            if !entries.isEmpty {
                entries[0] = last
                sink()
            }
            // One that an earlier one took the place of says nothing any more.
            guard queued[first.rank] == first.tick else { continue }
            queued[first.rank] = nil
            return first
        }
        return nil
    }

    private mutating func sink() {
        var place = 0
        while 2 * place + 1 < entries.count {
            var child = 2 * place + 1
            if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
            guard entries[child].precedes(entries[place]) else { return }
            entries.swapAt(place, child)
            place = child
        }
    }
}
