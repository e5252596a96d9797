/// Tells when the backlog of a sink is full: once for each time that reading pauses, and of dropped
/// records the first and then at each power of ten.
struct BacklogWatch {
    private var paused: Set<String> = []
    private var nextTotals: [String: Int] = [:]

    mutating func news(_ outboxes: [Outbox]) -> [DaemonMessage] {
        var news: [DaemonMessage] = []
        for outbox in outboxes {
            if outbox.isFull {
                if paused.insert(outbox.name).inserted {
                    news.append(.backlogFull(sink: outbox.name, isPausing: true, total: 0))
                }
            } else {
                paused.remove(outbox.name)
            }
            let dropped = outbox.snapshot.dropped
            guard dropped >= nextTotals[outbox.name, default: 1] else { continue }
            var next = nextTotals[outbox.name, default: 1]
            while next <= dropped { next *= 10 }
            nextTotals[outbox.name] = next
            news.append(.backlogFull(sink: outbox.name, isPausing: false, total: dropped))
        }
        return news
    }
}
