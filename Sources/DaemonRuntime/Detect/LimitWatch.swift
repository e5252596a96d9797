import RiskDetection

/// Which limits kept something out, told the first time and then at each power of ten.
struct LimitWatch {
    struct News: Equatable {
        var detection: String
        /// The key of the configuration, or what is limited where there is none.
        var limit: String
        /// What was kept out.
        var what: String
        /// How much of it so far.
        var total: Int
    }

    /// By detection and limit: the count from which on it is news again.
    private var next: [[Int]]

    init(detections: Int) {
        next = Array(
            repeating: Array(repeating: 1, count: DetectionLimit.all.count), count: detections)
    }

    mutating func news(_ engine: DetectionEngine) -> [News] {
        var news: [News] = []
        for index in engine.detections.indices {
            let counters = engine.counters(of: index)
            for (place, limit) in DetectionLimit.all.enumerated() {
                let total = limit.count(counters)
                guard total >= next[index][place] else { continue }
                while next[index][place] <= total { next[index][place] *= 10 }
                news.append(
                    News(
                        detection: engine.detections[index].name, limit: limit.name,
                        what: limit.what, total: total))
            }
        }
        return news
    }
}
