import Glibc

/// How many descriptors the process may have.
enum DescriptorLimit {
    /// What the state, the output, the journal, sinks, Dispatch and the status need.
    private static let reserved = 64
    /// What followed files get at least.
    private static let filesMin = 4

    /// How many of them followed files may hold, whatever the limit is: `LimitNOFILE=` of the unit.
    ///
    /// - Parameter connections: How many connections the sources may have beside.
    static func files(besides connections: Int) -> Int {
        max(filesMin, raised - reserved - connections)
    }

    /// Asks, once, for as many as the process may ask for.
    static let raised: Int = {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return 128
        }
        if limit.rlim_cur < limit.rlim_max {
            var wanted = limit
            wanted.rlim_cur = limit.rlim_max
            if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &wanted) == 0 {
                limit = wanted
            }
        }
        return Int(clamping: limit.rlim_cur)
    }()
}
