import CIM

/// Windows that are not over, with a match that may be reported early.
struct EarlyMatches: Sendable {
    struct Place: Hashable, Sendable {
        let detection: Int
        let tick: Timestamp
    }

    /// The time of the newest match.
    private var times: [Place: Timestamp] = [:]

    var isEmpty: Bool { times.isEmpty }

    mutating func note(_ place: Place, _ time: Timestamp) {
        times[place] = max(times[place] ?? time, time)
    }

    /// Takes all out.
    ///
    /// - Returns: Those of windows that are not over, by detection, then by tick.
    mutating func take(before now: Timestamp) -> [(place: Place, time: Timestamp)] {
        defer { times = [:] }
        return times.filter { now < $0.key.tick }.sorted {
            ($0.key.detection, $0.key.tick) < ($1.key.detection, $1.key.tick)
        }.map { ($0.key, $0.value) }
    }
}
