/// How far the lines of a segment are confirmed: each may have become several records, or none, and
/// those of different partitions are confirmed in any order.
struct Shipment {
    let name: SegmentName
    /// So many lines from the first on are confirmed.
    private(set) var done: Int
    /// Of each line behind them that was begun: records that are not confirmed.
    private var open: [Int] = []
    /// What of `open` is confirmed already.
    private var head = 0
    /// Whether every line was begun.
    var isWhole = false

    /// - Parameter done: Lines that an earlier run knew to be confirmed.
    init(name: SegmentName, done: Int = 0) {
        self.name = name
        self.done = done
    }

    /// Lines that were begun.
    var begun: Int { done + open.count - head }

    /// Whether everything is confirmed.
    var isComplete: Bool { isWhole && head == open.count }

    /// Begins the next line.
    ///
    /// - Returns: Its number.
    mutating func begin(records: Int) -> Int {
        open.append(records)
        let line = begun - 1
        settle()
        return line
    }

    /// A record of a line was confirmed.
    mutating func confirm(_ line: Int) {
        let place = head + line - done
        precondition(open.indices.contains(place), "line \(line) is not on its way")
        open[place] -= 1
        settle()
    }

    private mutating func settle() {
        while head < open.count, open[head] == 0 {
            head += 1
            done += 1
        }
        if head > 4_096, head * 2 > open.count {
            open.removeFirst(head)
            head = 0
        }
    }
}
