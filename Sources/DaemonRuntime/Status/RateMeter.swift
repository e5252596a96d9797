/// Records and bytes a second of each source, over the last samples.
struct RateMeter: Sendable {
    struct Rate: Equatable, Sendable {
        var records = 0.0
        var bytes = 0.0
    }

    /// The stretch of time that a rate is taken over.
    private static let nanoseconds: UInt64 = 20_000_000_000
    /// Shorter stretches say nothing.
    private static let nanosecondsMin: UInt64 = 500_000_000

    private var samples: [(taken: UInt64, traffic: [SourceTraffic])] = []

    mutating func add(_ sample: StatusMonitor.Sample) {
        samples.append((sample.taken, sample.traffic))
        // The newest of those that are older than the stretch stays, to measure from.
        while samples.count > 2, sample.taken &- samples[1].taken >= Self.nanoseconds {
            samples.removeFirst()
        }
    }

    /// By source; empty before there are two samples.
    var rates: [Rate] {
        guard let first = samples.first, let last = samples.last,
            last.taken &- first.taken >= Self.nanosecondsMin
        else { return [] }
        let seconds = Double(last.taken &- first.taken) / 1e9
        return zip(first.traffic, last.traffic).map { old, new in
            Rate(
                records: Double(new.allRecords - old.allRecords) / seconds,
                bytes: (Double(new.allBytes) - Double(old.allBytes)) / seconds)
        }
    }
}
