import RiskDetection

/// Which limits kept something out, told the first time and then at each power of ten.
struct LimitWatch {
    struct News: Equatable {
        var detection: String
        /// The key of the configuration, or what is limited where there is none.
        var limit: String
        /// Events or values that were kept out so far.
        var total: Int
    }

    private static let limits: [(key: String, count: @Sendable (DetectionCounters) -> Int)] = [
        ("limits.groups_per_window", \.groupOverflow),
        ("limits.values_per_group", \.valueOverflow),
        ("limits.state_bytes", \.memoryOverflow),
        ("the limit of rows that a command makes", \.rowOverflow),
    ]

    /// By detection and limit: the count from which on it is news again.
    private var next: [[Int]]

    init(detections: Int) {
        next = Array(repeating: Array(repeating: 1, count: Self.limits.count), count: detections)
    }

    mutating func news(_ engine: DetectionEngine) -> [News] {
        var news: [News] = []
        for index in engine.detections.indices {
            let counters = engine.counters(of: index)
            for (place, limit) in Self.limits.enumerated() {
                let total = limit.count(counters)
                guard total >= next[index][place] else { continue }
                while next[index][place] <= total { next[index][place] *= 10 }
                news.append(
                    News(
                        detection: engine.detections[index].name, limit: limit.key, total: total))
            }
        }
        return news
    }
}
