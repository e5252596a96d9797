/// Whose turn it is to be read: each file stands in the queue at most once.
struct ReadingTurns {
    private var queue: [UInt32] = []
    private var members: Set<UInt32> = []

    var isEmpty: Bool { queue.isEmpty }

    /// Gives a file a turn, if it has none yet.
    mutating func add(_ number: UInt32) {
        if members.insert(number).inserted { queue.append(number) }
    }

    /// Those that are served next.
    func first(_ count: Int) -> ArraySlice<UInt32> { queue.prefix(count) }

    /// A served file has more: it stands behind all others.
    mutating func again(_ number: UInt32) { queue.append(number) }

    /// A served file has no more for now.
    mutating func end(_ number: UInt32) { members.remove(number) }

    /// So many from the front were served.
    mutating func removeServed(_ count: Int) { queue.removeFirst(count) }

    func allSatisfy(_ condition: (UInt32) -> Bool) -> Bool { queue.allSatisfy(condition) }
}
